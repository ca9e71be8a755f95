//! English.

use super::{Headline, Label};

pub(super) const fn label(label: Label) -> &'static str {
    match label {
        Label::SectionClient => "Who asks",
        Label::SectionPayment => "Payment",
        Label::SectionAccountAccess => "Account information",
        Label::SectionPayeeVerification => "Check of the payee's name",
        Label::SectionScope => "Also asked for",
        Label::SectionBindingMessage => "Message to compare",
        Label::SectionAccounts => "Account on offer",
        Label::SectionNumberEntry => "Number to enter",
        Label::SectionContext => "Where it was started",
        Label::SectionRequest => "This request",
        Label::ClientName => "Asked by",
        Label::OnBehalfOf => "On behalf of",
        Label::LegalName => "Registered as",
        Label::Registration => "Registration",
        Label::Kind => "Kind",
        Label::KindPayment => "Payment",
        Label::KindAccountAccess => "Account information",
        Label::Amount => "Amount",
        Label::Payee => "To",
        Label::PayeeAccount => "Account of the payee",
        Label::PayeeBank => "Bank of the payee (BIC)",
        Label::Reference => "Reference",
        Label::PayFrom => "From your account",
        Label::AccountCurrency => "Currency of the account",
        Label::Action => "They may",
        Label::ActionInitiate => "Start the payment",
        Label::ActionStatus => "See what became of it",
        Label::ActionCancel => "Cancel it",
        Label::Location => "Used at",
        Label::Permission => "They may",
        Label::ListAccounts => "See the list of your accounts",
        Label::ReadBalances => "See balances",
        Label::ReadTransactions => "See transactions",
        Label::AccessAccounts => "See account details of",
        Label::AccessBalances => "See balances of",
        Label::AccessTransactions => "See transactions of",
        Label::AccountsYouChoose => "The accounts you choose below",
        Label::AccountsTheBankAllows => "All accounts that your bank makes available",
        Label::Recurring => "How often",
        Label::RecurringYes => "Again and again, without asking you each time",
        Label::RecurringNo => "Once",
        Label::ValidUntil => "Until",
        Label::NoEndDate => "No end date",
        Label::FrequencyPerDay => "Times a day, at most",
        Label::PayeeCheck => "Name and account",
        Label::PayeeMatch => "The name fits the account",
        Label::PayeeCloseMatch => "The name nearly fits the account",
        Label::PayeeNoMatch => "The name does not fit the account",
        Label::PayeeNotAvailable => "The name could not be checked",
        Label::NameOnFile => "Name on the account",
        Label::ScopeOpenid => "Confirm who you are",
        Label::ScopeProfile => "See your name and profile",
        Label::ScopeEmail => "See your email address",
        Label::ScopeAddress => "See your postal address",
        Label::ScopePhone => "See your phone number",
        Label::ScopeOfflineAccess => "Stay connected when you are away",
        Label::ScopePayments => "Use the payment service",
        Label::ScopeAccounts => "Use the account information service",
        Label::BindingMessage => "The other screen shows the same",
        Label::AccountName => "Account",
        Label::AccountNumber => "Number",
        Label::Currency => "Currency",
        Label::Digits => "Digits to copy from the other screen",
        Label::Device => "Device",
        Label::Place => "Place",
        Label::IpAddress => "Network address",
        Label::StartedAt => "Started",
        Label::RequestedAt => "Asked",
        Label::ExpiresAt => "Ends",
        Label::ChooseOneAccount => "Choose the account to pay from",
        Label::ChooseAccounts => "Choose the accounts to share",
        Label::WarnIbanCheckFailed => {
            "This account number fails its check digits. Ask the payee for the right one."
        }
        Label::WarnMixedScript => {
            "This text mixes alphabets. Letters that look alike can stand for each other."
        }
        Label::WarnPayeeCloseMatch => {
            "The payee's name does not fit the account exactly. Compare it with the name on the account."
        }
        Label::WarnPayeeNoMatch => {
            "The payee's name does not fit the account. The money may go to somebody else."
        }
        Label::WarnPayeeNotAvailable => {
            "The payee's name could not be checked against the account."
        }
    }
}

pub(super) fn headline(headline: &Headline<'_>) -> String {
    match headline {
        Headline::Pay { amount, payee } => format!("Pay {amount} to {payee}"),
        Headline::Share { client } => format!("Share account information with {client}"),
        Headline::SignIn { client } => format!("Sign in to {client}"),
        Headline::Asks { client, things: 1 } => format!("{client} asks for your permission"),
        Headline::Asks { client, things } => format!("{client} asks for {things} things at once"),
    }
}
