//! Every word that a view says, by language. Adding a language is adding a file with the same
//! functions: a label that it lacks does not compile.

mod en;

/// A language that views are worded in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// English.
    English,
}

/// A label or a fixed value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Label {
    SectionClient,
    SectionPayment,
    SectionAccountAccess,
    SectionPayeeVerification,
    SectionScope,
    SectionBindingMessage,
    SectionAccounts,
    SectionNumberEntry,
    SectionContext,
    SectionRequest,
    ClientName,
    OnBehalfOf,
    LegalName,
    Registration,
    Kind,
    KindPayment,
    KindAccountAccess,
    Amount,
    Payee,
    PayeeAccount,
    PayeeBank,
    Reference,
    PayFrom,
    AccountCurrency,
    Action,
    ActionInitiate,
    ActionStatus,
    ActionCancel,
    Location,
    Permission,
    ListAccounts,
    ReadBalances,
    ReadTransactions,
    AccessAccounts,
    AccessBalances,
    AccessTransactions,
    AccountsYouChoose,
    AccountsTheBankAllows,
    Recurring,
    RecurringYes,
    RecurringNo,
    ValidUntil,
    NoEndDate,
    FrequencyPerDay,
    PayeeCheck,
    PayeeMatch,
    PayeeCloseMatch,
    PayeeNoMatch,
    PayeeNotAvailable,
    NameOnFile,
    ScopeOpenid,
    ScopeProfile,
    ScopeEmail,
    ScopeAddress,
    ScopePhone,
    ScopeOfflineAccess,
    ScopePayments,
    ScopeAccounts,
    BindingMessage,
    AccountName,
    AccountNumber,
    Currency,
    Digits,
    Device,
    Place,
    IpAddress,
    StartedAt,
    RequestedAt,
    ExpiresAt,
    ChooseOneAccount,
    ChooseAccounts,
    WarnIbanCheckFailed,
    WarnMixedScript,
    WarnPayeeCloseMatch,
    WarnPayeeNoMatch,
    WarnPayeeNotAvailable,
}

/// What the one sentence at the top is about.
pub(super) enum Headline<'a> {
    /// One payment.
    Pay { amount: &'a str, payee: &'a str },
    /// Access to accounts.
    Share { client: &'a str },
    /// A login.
    SignIn { client: &'a str },
    /// Scopes without a login, or several things at once.
    Asks { client: &'a str, things: usize },
}

impl Language {
    /// The BCP 47 tag.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
        }
    }

    pub(super) const fn label(self, label: Label) -> &'static str {
        match self {
            Self::English => en::label(label),
        }
    }

    pub(super) fn headline(self, headline: &Headline<'_>) -> String {
        match self {
            Self::English => en::headline(headline),
        }
    }
}
