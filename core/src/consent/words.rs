//! Every word that a view says, by language. Adding a language is adding a file with the same
//! functions: a label that it lacks does not compile.

mod en;

use super::schema::Wording;

/// A language that views are worded in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// English.
    English,
}

/// The words of a bank's own type, in every language there is.
#[derive(Clone)]
pub(super) struct Own {
    pub(super) english: std::sync::Arc<str>,
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
    SectionCardPayment,
    SectionRecurring,
    SectionAction,
    SectionMandate,
    KindCardPayment,
    KindRecurring,
    KindAction,
    KindMandate,
    ExecutionDate,
    Frequency,
    FirstPayment,
    LastPayment,
    DayOfExecution,
    ExecutionRule,
    RuleFollowing,
    RulePreceding,
    BatchBooking,
    BatchBookingYes,
    BatchBookingNo,
    EndToEnd,
    Instruction,
    Message,
    Charges,
    ChargesDebtor,
    ChargesCreditor,
    ChargesShared,
    ChargesService,
    PaymentNumber,
    Total,
    WithinADay,
    EveryDay,
    EveryWeek,
    EveryTwoWeeks,
    TwiceAMonth,
    EveryMonth,
    EveryTwoMonths,
    EveryQuarter,
    EveryFourMonths,
    EveryHalfYear,
    EveryYear,
    EveryTwoYears,
    AllAccounts,
    AllAccountsWithOwnerName,
    AccessList,
    AccessListWithBalance,
    AccessEverything,
    Combined,
    CombinedYes,
    CombinedNo,
    PayWithCard,
    MaximumAmount,
    MinimumAmount,
    TotalAmount,
    InitialAmount,
    InitialAmountNumber,
    AnnualRate,
    Limit,
    Period,
    ADay,
    AWeek,
    AFortnight,
    AMonth,
    AHalfYear,
    AYear,
    PeriodCounted,
    FromConsent,
    ByCalendar,
    ValidFrom,
    VrpPurpose,
    VrpSweeping,
    VrpOther,
    AccountScheme,
    SchemeSortCode,
    SchemeIban,
    SecondaryAccount,
    PaymentContext,
    ContextBill,
    ContextGoods,
    ContextServices,
    ContextPerson,
    ContextSelf,
    ContextThirdParty,
    WhatHappens,
    Service,
    Purpose,
    PayeeId,
    Website,
    Logo,
    Through,
    Transaction,
    AmountIs,
    AmountEstimated,
    AmountFinal,
    AmountVariable,
    AmountFixed,
    Earmark,
    EarmarkYes,
    EarmarkNo,
    Speed,
    SpeedInstant,
    SpeedOrdinary,
    NumberOfPayments,
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
    /// Payments that go on.
    PayAgain { amount: &'a str, payee: &'a str },
    /// Many payments at once.
    PayMany { total: &'a str, payments: usize },
    /// Payments up to a limit, whenever the payee wants.
    PayUpTo { amount: &'a str, payee: &'a str },
    /// Something in the client's words.
    Confirm { client: &'a str },
    /// Access to accounts.
    Share { client: &'a str },
    /// A login.
    SignIn { client: &'a str },
    /// Scopes without a login, or several things at once.
    Asks { client: &'a str, things: usize },
}

impl Language {
    /// All languages.
    pub const ALL: [Self; 1] = [Self::English];

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

    /// What a label says, ours or a bank's own.
    pub(super) fn say(self, wording: &Wording) -> &str {
        match (self, wording) {
            (_, Wording::Ours(label)) => self.label(*label),
            (Self::English, Wording::Own(own)) => &own.english,
        }
    }

    pub(super) fn headline(self, headline: &Headline<'_>) -> String {
        match self {
            Self::English => en::headline(headline),
        }
    }
}
