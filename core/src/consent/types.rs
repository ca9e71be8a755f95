//! The types of authorization details, and the other parts of a request, as schemas
//! (docs/protocol.md §7.1 and §7.2).

use super::schema::Need::{Optional, Required};
use super::schema::{Empty, Item, Kind, Node, may, must};
use super::words::Label;
use crate::json::Json;
use std::ops::RangeInclusive;

/// The types that can be shown.
pub const SUPPORTED_TYPES: [&str; 2] = ["payment_initiation", "account_information"];

/// A type of authorization detail.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum DetailType {
    PaymentInitiation,
    AccountInformation,
}

impl DetailType {
    /// The type of this name, compared to the letter (RFC 9396 §2).
    pub(super) fn named(name: &str) -> Option<Self> {
        match name {
            "payment_initiation" => Some(Self::PaymentInitiation),
            "account_information" => Some(Self::AccountInformation),
            _ => None,
        }
    }

    pub(super) const fn nodes(self) -> &'static [Node] {
        match self {
            Self::PaymentInitiation => &PAYMENT_INITIATION,
            Self::AccountInformation => &ACCOUNT_INFORMATION,
        }
    }

    pub(super) const fn title(self) -> Label {
        match self {
            Self::PaymentInitiation => Label::SectionPayment,
            Self::AccountInformation => Label::SectionAccountAccess,
        }
    }

    /// How many of the offered accounts are to be chosen for this detail, if any.
    pub(super) fn choice(
        self,
        detail: &Json,
        offered: usize,
    ) -> Option<(Label, RangeInclusive<usize>)> {
        let open = match self {
            Self::PaymentInitiation => detail.member("debtorAccount").is_none(),
            Self::AccountInformation => match detail.member("access") {
                None => true,
                Some(Json::Object(lists)) => lists
                    .iter()
                    .any(|(_, list)| matches!(list, Json::Array(items) if items.is_empty())),
                Some(_) => false,
            },
        };
        (open && offered > 0).then_some(match self {
            Self::PaymentInitiation => (Label::ChooseOneAccount, 1..=1),
            Self::AccountInformation => (Label::ChooseAccounts, 1..=offered),
        })
    }
}

static PAYMENT_INITIATION: [Node; 8] = [
    must("type", Kind::OneOf(&[("payment_initiation", Label::KindPayment)]), Label::Kind, 2),
    Node::Money { name: "instructedAmount", label: Label::Amount, prominence: 1, need: Required },
    must("creditorName", Kind::Payee, Label::Payee, 1),
    Node::Object {
        name: "creditorAccount",
        nodes: &[
            must("iban", Kind::Iban, Label::PayeeAccount, 1),
            may("bic", Kind::Bic, Label::PayeeBank, 3),
        ],
        need: Required,
    },
    may("remittanceInformationUnstructured", Kind::ClientText { max: 140 }, Label::Reference, 2),
    Node::Object {
        name: "debtorAccount",
        nodes: &[
            must("iban", Kind::Iban, Label::PayFrom, 2),
            may("currency", Kind::Currency, Label::AccountCurrency, 2),
        ],
        need: Optional,
    },
    Node::List {
        name: "actions",
        item: Item::Leaf(Kind::OneOf(&[
            ("initiate", Label::ActionInitiate),
            ("status", Label::ActionStatus),
            ("cancel", Label::ActionCancel),
        ])),
        empty: Empty::Refused,
        max: 3,
        label: Label::Action,
        prominence: 3,
        need: Optional,
    },
    LOCATIONS,
];

static ACCOUNT_INFORMATION: [Node; 7] = [
    must("type", Kind::OneOf(&[("account_information", Label::KindAccountAccess)]), Label::Kind, 2),
    Node::List {
        name: "actions",
        item: Item::Leaf(Kind::OneOf(&[
            ("list_accounts", Label::ListAccounts),
            ("read_balances", Label::ReadBalances),
            ("read_transactions", Label::ReadTransactions),
        ])),
        empty: Empty::Refused,
        max: 3,
        label: Label::Permission,
        prominence: 1,
        need: Optional,
    },
    Node::Object {
        name: "access",
        nodes: &[
            access("accounts", Label::AccessAccounts),
            access("balances", Label::AccessBalances),
            access("transactions", Label::AccessTransactions),
        ],
        need: Optional,
    },
    may(
        "recurringIndicator",
        Kind::Flag { yes: Label::RecurringYes, no: Label::RecurringNo },
        Label::Recurring,
        1,
    ),
    may("validUntil", Kind::Day, Label::ValidUntil, 1),
    may("frequencyPerDay", Kind::Count { min: 1, max: 9999 }, Label::FrequencyPerDay, 2),
    LOCATIONS,
];

const LOCATIONS: Node = Node::List {
    name: "locations",
    item: Item::Leaf(Kind::Link),
    empty: Empty::Refused,
    max: 10,
    label: Label::Location,
    prominence: 3,
    need: Optional,
};

const fn access(name: &'static str, label: Label) -> Node {
    const ACCOUNT: [Node; 3] = [
        may("iban", Kind::Iban, Label::AccountNumber, 1),
        may("currency", Kind::Currency, Label::AccountCurrency, 1),
        may("maskedPan", Kind::MaskedPan, Label::AccountNumber, 1),
    ];
    Node::List {
        name,
        item: Item::Object(&ACCOUNT),
        empty: Empty::Choice,
        max: 50,
        label,
        prominence: 1,
        need: Optional,
    }
}

pub(super) static CLIENT: [Node; 4] = [
    must("name", Kind::Party, Label::ClientName, 1),
    may("on_behalf_of", Kind::Party, Label::OnBehalfOf, 1),
    must("legal_name", Kind::Party, Label::LegalName, 2),
    may("registration", Kind::Text { max: 200 }, Label::Registration, 3),
];

pub(super) static PAYEE_VERIFICATION: [Node; 3] = [
    must("detail", Kind::Count { min: 0, max: 19 }, Label::PayeeCheck, 4),
    must(
        "result",
        Kind::OneOf(&[
            ("match", Label::PayeeMatch),
            ("close_match", Label::PayeeCloseMatch),
            ("no_match", Label::PayeeNoMatch),
            ("not_available", Label::PayeeNotAvailable),
        ]),
        Label::PayeeCheck,
        1,
    ),
    may("name_on_file", Kind::Text { max: 70 }, Label::NameOnFile, 1),
];

pub(super) static ACCOUNT: [Node; 4] = [
    must("id", Kind::Id, Label::AccountName, 4),
    must("label", Kind::Text { max: 200 }, Label::AccountName, 2),
    must("identification", Kind::Text { max: 200 }, Label::AccountNumber, 2),
    may("currency", Kind::Currency, Label::Currency, 2),
];

pub(super) static NUMBER_ENTRY: [Node; 1] =
    [must("digits", Kind::Count { min: 2, max: 6 }, Label::Digits, 2)];

pub(super) static CONTEXT: [Node; 4] = [
    may("device", Kind::Text { max: 200 }, Label::Device, 2),
    may("location", Kind::Text { max: 200 }, Label::Place, 2),
    may("ip_address", Kind::Text { max: 200 }, Label::IpAddress, 3),
    may("requested_at", Kind::Time, Label::StartedAt, 2),
];

/// The scopes that can be shown.
pub(super) fn scope(name: &str) -> Option<Label> {
    Some(match name {
        "openid" => Label::ScopeOpenid,
        "profile" => Label::ScopeProfile,
        "email" => Label::ScopeEmail,
        "address" => Label::ScopeAddress,
        "phone" => Label::ScopePhone,
        "offline_access" => Label::ScopeOfflineAccess,
        "payments" => Label::ScopePayments,
        "accounts" => Label::ScopeAccounts,
        _ => return None,
    })
}
