// What the phone says, in French.

export default {
  name: "Français",

  asked: {
    region: "Ce qui est demandé", who: "Qui demande", what: "Quoi", behalf: "pour le compte de {party}", known: "Connu de {bank}",
    client_words: "texte écrit par la boutique", where: "Origine de la demande", ago: "Il y a combien de temps", further: "Autres détails", end: "C’est tout",
  },
  number: { title: "Le nombre affiché par la boutique", help: "Saisissez le nombre que la boutique vous montre en ce moment." },
  choice: { any: "Choisissez-en autant que vous voulez", at_most: { one: "Choisissez-en un au plus", other: "Choisissez-en {n} au plus" } },
  missing: {
    account: "Choisissez un compte pour approuver", accounts: "Choisissez au moins un compte pour approuver",
    fewer: { one: "Choisissez un compte au plus", other: "Choisissez {n} comptes au plus" },
    number: "Saisissez le nombre de la boutique pour approuver", read: "Lisez jusqu’à la fin pour approuver", time: "Le temps est écoulé", enrol: "Réinscrivez ce téléphone pour approuver",
  },
  answer: {
    nothing_sent: "Rien n’est envoyé avant votre empreinte", decline: "Refuser", approve: "Approuver", approve_with: "Approuver avec l’empreinte", not_me: "Ce n’est pas moi qui ai commencé",
    done: "Terminé", close: "Fermer", again: "Réessayer", receipt: "Le reçu de la banque",
  },

  left: { over: "Le temps est écoulé", seconds: { one: "Encore {n} seconde", other: "Encore {n} secondes" }, minute: "Encore une minute environ", minutes: { one: "Encore {n} minute", other: "Encore {n} minutes" } },
  ago: { now: "à l’instant", minute: "il y a une minute", minutes: { one: "il y a {n} minute", other: "il y a {n} minutes" }, hour: "il y a une heure", hours: { one: "il y a {n} heure", other: "il y a {n} heures" } },

  notice: { decide: "Votre banque attend votre décision", none: "Aucune notification" },
  network: "Pas de réseau",
  home: {
    region: "L’application de la banque", nothing: "Rien à décider", first: "Quand quelqu’un demande votre argent ou vos données, cela apparaît d’abord ici.",
    waiting: { one: "Une décision vous attend", other: "{n} décisions vous attendent" }, open: "Ouvrir la demande", decides_for: "Ce téléphone décide pour", history: "Ce que vous avez décidé", refresh: "Demander à la banque s’il y a du nouveau",
  },
  assurance: {
    content_bound: ["Votre réponse est liée à ce que vous avez vu", "Votre réponse n’est pas liée à ce que vous avez vu"],
    server_signed_request: ["La banque signe chaque demande", "La banque ne signe pas ses demandes"],
    hardware_key: ["La clé ne quitte jamais le matériel de ce téléphone", "Une clé logicielle, seulement pour essayer"],
  },
  past: { unnamed: "Une demande qui n’a pas été affichée" },

  enrol: {
    title: "Ajouter ce téléphone", text: "Approuvez avec votre empreinte ce que {bank} demande. La banque affiche un code, et ce téléphone le scanne.", scan: "Scanner le code de la banque", code: "Le code de la banque, tel que ce téléphone l’a scanné",
    bank: "Banque", account: "Compte", add: "Ajouter avec l’empreinte", not_now: "Pas maintenant", compare: "Comparez les chiffres", compare_text: "La banque affiche aussi six chiffres. Confirmez là-bas seulement s’ils sont identiques.", to_bank: "Aller à la banque",
    again: "Réinscrire", blocked: "Ce téléphone est bloqué", blocked_text: "Il ne peut rien approuver tant que la banque ne l’a pas débloqué.",
  },
  finger: {
    approve: "Approuvez avec votre empreinte", add: "Ajoutez ce téléphone avec votre empreinte", sensor: "Voici le capteur du téléphone. Vous êtes le doigt.", touch: "Toucher le capteur",
    wrong: "Mauvais doigt", cancel: "Annuler", or: "Ou provoquez un problème", locked: "Capteur bloqué", invalid: "Clé invalidée",
  },
  report: { title: "Dites à la banque que ce n’était pas vous", text: "La demande est refusée, et ce téléphone reste bloqué jusqu’à ce que la banque ait vérifié.", confirm: "Signaler et bloquer", back: "Retour" },

  banners: {
    cancelled: { title: "Empreinte annulée", text: "Rien n’a été envoyé et rien n’est perdu. Vous pouvez approuver ou refuser." },
    fingerprint_failed: { title: "Doigt non reconnu", text: "Rien n’a été envoyé. Réessayez, ou refusez." },
    locked_out: { title: "Le capteur est bloqué", text: "Il y a eu trop de mauvais doigts. Attendez un peu et réessayez. Refuser reste possible." },
    not_added: { title: "Ce téléphone n’a pas été ajouté", text: "L’empreinte est nécessaire pour cela. Rien n’a été envoyé." },
    key_invalid: { title: "La clé de ce téléphone n’est plus valable", text: "Ses empreintes ou son verrouillage d’écran ont changé. Réinscrivez-le pour approuver. Refuser reste possible." },
  },
  screens: {
    arriving: { title: "Une demande arrive", text: "Votre téléphone la récupère auprès de la banque et la vérifie. Rien n’est affiché avant." },
    cannot_show: { title: "Cette demande ne peut pas être affichée sûrement", text: "Elle ne peut donc pas être approuvée. Vous pouvez la refuser." },
    sending: { title: "Envoi de votre réponse", text: "Elle est signée et enregistrée sur ce téléphone. Elle attend la confirmation de la banque." },
    approved: { title: "Approuvé", text: "La banque a enregistré votre accord et signé un reçu." },
    declined: { title: "Refusé", text: "La banque a enregistré votre refus. Rien n’a été payé ni partagé." },
    expired: { title: "Le temps est écoulé", text: "La demande n’a pas reçu de réponse à temps. Rien n’a été approuvé." },
    withdrawn: { title: "La banque a retiré cette demande", text: "Il n’y a plus rien à décider. Rien n’a été approuvé." },
    answered_elsewhere: { title: "Réponse donnée sur un autre appareil", text: "Cette demande a déjà été traitée. Rien n’a été envoyé d’ici." },
    refused: { title: "La banque n’a pas accepté votre réponse", text: "Rien n’a été approuvé. Si vous le voulez encore, recommencez dans la boutique." },
    unknown: { title: "Pas encore connu", text: "Votre réponse a été envoyée, mais aucune confirmation n’est revenue. La même réponse est renvoyée jusqu’à ce que la banque la confirme. Elle ne compte qu’une fois." },
    never_learned: { title: "Jamais su", text: "La banque n’a rien confirmé au sujet de votre réponse, et ce téléphone ne demande plus. Elle a pu compter. Demandez à votre banque." },
    offline: { title: "Pas de connexion à la banque", text: "Rien n’est perdu. Réessayez quand vous serez connecté." },
    not_genuine: { title: "Ceci ne vient pas de votre banque", text: "Le message n’était pas signé par votre banque. Rien n’a été affiché et aucune réponse n’a été donnée." },
  },
  outcomes: {
    approved: "Approuvé", denied: "Refusé", declined: "Refusé", expired: "Expiré", withdrawn: "Retiré",
    answered_elsewhere: "Réponse donnée ailleurs", refused: "Non accepté par la banque", unknown: "Pas encore connu", never_learned: "Jamais su",
  },
};
