//! The parts of a request that are no authorization details (docs/protocol.md §7.1).

use crate::consent::schema::{Kind, Node, Object, Value, may, must};
use crate::consent::words::Label;
use std::sync::LazyLock;

/// Their schemas.
pub(in crate::consent) struct Parts {
    pub(in crate::consent) client: Object,
    pub(in crate::consent) payee_verification: Object,
    pub(in crate::consent) account: Object,
    pub(in crate::consent) number_entry: Object,
    pub(in crate::consent) context: Object,
}

static PARTS: LazyLock<Parts> = LazyLock::new(|| Parts {
    client: plain(vec![
        must("name", Kind::Party, Label::ClientName, 1),
        may("on_behalf_of", Kind::Party, Label::OnBehalfOf, 1),
        must("legal_name", Kind::Party, Label::LegalName, 2),
        may("registration", Kind::Text { max: 200 }, Label::Registration, 3),
    ]),
    payee_verification: plain(vec![
        must("detail", Kind::Count { min: 0, max: 19 }, Label::PayeeCheck, 4),
        must("result", Kind::OneOf(payee_results()), Label::PayeeCheck, 1),
        may("name_on_file", Kind::Text { max: 70 }, Label::NameOnFile, 1),
    ]),
    account: plain(vec![
        must("id", Kind::Id, Label::AccountName, 4),
        must("label", Kind::Text { max: 200 }, Label::AccountName, 2),
        must("identification", Kind::Text { max: 200 }, Label::AccountNumber, 2),
        may("currency", Kind::Currency, Label::Currency, 2),
    ]),
    number_entry: plain(vec![must("digits", Kind::Count { min: 2, max: 6 }, Label::Digits, 2)]),
    context: plain(vec![
        may("device", Kind::Text { max: 200 }, Label::Device, 2),
        may("location", Kind::Text { max: 200 }, Label::Place, 2),
        may("ip_address", Kind::Text { max: 200 }, Label::IpAddress, 3),
        may("requested_at", Kind::Time, Label::StartedAt, 2),
    ]),
});

impl Parts {
    pub(in crate::consent) fn schemas() -> &'static Self {
        &PARTS
    }
}

fn plain(nodes: Vec<Node>) -> Object {
    Object { nodes, rules: Vec::new() }
}

fn payee_results() -> Vec<Value> {
    let value = |value: &'static str, meaning: Label, warning| Value {
        value: value.into(),
        meaning: meaning.into(),
        warning,
    };
    vec![
        value("match", Label::PayeeMatch, None),
        value(
            "close_match",
            Label::PayeeCloseMatch,
            Some(("payee_close_match", Label::WarnPayeeCloseMatch)),
        ),
        value("no_match", Label::PayeeNoMatch, Some(("payee_no_match", Label::WarnPayeeNoMatch))),
        value(
            "not_available",
            Label::PayeeNotAvailable,
            Some(("payee_not_available", Label::WarnPayeeNotAvailable)),
        ),
    ]
}

/// What a scope means, if it can be shown.
pub(in crate::consent) fn scope(name: &str) -> Option<Label> {
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
