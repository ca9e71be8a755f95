//! Portuguese as it is written in Brazil.

use super::{Headline, Label};
use crate::consent::problem::ProblemKind;
use icu_plurals::PluralCategory;

pub(super) const fn label(label: Label) -> &'static str {
    match label {
        Label::SectionClient => "Quem pede",
        Label::SectionPayment => "Pagamento",
        Label::SectionAccountAccess => "Informações de conta",
        Label::SectionPayeeVerification => "Verificação do nome do recebedor",
        Label::SectionScope => "Também solicitado",
        Label::SectionBindingMessage => "Mensagem para comparar",
        Label::SectionAccounts => "Conta disponível",
        Label::SectionNumberEntry => "Número a digitar",
        Label::SectionContext => "Onde começou",
        Label::SectionRequest => "Esta solicitação",
        Label::ClientName => "Solicitado por",
        Label::OnBehalfOf => "Em nome de",
        Label::LegalName => "Registrado como",
        Label::Registration => "Registro",
        Label::Kind => "Tipo",
        Label::KindPayment => "Pagamento",
        Label::KindAccountAccess => "Informações de conta",
        Label::Amount => "Valor",
        Label::Payee => "Recebedor",
        Label::PayeeAccount => "Conta do recebedor",
        Label::PayeeBank => "Banco do recebedor (BIC)",
        Label::Reference => "Referência",
        Label::PayFrom => "Da sua conta",
        Label::AccountCurrency => "Moeda da conta",
        Label::Action => "É permitido",
        Label::ActionInitiate => "Iniciar o pagamento",
        Label::ActionStatus => "Ver o que aconteceu com ele",
        Label::ActionCancel => "Cancelá-lo",
        Label::Location => "Usado em",
        Label::Permission => "É permitido",
        Label::ListAccounts => "Ver a lista das suas contas",
        Label::ReadBalances => "Ver saldos",
        Label::ReadTransactions => "Ver transações",
        Label::AccessAccounts => "Ver os dados de",
        Label::AccessBalances => "Ver o saldo de",
        Label::AccessTransactions => "Ver as transações de",
        Label::AccountsYouChoose => "As contas que você escolher abaixo",
        Label::AccountsTheBankAllows => "Todas as contas que o seu banco disponibiliza",
        Label::Recurring => "Com que frequência",
        Label::RecurringYes => "Repetidamente, sem perguntar a você a cada vez",
        Label::RecurringNo => "Uma vez",
        Label::ValidUntil => "Até",
        Label::NoEndDate => "Sem data final",
        Label::FrequencyPerDay => "Vezes por dia, no máximo",
        Label::PayeeCheck => "Nome e conta",
        Label::PayeeMatch => "O nome corresponde à conta",
        Label::PayeeCloseMatch => "O nome quase corresponde à conta",
        Label::PayeeNoMatch => "O nome não corresponde à conta",
        Label::PayeeNotAvailable => "Não foi possível verificar o nome",
        Label::NameOnFile => "Nome do titular da conta",
        Label::ScopeOpenid => "Confirmar quem você é",
        Label::ScopeProfile => "Ver seu nome e seu perfil",
        Label::ScopeEmail => "Ver seu endereço de e-mail",
        Label::ScopeAddress => "Ver seu endereço postal",
        Label::ScopePhone => "Ver seu número de telefone",
        Label::ScopeOfflineAccess => "Continuar conectado na sua ausência",
        Label::ScopePayments => "Usar o serviço de pagamentos",
        Label::ScopeAccounts => "Usar o serviço de informações de conta",
        Label::BindingMessage => "A outra tela mostra o mesmo",
        Label::AccountName => "Conta",
        Label::AccountNumber => "Número",
        Label::Currency => "Moeda",
        Label::Digits => "Quantos dígitos copiar da outra tela",
        Label::Device => "Dispositivo",
        Label::Place => "Local",
        Label::IpAddress => "Endereço de rede",
        Label::StartedAt => "Início",
        Label::RequestedAt => "Solicitado em",
        Label::ExpiresAt => "Expira em",
        Label::SectionCardPayment => "Pagamento com cartão",
        Label::SectionRecurring => "Pagamentos até um limite",
        Label::SectionAction => "O que você confirma",
        Label::SectionMandate => "Autorização de cobrança",
        Label::KindCardPayment => "Pagamento com cartão",
        Label::KindRecurring => "Pagamentos que o recebedor pode iniciar, até um limite",
        Label::KindAction => "Login ou outra ação",
        Label::KindMandate => "Autorização para cobrar pagamentos",
        Label::ExecutionDate => "Em",
        Label::Frequency => "Com que frequência",
        Label::FirstPayment => "Primeiro pagamento",
        Label::LastPayment => "Último pagamento",
        Label::DayOfExecution => "Dia do mês",
        Label::ExecutionRule => "Se não for dia útil",
        Label::RuleFollowing => "No dia útil seguinte",
        Label::RulePreceding => "No dia útil anterior",
        Label::BatchBooking => "No seu extrato",
        Label::BatchBookingYes => "Como uma única soma",
        Label::BatchBookingNo => "Cada pagamento separado",
        Label::EndToEnd => "Referência de ponta a ponta",
        Label::Instruction => "Referência da ordem",
        Label::Message => "Mensagem",
        Label::Charges => "Tarifas",
        Label::ChargesDebtor => "Você paga todas as tarifas",
        Label::ChargesCreditor => "O recebedor paga todas as tarifas",
        Label::ChargesShared => "Divididas",
        Label::ChargesService => "Conforme acordado com o seu banco",
        Label::PaymentNumber => "pagamento",
        Label::Total => "Total",
        Label::WithinADay => "Várias vezes por dia",
        Label::EveryDay => "Todos os dias",
        Label::EveryWeek => "Toda semana",
        Label::EveryTwoWeeks => "A cada duas semanas",
        Label::TwiceAMonth => "Duas vezes por mês",
        Label::EveryMonth => "Todo mês",
        Label::EveryTwoMonths => "A cada dois meses",
        Label::EveryQuarter => "A cada três meses",
        Label::EveryFourMonths => "A cada quatro meses",
        Label::EveryHalfYear => "A cada seis meses",
        Label::EveryYear => "Todo ano",
        Label::EveryTwoYears => "A cada dois anos",
        Label::AllAccounts => "Todas as suas contas",
        Label::AllAccountsWithOwnerName => "Todas as suas contas, com o nome do titular",
        Label::AccessList => "Ver a lista de",
        Label::AccessListWithBalance => "Ver a lista, com saldos, de",
        Label::AccessEverything => "Ver dados, saldos e transações de",
        Label::Combined => "Junto com pagamentos",
        Label::CombinedYes => "Também usado para iniciar pagamentos na mesma sessão",
        Label::CombinedNo => "Não usado para iniciar pagamentos",
        Label::PayWithCard => "Com o seu cartão",
        Label::MaximumAmount => "No máximo, a cada vez",
        Label::MinimumAmount => "No mínimo, a cada vez",
        Label::TotalAmount => "No máximo, ao todo",
        Label::InitialAmount => "Valor dos primeiros pagamentos",
        Label::InitialAmountNumber => "Número de primeiros pagamentos",
        Label::AnnualRate => "Juros anuais (por cento)",
        Label::Limit => "No máximo",
        Label::Period => "Em",
        Label::ADay => "Um dia",
        Label::AWeek => "Uma semana",
        Label::AFortnight => "Duas semanas",
        Label::AMonth => "Um mês",
        Label::AHalfYear => "Meio ano",
        Label::AYear => "Um ano",
        Label::PeriodCounted => "Contado",
        Label::FromConsent => "A partir da sua aprovação",
        Label::ByCalendar => "Pelo calendário",
        Label::ValidFrom => "A partir de",
        Label::VrpPurpose => "Para",
        Label::VrpSweeping => "Mover dinheiro entre as suas próprias contas",
        Label::VrpOther => "Outros pagamentos",
        Label::AccountScheme => "Tipo de número de conta",
        Label::SchemeSortCode => "Sort code e número da conta",
        Label::SchemeIban => "IBAN",
        Label::SecondaryAccount => "Roll number ou segunda referência",
        Label::PaymentContext => "Finalidade",
        Label::ContextBill => "Conta ou fatura",
        Label::ContextGoods => "Produtos comprados on-line",
        Label::ContextServices => "Serviços comprados on-line",
        Label::ContextPerson => "De pessoa para pessoa",
        Label::ContextSelf => "Para uma conta sua",
        Label::ContextThirdParty => "Para outra pessoa",
        Label::WhatHappens => "O que você confirma",
        Label::Service => "Serviço",
        Label::Purpose => "Finalidade",
        Label::PayeeId => "Identificador do recebedor",
        Label::Website => "Site",
        Label::Logo => "Endereço do logotipo (não carregado)",
        Label::Through => "Por meio de",
        Label::Transaction => "Número da transação",
        Label::AmountIs => "O valor é",
        Label::AmountEstimated => "Estimado: o valor final pode ser diferente",
        Label::AmountFinal => "Definitivo",
        Label::AmountVariable => "Diferente a cada vez",
        Label::AmountFixed => "O mesmo a cada vez",
        Label::Earmark => "Até ser pago",
        Label::EarmarkYes => "O valor fica bloqueado na sua conta",
        Label::EarmarkNo => "O valor não fica bloqueado",
        Label::Speed => "Transferência",
        Label::SpeedInstant => "Instantânea: não pode ser desfeita",
        Label::SpeedOrdinary => "Comum",
        Label::NumberOfPayments => "Número de pagamentos",
        Label::ChooseOneAccount => "Escolha a conta de onde sai o pagamento",
        Label::ChooseAccounts => "Escolha as contas a compartilhar",
        Label::WarnIbanCheckFailed => {
            "Os dígitos verificadores deste número de conta estão errados. Peça o número certo ao recebedor."
        }
        Label::WarnMixedScript => {
            "Este texto mistura alfabetos. Letras parecidas podem se passar umas pelas outras."
        }
        Label::WarnMixedNumbers => {
            "Este texto mistura algarismos de escritas diferentes. Alguns são parecidos e têm valores diferentes."
        }
        Label::WarnUnusualSpaces => {
            "Este texto contém espaços que não se veem. Eles aparecem como ␣."
        }
        Label::WarnLooksLikeAnother => {
            "Este nome se parece com outro desta solicitação, mas não é o mesmo."
        }
        Label::WarnPayeeCloseMatch => {
            "O nome do recebedor não corresponde exatamente à conta. Compare com o nome do titular."
        }
        Label::WarnPayeeNoMatch => {
            "O nome do recebedor não corresponde à conta. O dinheiro pode ir para outra pessoa."
        }
        Label::WarnPayeeNotAvailable => {
            "Não foi possível verificar se o nome do recebedor corresponde à conta."
        }
    }
}

pub(super) const fn problem(kind: ProblemKind) -> &'static str {
    match kind {
        ProblemKind::Version => "Uma versão que este aplicativo não conhece.",
        ProblemKind::UnknownField => "Um campo que este aplicativo não conhece.",
        ProblemKind::UnknownType => "Um tipo de solicitação que este aplicativo não conhece.",
        ProblemKind::UnknownScope => "Uma permissão que este aplicativo não conhece.",
        ProblemKind::UnknownValue => "Um valor que este aplicativo não conhece.",
        ProblemKind::Missing => "Falta alguma coisa.",
        ProblemKind::WrongType => "Um campo está no formato errado.",
        ProblemKind::Amount => "O valor não é válido.",
        ProblemKind::Currency => "A moeda não é válida.",
        ProblemKind::Account => "Um número de conta não é válido.",
        ProblemKind::Date => "Uma data não é válida.",
        ProblemKind::Character => "Um texto contém caracteres que poderiam enganar.",
        ProblemKind::Length => "Um texto é longo demais ou está vazio.",
        ProblemKind::Count => "Itens demais ou de menos.",
        ProblemKind::Contradiction => "A solicitação se contradiz.",
        ProblemKind::UnusedAccounts => "São oferecidas contas que nada pede.",
        ProblemKind::MissingLabel => "Este aplicativo não tem palavras para isso no seu idioma.",
        ProblemKind::Incomplete => "Não foi possível mostrar tudo.",
    }
}

pub(super) fn headline(headline: &Headline<'_>) -> String {
    match headline {
        Headline::Pay { amount, payee } => format!("Pagar {amount} a {payee}"),
        Headline::PayAgain { amount, payee } => {
            format!("Pagar {amount} a {payee}, repetidamente")
        }
        Headline::PayMany { total, payments } => match payments.category {
            PluralCategory::One => format!("Fazer {payments} pagamento de {total}"),
            PluralCategory::Many => format!("Fazer {payments} de pagamentos, {total} no total"),
            _ => format!("Fazer {payments} pagamentos, {total} no total"),
        },
        Headline::PayUpTo { amount, payee } => {
            format!("Permitir que {payee} cobre até {amount} a cada vez")
        }
        Headline::Confirm { client } => format!("Confirmar o que {client} pede"),
        Headline::Share { client } => format!("Compartilhar informações de conta com {client}"),
        Headline::SignIn { client } => format!("Entrar em {client}"),
        Headline::Asks { client } => format!("{client} pede a sua permissão"),
        Headline::AsksForMany { client, things } => match things.category {
            PluralCategory::One => format!("{client} pede {things} coisa"),
            PluralCategory::Many => format!("{client} pede {things} de coisas de uma vez"),
            _ => format!("{client} pede {things} coisas de uma vez"),
        },
    }
}
