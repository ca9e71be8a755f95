// What the phone says, in Portuguese as it is written in Brazil.

export default {
  name: "Português (Brasil)",

  asked: {
    region: "O que é pedido", who: "Quem pede", what: "O quê", behalf: "em nome de {party}", known: "Conhecido por {bank}",
    client_words: "texto escrito pela loja", where: "Onde começou", ago: "Há quanto tempo", further: "Mais detalhes", end: "Isso é tudo",
  },
  number: { title: "O número da loja", help: "Digite o número que a loja mostra agora." },
  choice: { any: "Escolha quantas quiser", at_most: { one: "Escolha uma no máximo", other: "Escolha {n} no máximo" } },
  missing: {
    account: "Escolha uma conta para aprovar", accounts: "Escolha pelo menos uma conta para aprovar",
    fewer: { one: "Escolha uma conta no máximo", other: "Escolha {n} contas no máximo" },
    number: "Digite o número da loja para aprovar", read: "Leia até o fim para aprovar", time: "O tempo acabou", enrol: "Cadastre o celular de novo para aprovar",
  },
  answer: {
    nothing_sent: "Nada é enviado antes da sua digital", decline: "Recusar", approve: "Aprovar", approve_with: "Aprovar com a digital", not_me: "Não fui eu que comecei",
    done: "Pronto", close: "Fechar", again: "Tentar de novo", receipt: "O recibo do banco",
  },

  left: { over: "O tempo acabou", seconds: { one: "Resta {n} segundo", other: "Restam {n} segundos" }, minute: "Resta cerca de um minuto", minutes: { one: "Resta {n} minuto", other: "Restam {n} minutos" } },
  ago: { now: "agora mesmo", minute: "há um minuto", minutes: { one: "há {n} minuto", other: "há {n} minutos" }, hour: "há uma hora", hours: { one: "há {n} hora", other: "há {n} horas" } },

  notice: { decide: "Seu banco pede a sua decisão", none: "Nenhum aviso" },
  network: "Sem rede",
  home: {
    region: "O aplicativo do banco", nothing: "Nada a decidir", first: "Quando alguém pedir o seu dinheiro ou os seus dados, aparece primeiro aqui.",
    waiting: { one: "Uma decisão espera por você", other: "{n} decisões esperam por você" }, open: "Abrir a solicitação", decides_for: "Este celular decide por", history: "O que você decidiu", refresh: "Perguntar ao banco se há algo novo",
  },
  assurance: {
    content_bound: ["Sua resposta está vinculada ao que você viu", "Sua resposta não está vinculada ao que você viu"],
    server_signed_request: ["O banco assina cada solicitação", "O banco não assina suas solicitações"],
    hardware_key: ["A chave nunca sai do hardware deste celular", "Uma chave de software, só para experimentar"],
  },
  past: { unnamed: "Uma solicitação que não foi mostrada" },

  enrol: {
    title: "Adicionar este celular", text: "Aprove com a sua digital o que o {bank} pedir. O banco mostra um código e este celular o lê.", scan: "Ler o código do banco", code: "O código do banco, como este celular o leu",
    bank: "Banco", account: "Conta", add: "Adicionar com a digital", not_now: "Agora não", compare: "Compare os dígitos", compare_text: "O banco também mostra seis dígitos. Confirme lá somente se forem os mesmos.", to_bank: "Ir ao banco",
    again: "Cadastrar de novo", blocked: "Este celular está bloqueado", blocked_text: "Ele não pode aprovar nada até o banco desbloqueá-lo.",
  },
  finger: {
    approve: "Aprove com a sua digital", add: "Adicione este celular com a sua digital", sensor: "Este é o sensor do celular. Você é o dedo.", touch: "Tocar no sensor",
    wrong: "Dedo errado", cancel: "Cancelar", or: "Ou faça algo dar errado", locked: "Sensor bloqueado", invalid: "Chave invalidada",
  },
  report: { title: "Diga ao banco que não foi você", text: "A solicitação é recusada e este celular fica bloqueado até o banco verificar.", confirm: "Avisar e bloquear", back: "Voltar" },

  banners: {
    cancelled: { title: "Digital cancelada", text: "Nada foi enviado e nada se perdeu. Você pode aprovar ou recusar." },
    fingerprint_failed: { title: "Dedo não reconhecido", text: "Nada foi enviado. Tente de novo ou recuse." },
    locked_out: { title: "O sensor está bloqueado", text: "Houve dedos errados demais. Espere um pouco e tente de novo. Recusar funciona sem ele." },
    not_added: { title: "Este celular não foi adicionado", text: "A digital é necessária para isso. Nada foi enviado." },
    key_invalid: { title: "A chave deste celular não vale mais", text: "As digitais ou o bloqueio de tela mudaram. Cadastre-o de novo para aprovar. Recusar continua funcionando." },
  },
  screens: {
    arriving: { title: "Uma solicitação está chegando", text: "Seu celular a busca no banco e a verifica. Nada é mostrado antes disso." },
    cannot_show: { title: "Esta solicitação não pode ser mostrada com segurança", text: "Por isso não pode ser aprovada. Você pode recusá-la." },
    sending: { title: "Enviando sua resposta", text: "Ela está assinada e guardada neste celular. Espera a confirmação do banco." },
    approved: { title: "Aprovado", text: "O banco registrou a sua aprovação e assinou um recibo." },
    declined: { title: "Recusado", text: "O banco registrou que você recusou. Nada foi pago nem compartilhado." },
    expired: { title: "O tempo acabou", text: "A solicitação não foi respondida a tempo. Nada foi aprovado." },
    withdrawn: { title: "O banco retirou esta solicitação", text: "Não há mais nada a decidir. Nada foi aprovado." },
    answered_elsewhere: { title: "Respondida em outro dispositivo", text: "Esta solicitação já foi decidida. Nada foi enviado daqui." },
    refused: { title: "O banco não aceitou sua resposta", text: "Nada foi aprovado. Se ainda quiser, comece de novo na loja." },
    unknown: { title: "Ainda não se sabe", text: "Sua resposta foi enviada, mas nenhuma confirmação voltou. A mesma resposta é enviada de novo até o banco confirmar. Ela só pode contar uma vez." },
    never_learned: { title: "Nunca se soube", text: "O banco não confirmou nada sobre a sua resposta e este celular não pergunta mais. Ela pode ter contado. Pergunte ao seu banco." },
    offline: { title: "Sem conexão com o banco", text: "Nada se perdeu. Tente de novo quando estiver conectado." },
    not_genuine: { title: "Isto não veio do seu banco", text: "A mensagem não estava assinada pelo seu banco. Nada foi mostrado e nada foi respondido." },
  },
  outcomes: {
    approved: "Aprovado", denied: "Recusado", declined: "Recusado", expired: "Expirado", withdrawn: "Retirado",
    answered_elsewhere: "Respondido em outro lugar", refused: "Não aceito pelo banco", unknown: "Ainda não se sabe", never_learned: "Nunca se soube",
  },
};
