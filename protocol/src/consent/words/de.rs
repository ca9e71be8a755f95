//! German.

use super::{Headline, Label};
use crate::consent::problem::ProblemKind;
use icu_plurals::PluralCategory;

pub(super) const fn label(label: Label) -> &'static str {
    match label {
        Label::SectionClient => "Wer anfragt",
        Label::SectionPayment => "Zahlung",
        Label::SectionAccountAccess => "Kontoinformationen",
        Label::SectionPayeeVerification => "Prüfung des Empfängernamens",
        Label::SectionScope => "Außerdem angefragt",
        Label::SectionBindingMessage => "Nachricht zum Vergleichen",
        Label::SectionAccounts => "Konto zur Auswahl",
        Label::SectionNumberEntry => "Zahl zum Eingeben",
        Label::SectionContext => "Wo es begonnen wurde",
        Label::SectionRequest => "Diese Anfrage",
        Label::ClientName => "Angefragt von",
        Label::OnBehalfOf => "Im Auftrag von",
        Label::LegalName => "Eingetragen als",
        Label::Registration => "Registrierung",
        Label::Kind => "Art",
        Label::KindPayment => "Zahlung",
        Label::KindAccountAccess => "Kontoinformationen",
        Label::Amount => "Betrag",
        Label::Payee => "Empfänger",
        Label::PayeeAccount => "Konto des Empfängers",
        Label::PayeeBank => "Bank des Empfängers (BIC)",
        Label::Reference => "Verwendungszweck",
        Label::PayFrom => "Von Ihrem Konto",
        Label::AccountCurrency => "Währung des Kontos",
        Label::Action => "Erlaubt ist",
        Label::ActionInitiate => "Die Zahlung auslösen",
        Label::ActionStatus => "Sehen, was daraus wurde",
        Label::ActionCancel => "Sie stornieren",
        Label::Location => "Verwendet bei",
        Label::Permission => "Erlaubt ist",
        Label::ListAccounts => "Die Liste Ihrer Konten sehen",
        Label::ReadBalances => "Kontostände sehen",
        Label::ReadTransactions => "Umsätze sehen",
        Label::AccessAccounts => "Kontodetails sehen von",
        Label::AccessBalances => "Kontostände sehen von",
        Label::AccessTransactions => "Umsätze sehen von",
        Label::AccountsYouChoose => "Die Konten, die Sie unten auswählen",
        Label::AccountsTheBankAllows => "Alle Konten, die Ihre Bank dafür freigibt",
        Label::Recurring => "Wie oft",
        Label::RecurringYes => "Immer wieder, ohne Sie jedes Mal zu fragen",
        Label::RecurringNo => "Einmal",
        Label::ValidUntil => "Gültig bis",
        Label::NoEndDate => "Kein Enddatum",
        Label::FrequencyPerDay => "Höchstens so oft am Tag",
        Label::PayeeCheck => "Name und Konto",
        Label::PayeeMatch => "Der Name passt zum Konto",
        Label::PayeeCloseMatch => "Der Name passt fast zum Konto",
        Label::PayeeNoMatch => "Der Name passt nicht zum Konto",
        Label::PayeeNotAvailable => "Der Name konnte nicht geprüft werden",
        Label::NameOnFile => "Name des Kontoinhabers",
        Label::ScopeOpenid => "Bestätigen, wer Sie sind",
        Label::ScopeProfile => "Ihren Namen und Ihr Profil sehen",
        Label::ScopeEmail => "Ihre E-Mail-Adresse sehen",
        Label::ScopeAddress => "Ihre Postanschrift sehen",
        Label::ScopePhone => "Ihre Telefonnummer sehen",
        Label::ScopeOfflineAccess => "Verbunden bleiben, auch wenn Sie nicht da sind",
        Label::ScopePayments => "Den Zahlungsdienst nutzen",
        Label::ScopeAccounts => "Den Kontoinformationsdienst nutzen",
        Label::BindingMessage => "Der andere Bildschirm zeigt dasselbe",
        Label::AccountName => "Konto",
        Label::AccountNumber => "Nummer",
        Label::Currency => "Währung",
        Label::Digits => "Anzahl der Ziffern auf dem anderen Bildschirm",
        Label::Device => "Gerät",
        Label::Place => "Ort",
        Label::IpAddress => "Netzwerkadresse",
        Label::StartedAt => "Begonnen",
        Label::RequestedAt => "Angefragt",
        Label::ExpiresAt => "Endet",
        Label::SectionCardPayment => "Kartenzahlung",
        Label::SectionRecurring => "Zahlungen bis zu einer Grenze",
        Label::SectionAction => "Was Sie bestätigen",
        Label::SectionMandate => "Mandat",
        Label::KindCardPayment => "Kartenzahlung",
        Label::KindRecurring => "Zahlungen, die der Empfänger bis zu einer Grenze auslösen kann",
        Label::KindAction => "Anmeldung oder andere Handlung",
        Label::KindMandate => "Mandat zum Einziehen von Zahlungen",
        Label::ExecutionDate => "Am",
        Label::Frequency => "Wie oft",
        Label::FirstPayment => "Erste Zahlung",
        Label::LastPayment => "Letzte Zahlung",
        Label::DayOfExecution => "Tag im Monat",
        Label::ExecutionRule => "Wenn das kein Bankarbeitstag ist",
        Label::RuleFollowing => "Am nächsten Bankarbeitstag",
        Label::RulePreceding => "Am Bankarbeitstag davor",
        Label::BatchBooking => "Auf Ihrem Kontoauszug",
        Label::BatchBookingYes => "Als eine Summe",
        Label::BatchBookingNo => "Jede Zahlung einzeln",
        Label::EndToEnd => "Ende-zu-Ende-Referenz",
        Label::Instruction => "Auftragsreferenz",
        Label::Message => "Nachricht",
        Label::Charges => "Entgelte",
        Label::ChargesDebtor => "Sie zahlen alle Entgelte",
        Label::ChargesCreditor => "Der Empfänger zahlt alle Entgelte",
        Label::ChargesShared => "Geteilt",
        Label::ChargesService => "Wie mit Ihrer Bank vereinbart",
        Label::PaymentNumber => "Zahlung",
        Label::Total => "Summe",
        Label::WithinADay => "Mehrmals am Tag",
        Label::EveryDay => "Jeden Tag",
        Label::EveryWeek => "Jede Woche",
        Label::EveryTwoWeeks => "Alle zwei Wochen",
        Label::TwiceAMonth => "Zweimal im Monat",
        Label::EveryMonth => "Jeden Monat",
        Label::EveryTwoMonths => "Alle zwei Monate",
        Label::EveryQuarter => "Alle drei Monate",
        Label::EveryFourMonths => "Alle vier Monate",
        Label::EveryHalfYear => "Alle sechs Monate",
        Label::EveryYear => "Jedes Jahr",
        Label::EveryTwoYears => "Alle zwei Jahre",
        Label::AllAccounts => "Alle Ihre Konten",
        Label::AllAccountsWithOwnerName => "Alle Ihre Konten, mit dem Namen des Inhabers",
        Label::AccessList => "Die Liste sehen von",
        Label::AccessListWithBalance => "Die Liste mit Kontoständen sehen von",
        Label::AccessEverything => "Details, Kontostände und Umsätze sehen von",
        Label::Combined => "Zusammen mit Zahlungen",
        Label::CombinedYes => "Dient in derselben Sitzung auch dem Auslösen von Zahlungen",
        Label::CombinedNo => "Dient nicht dem Auslösen von Zahlungen",
        Label::PayWithCard => "Mit Ihrer Karte",
        Label::MaximumAmount => "Jedes Mal höchstens",
        Label::MinimumAmount => "Jedes Mal mindestens",
        Label::TotalAmount => "Insgesamt höchstens",
        Label::InitialAmount => "Betrag der ersten Zahlungen",
        Label::InitialAmountNumber => "Anzahl der ersten Zahlungen",
        Label::AnnualRate => "Jahreszins (Prozent)",
        Label::Limit => "Höchstens",
        Label::Period => "Innerhalb von",
        Label::ADay => "Einem Tag",
        Label::AWeek => "Einer Woche",
        Label::AFortnight => "Zwei Wochen",
        Label::AMonth => "Einem Monat",
        Label::AHalfYear => "Einem halben Jahr",
        Label::AYear => "Einem Jahr",
        Label::PeriodCounted => "Gezählt",
        Label::FromConsent => "Ab Ihrer Zustimmung",
        Label::ByCalendar => "Nach dem Kalender",
        Label::ValidFrom => "Gültig ab",
        Label::VrpPurpose => "Für",
        Label::VrpSweeping => "Geld zwischen Ihren eigenen Konten bewegen",
        Label::VrpOther => "Andere Zahlungen",
        Label::AccountScheme => "Art der Kontonummer",
        Label::SchemeSortCode => "Sort Code und Kontonummer",
        Label::SchemeIban => "IBAN",
        Label::SecondaryAccount => "Roll Number oder zweite Referenz",
        Label::PaymentContext => "Zweck",
        Label::ContextBill => "Rechnung",
        Label::ContextGoods => "Online gekaufte Waren",
        Label::ContextServices => "Online gekaufte Dienstleistungen",
        Label::ContextPerson => "Von Person zu Person",
        Label::ContextSelf => "Auf ein eigenes Konto",
        Label::ContextThirdParty => "An jemand anderen",
        Label::WhatHappens => "Was Sie bestätigen",
        Label::Service => "Dienst",
        Label::Purpose => "Zweck",
        Label::PayeeId => "Kennung des Empfängers",
        Label::Website => "Website",
        Label::Logo => "Adresse des Logos (nicht geladen)",
        Label::Through => "Über",
        Label::Transaction => "Vorgangsnummer",
        Label::AmountIs => "Der Betrag ist",
        Label::AmountEstimated => "Geschätzt: der endgültige Betrag kann abweichen",
        Label::AmountFinal => "Endgültig",
        Label::AmountVariable => "Jedes Mal anders",
        Label::AmountFixed => "Jedes Mal gleich",
        Label::Earmark => "Bis zur Zahlung",
        Label::EarmarkYes => "Der Betrag wird auf Ihrem Konto reserviert",
        Label::EarmarkNo => "Der Betrag wird nicht reserviert",
        Label::Speed => "Überweisung",
        Label::SpeedInstant => "In Echtzeit: kann nicht zurückgerufen werden",
        Label::SpeedOrdinary => "Normal",
        Label::NumberOfPayments => "Anzahl der Zahlungen",
        Label::ChooseOneAccount => "Wählen Sie das Konto, von dem gezahlt wird",
        Label::ChooseAccounts => "Wählen Sie die Konten, die Sie teilen",
        Label::WarnIbanCheckFailed => {
            "Die Prüfziffern dieser Kontonummer stimmen nicht. Fragen Sie den Empfänger nach der richtigen."
        }
        Label::WarnMixedScript => {
            "Dieser Text mischt Alphabete. Buchstaben, die gleich aussehen, können füreinander stehen."
        }
        Label::WarnMixedNumbers => {
            "Dieser Text mischt Ziffern verschiedener Schriften. Manche sehen gleich aus und bedeuten Verschiedenes."
        }
        Label::WarnUnusualSpaces => {
            "In diesem Text stehen Leerzeichen, die man nicht sieht. Sie erscheinen als ␣."
        }
        Label::WarnLooksLikeAnother => {
            "Dieser Name sieht aus wie ein anderer in dieser Anfrage, ist aber nicht derselbe."
        }
        Label::WarnPayeeCloseMatch => {
            "Der Name des Empfängers passt nicht genau zum Konto. Vergleichen Sie ihn mit dem Namen des Kontoinhabers."
        }
        Label::WarnPayeeNoMatch => {
            "Der Name des Empfängers passt nicht zum Konto. Das Geld könnte an jemand anderen gehen."
        }
        Label::WarnPayeeNotAvailable => {
            "Es konnte nicht geprüft werden, ob der Name des Empfängers zum Konto passt."
        }
    }
}

pub(super) const fn problem(kind: ProblemKind) -> &'static str {
    match kind {
        ProblemKind::Version => "Eine Version, die diese App nicht kennt.",
        ProblemKind::UnknownField => "Ein Feld, das diese App nicht kennt.",
        ProblemKind::UnknownType => "Eine Art von Anfrage, die diese App nicht kennt.",
        ProblemKind::UnknownScope => "Eine Berechtigung, die diese App nicht kennt.",
        ProblemKind::UnknownValue => "Ein Wert, den diese App nicht kennt.",
        ProblemKind::Missing => "Etwas fehlt.",
        ProblemKind::WrongType => "Ein Feld hat die falsche Form.",
        ProblemKind::Amount => "Der Betrag ist ungültig.",
        ProblemKind::Currency => "Die Währung ist ungültig.",
        ProblemKind::Account => "Eine Kontonummer ist ungültig.",
        ProblemKind::Date => "Ein Datum ist ungültig.",
        ProblemKind::Character => "Ein Text enthält Zeichen, die täuschen könnten.",
        ProblemKind::Length => "Ein Text ist zu lang oder leer.",
        ProblemKind::Count => "Zu viele oder zu wenige Einträge.",
        ProblemKind::Contradiction => "Die Anfrage widerspricht sich.",
        ProblemKind::UnusedAccounts => "Es werden Konten angeboten, nach denen nichts fragt.",
        ProblemKind::MissingLabel => "Diese App hat dafür in Ihrer Sprache keine Worte.",
        ProblemKind::Incomplete => "Nicht alles konnte gezeigt werden.",
    }
}

pub(super) fn headline(headline: &Headline<'_>) -> String {
    match headline {
        Headline::Pay { amount, payee } => format!("{amount} an {payee} zahlen"),
        Headline::PayAgain { amount, payee } => {
            format!("{amount} immer wieder an {payee} zahlen")
        }
        Headline::PayMany { total, payments } => match payments.category {
            PluralCategory::One => format!("{payments} Zahlung über {total} ausführen"),
            _ => format!("{payments} Zahlungen über insgesamt {total} ausführen"),
        },
        Headline::PayUpTo { amount, payee } => {
            format!("{payee} erlauben, jeweils bis zu {amount} einzuziehen")
        }
        Headline::Confirm { client } => format!("Bestätigen, was {client} anfragt"),
        Headline::Share { client } => format!("Kontoinformationen mit {client} teilen"),
        Headline::SignIn { client } => format!("Bei {client} anmelden"),
        Headline::Asks { client } => format!("{client} bittet um Ihre Erlaubnis"),
        Headline::AsksForMany { client, things } => match things.category {
            PluralCategory::One => format!("{client} bittet um {things} Sache"),
            _ => format!("{client} bittet um {things} Dinge auf einmal"),
        },
    }
}
