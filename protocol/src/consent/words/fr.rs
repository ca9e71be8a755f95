//! French.

use super::{Headline, Label};
use crate::consent::problem::ProblemKind;
use icu_plurals::PluralCategory;

pub(super) const fn label(label: Label) -> &'static str {
    match label {
        Label::SectionClient => "Qui demande",
        Label::SectionPayment => "Paiement",
        Label::SectionAccountAccess => "Informations de compte",
        Label::SectionPayeeVerification => "Vérification du nom du bénéficiaire",
        Label::SectionScope => "Également demandé",
        Label::SectionBindingMessage => "Message à comparer",
        Label::SectionAccounts => "Compte proposé",
        Label::SectionNumberEntry => "Nombre à saisir",
        Label::SectionContext => "Origine de la demande",
        Label::SectionRequest => "Cette demande",
        Label::ClientName => "Demandé par",
        Label::OnBehalfOf => "Pour le compte de",
        Label::LegalName => "Immatriculé sous le nom de",
        Label::Registration => "Immatriculation",
        Label::Kind => "Nature",
        Label::KindPayment => "Paiement",
        Label::KindAccountAccess => "Informations de compte",
        Label::Amount => "Montant",
        Label::Payee => "Bénéficiaire",
        Label::PayeeAccount => "Compte du bénéficiaire",
        Label::PayeeBank => "Banque du bénéficiaire (BIC)",
        Label::Reference => "Référence",
        Label::PayFrom => "Depuis votre compte",
        Label::AccountCurrency => "Devise du compte",
        Label::Action => "Autorisation",
        Label::ActionInitiate => "Initier le paiement",
        Label::ActionStatus => "Voir ce qu’il est devenu",
        Label::ActionCancel => "L’annuler",
        Label::Location => "Utilisé à l’adresse",
        Label::Permission => "Autorisation",
        Label::ListAccounts => "Voir la liste de vos comptes",
        Label::ReadBalances => "Voir les soldes",
        Label::ReadTransactions => "Voir les opérations",
        Label::AccessAccounts => "Voir les détails du compte",
        Label::AccessBalances => "Voir le solde du compte",
        Label::AccessTransactions => "Voir les opérations du compte",
        Label::AccountsYouChoose => "Les comptes que vous choisissez ci-dessous",
        Label::AccountsTheBankAllows => "Tous les comptes que votre banque met à disposition",
        Label::Recurring => "Fréquence",
        Label::RecurringYes => "De façon répétée, sans vous demander chaque fois",
        Label::RecurringNo => "Une fois",
        Label::ValidUntil => "Jusqu’au",
        Label::NoEndDate => "Sans date de fin",
        Label::FrequencyPerDay => "Nombre de fois par jour, au plus",
        Label::PayeeCheck => "Nom et compte",
        Label::PayeeMatch => "Le nom correspond au compte",
        Label::PayeeCloseMatch => "Le nom correspond presque au compte",
        Label::PayeeNoMatch => "Le nom ne correspond pas au compte",
        Label::PayeeNotAvailable => "Le nom n’a pas pu être vérifié",
        Label::NameOnFile => "Nom du titulaire du compte",
        Label::ScopeOpenid => "Confirmer votre identité",
        Label::ScopeProfile => "Voir votre nom et votre profil",
        Label::ScopeEmail => "Voir votre adresse e-mail",
        Label::ScopeAddress => "Voir votre adresse postale",
        Label::ScopePhone => "Voir votre numéro de téléphone",
        Label::ScopeOfflineAccess => "Rester connecté en votre absence",
        Label::ScopePayments => "Utiliser le service de paiement",
        Label::ScopeAccounts => "Utiliser le service d’information sur les comptes",
        Label::BindingMessage => "L’autre écran affiche la même chose",
        Label::AccountName => "Compte",
        Label::AccountNumber => "Numéro",
        Label::Currency => "Devise",
        Label::Digits => "Nombre de chiffres à recopier de l’autre écran",
        Label::Device => "Appareil",
        Label::Place => "Lieu",
        Label::IpAddress => "Adresse réseau",
        Label::StartedAt => "Début",
        Label::RequestedAt => "Demandé le",
        Label::ExpiresAt => "Expire le",
        Label::SectionCardPayment => "Paiement par carte",
        Label::SectionRecurring => "Paiements dans une limite",
        Label::SectionAction => "Ce que vous confirmez",
        Label::SectionMandate => "Mandat",
        Label::KindCardPayment => "Paiement par carte",
        Label::KindRecurring => "Paiements que le bénéficiaire peut initier, dans une limite",
        Label::KindAction => "Connexion ou autre action",
        Label::KindMandate => "Mandat pour prélever des paiements",
        Label::ExecutionDate => "Le",
        Label::Frequency => "Fréquence",
        Label::FirstPayment => "Premier paiement",
        Label::LastPayment => "Dernier paiement",
        Label::DayOfExecution => "Jour du mois",
        Label::ExecutionRule => "Si ce jour n’est pas ouvré",
        Label::RuleFollowing => "Le jour ouvré suivant",
        Label::RulePreceding => "Le jour ouvré précédent",
        Label::BatchBooking => "Sur votre relevé",
        Label::BatchBookingYes => "En un seul montant",
        Label::BatchBookingNo => "Chaque paiement séparément",
        Label::EndToEnd => "Référence de bout en bout",
        Label::Instruction => "Référence de l’ordre",
        Label::Message => "Message",
        Label::Charges => "Frais",
        Label::ChargesDebtor => "Vous payez tous les frais",
        Label::ChargesCreditor => "Le bénéficiaire paie tous les frais",
        Label::ChargesShared => "Partagés",
        Label::ChargesService => "Comme convenu avec votre banque",
        Label::PaymentNumber => "paiement",
        Label::Total => "Total",
        Label::WithinADay => "Plusieurs fois par jour",
        Label::EveryDay => "Tous les jours",
        Label::EveryWeek => "Toutes les semaines",
        Label::EveryTwoWeeks => "Toutes les deux semaines",
        Label::TwiceAMonth => "Deux fois par mois",
        Label::EveryMonth => "Tous les mois",
        Label::EveryTwoMonths => "Tous les deux mois",
        Label::EveryQuarter => "Tous les trois mois",
        Label::EveryFourMonths => "Tous les quatre mois",
        Label::EveryHalfYear => "Tous les six mois",
        Label::EveryYear => "Tous les ans",
        Label::EveryTwoYears => "Tous les deux ans",
        Label::AllAccounts => "Tous vos comptes",
        Label::AllAccountsWithOwnerName => "Tous vos comptes, avec le nom du titulaire",
        Label::AccessList => "Voir la liste de",
        Label::AccessListWithBalance => "Voir la liste, avec les soldes, de",
        Label::AccessEverything => "Voir les détails, soldes et opérations de",
        Label::Combined => "Avec des paiements",
        Label::CombinedYes => "Sert aussi à initier des paiements dans la même session",
        Label::CombinedNo => "Ne sert pas à initier des paiements",
        Label::PayWithCard => "Avec votre carte",
        Label::MaximumAmount => "Au plus, chaque fois",
        Label::MinimumAmount => "Au moins, chaque fois",
        Label::TotalAmount => "Au plus, en tout",
        Label::InitialAmount => "Montant des premiers paiements",
        Label::InitialAmountNumber => "Nombre de premiers paiements",
        Label::AnnualRate => "Taux annuel (pour cent)",
        Label::Limit => "Au plus",
        Label::Period => "Sur",
        Label::ADay => "Un jour",
        Label::AWeek => "Une semaine",
        Label::AFortnight => "Deux semaines",
        Label::AMonth => "Un mois",
        Label::AHalfYear => "Six mois",
        Label::AYear => "Un an",
        Label::PeriodCounted => "Décompte",
        Label::FromConsent => "À partir de votre accord",
        Label::ByCalendar => "Selon le calendrier",
        Label::ValidFrom => "À partir du",
        Label::VrpPurpose => "Pour",
        Label::VrpSweeping => "Déplacer de l’argent entre vos propres comptes",
        Label::VrpOther => "Autres paiements",
        Label::AccountScheme => "Type de numéro de compte",
        Label::SchemeSortCode => "Sort code et numéro de compte",
        Label::SchemeIban => "IBAN",
        Label::SecondaryAccount => "Roll number ou deuxième référence",
        Label::PaymentContext => "Objet",
        Label::ContextBill => "Facture",
        Label::ContextGoods => "Biens achetés en ligne",
        Label::ContextServices => "Services achetés en ligne",
        Label::ContextPerson => "De particulier à particulier",
        Label::ContextSelf => "Vers un de vos comptes",
        Label::ContextThirdParty => "À quelqu’un d’autre",
        Label::WhatHappens => "Ce que vous confirmez",
        Label::Service => "Service",
        Label::Purpose => "Objet",
        Label::PayeeId => "Identifiant du bénéficiaire",
        Label::Website => "Site web",
        Label::Logo => "Adresse du logo (non chargé)",
        Label::Through => "Par l’intermédiaire de",
        Label::Transaction => "Numéro de transaction",
        Label::AmountIs => "Le montant est",
        Label::AmountEstimated => "Estimé, le montant final peut être différent",
        Label::AmountFinal => "Définitif",
        Label::AmountVariable => "Différent chaque fois",
        Label::AmountFixed => "Le même chaque fois",
        Label::Earmark => "Jusqu’au paiement",
        Label::EarmarkYes => "Le montant est bloqué sur votre compte",
        Label::EarmarkNo => "Le montant n’est pas bloqué",
        Label::Speed => "Virement",
        Label::SpeedInstant => "Instantané, ne peut pas être rappelé",
        Label::SpeedOrdinary => "Ordinaire",
        Label::NumberOfPayments => "Nombre de paiements",
        Label::ChooseOneAccount => "Choisissez le compte à débiter",
        Label::ChooseAccounts => "Choisissez les comptes à partager",
        Label::WarnIbanCheckFailed => {
            "Les chiffres de contrôle de ce numéro de compte sont faux. Demandez le bon numéro au bénéficiaire."
        }
        Label::WarnMixedScript => {
            "Ce texte mélange des alphabets. Des lettres qui se ressemblent peuvent en remplacer d’autres."
        }
        Label::WarnMixedNumbers => {
            "Ce texte mélange des chiffres de plusieurs écritures. Certains se ressemblent sans avoir la même valeur."
        }
        Label::WarnUnusualSpaces => {
            "Ce texte contient des espaces que l’on ne voit pas. Elles apparaissent sous la forme ␣."
        }
        Label::WarnLooksLikeAnother => {
            "Ce nom ressemble à un autre nom de cette demande, mais ce n’est pas le même."
        }
        Label::WarnPayeeCloseMatch => {
            "Le nom du bénéficiaire ne correspond pas exactement au compte. Comparez-le avec le nom du titulaire."
        }
        Label::WarnPayeeNoMatch => {
            "Le nom du bénéficiaire ne correspond pas au compte. L’argent pourrait aller à quelqu’un d’autre."
        }
        Label::WarnPayeeNotAvailable => {
            "La correspondance entre le nom du bénéficiaire et le compte n’a pas pu être vérifiée."
        }
    }
}

pub(super) const fn problem(kind: ProblemKind) -> &'static str {
    match kind {
        ProblemKind::Version => "Une version que cette application ne connaît pas.",
        ProblemKind::UnknownField => "Un champ que cette application ne connaît pas.",
        ProblemKind::UnknownType => "Un type de demande que cette application ne connaît pas.",
        ProblemKind::UnknownScope => "Une autorisation que cette application ne connaît pas.",
        ProblemKind::UnknownValue => "Une valeur que cette application ne connaît pas.",
        ProblemKind::Missing => "Il manque quelque chose.",
        ProblemKind::WrongType => "Un champ n’a pas la bonne forme.",
        ProblemKind::Amount => "Le montant n’est pas valable.",
        ProblemKind::Currency => "La devise n’est pas valable.",
        ProblemKind::Account => "Un numéro de compte n’est pas valable.",
        ProblemKind::Date => "Une date n’est pas valable.",
        ProblemKind::Character => "Un texte contient des caractères qui pourraient tromper.",
        ProblemKind::Length => "Un texte est trop long ou vide.",
        ProblemKind::Count => "Trop ou trop peu d’éléments.",
        ProblemKind::Contradiction => "La demande se contredit.",
        ProblemKind::UnusedAccounts => "Des comptes sont proposés alors que rien ne les demande.",
        ProblemKind::MissingLabel => {
            "Cette application n’a pas de mots pour cela dans votre langue."
        }
        ProblemKind::Incomplete => "Tout n’a pas pu être affiché.",
    }
}

pub(super) fn headline(headline: &Headline<'_>) -> String {
    match headline {
        Headline::Pay { amount, payee } => format!("Payer {amount} à {payee}"),
        Headline::PayAgain { amount, payee } => {
            format!("Payer {amount} à {payee}, de façon répétée")
        }
        Headline::PayMany { total, payments } => match payments.category {
            PluralCategory::One => format!("Effectuer {payments} paiement de {total}"),
            PluralCategory::Many => {
                format!("Effectuer {payments} de paiements, {total} au total")
            }
            _ => format!("Effectuer {payments} paiements, {total} au total"),
        },
        Headline::PayUpTo { amount, payee } => {
            format!("Autoriser {payee} à prélever jusqu’à {amount} chaque fois")
        }
        Headline::Confirm { client } => format!("Confirmer ce que demande {client}"),
        Headline::Share { client } => format!("Partager des informations de compte avec {client}"),
        Headline::SignIn { client } => format!("Se connecter à {client}"),
        Headline::Asks { client } => format!("{client} demande votre autorisation"),
        Headline::AsksForMany { client, things } => match things.category {
            PluralCategory::One => format!("{client} demande {things} chose"),
            PluralCategory::Many => format!("{client} demande {things} de choses à la fois"),
            _ => format!("{client} demande {things} choses à la fois"),
        },
    }
}
