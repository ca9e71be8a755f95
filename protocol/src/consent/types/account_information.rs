//! `account_information`: RFC 9396 §2 and Berlin Group NextGenPSD2 1.3.

use crate::consent::schema::Need::Optional;
use crate::consent::schema::{
    Empty, Item, Kind, List, Node, Object, Rule, Shape, list, may, must, object, one_of,
};
use crate::consent::type_schema::{Choosing, Summary, TypeSchema};
use crate::consent::words::Label;

pub(super) fn schema() -> TypeSchema {
    TypeSchema {
        name: "account_information".into(),
        section: Label::SectionAccountAccess.into(),
        object: Object { nodes: nodes(), rules: rules() },
        choosing: Choosing::Share,
        headline: Summary::Share,
    }
}

fn nodes() -> Vec<Node> {
    let all = || {
        one_of(&[
            ("allAccounts", Label::AllAccounts),
            ("allAccountsWithOwnerName", Label::AllAccountsWithOwnerName),
        ])
    };
    vec![
        must("type", one_of(&[("account_information", Label::KindAccountAccess)]), Label::Kind, 2),
        list(
            "actions",
            one_of(&[
                ("list_accounts", Label::ListAccounts),
                ("read_balances", Label::ReadBalances),
                ("read_transactions", Label::ReadTransactions),
            ]),
            3,
            Label::Permission,
            1,
        ),
        object(
            "access",
            Optional,
            vec![
                accounts("accounts", Label::AccessAccounts),
                accounts("balances", Label::AccessBalances),
                accounts("transactions", Label::AccessTransactions),
                may("availableAccounts", all(), Label::AccessList, 1),
                may("availableAccountsWithBalance", all(), Label::AccessListWithBalance, 1),
                may("allPsd2", all(), Label::AccessEverything, 1),
            ],
        ),
        may(
            "recurringIndicator",
            Kind::Flag { yes: Label::RecurringYes.into(), no: Label::RecurringNo.into() },
            Label::Recurring,
            1,
        ),
        may("validUntil", Kind::Day, Label::ValidUntil, 1),
        may("frequencyPerDay", Kind::Count { min: 1, max: 9999 }, Label::FrequencyPerDay, 2),
        may(
            "combinedServiceIndicator",
            Kind::Flag { yes: Label::CombinedYes.into(), no: Label::CombinedNo.into() },
            Label::Combined,
            2,
        ),
        list("locations", Kind::Link, 10, Label::Location, 3),
    ]
}

fn rules() -> Vec<Rule> {
    vec![
        Rule::AtLeastOne(vec!["actions".into(), "access".into()]),
        Rule::OpenEnd {
            when: "recurringIndicator".into(),
            ends: vec!["validUntil".into()],
            label: Label::ValidUntil,
        },
    ]
}

/// A list of accounts; empty means "to be chosen".
fn accounts(name: &'static str, label: Label) -> Node {
    let account = vec![
        may("iban", Kind::Iban, Label::AccountNumber, 1),
        may("currency", Kind::Currency, Label::AccountCurrency, 1),
        may("maskedPan", Kind::MaskedPan, Label::AccountNumber, 1),
    ];
    let rules = vec![Rule::ExactlyOne(vec!["iban".into(), "maskedPan".into()])];
    let list = List {
        item: Item::Object(Object { nodes: account, rules }),
        empty: Empty::Choice,
        max: 50,
        label: label.into(),
        prominence: 1,
        total: None,
    };
    Node { name: name.into(), need: Optional, shape: Shape::List(list) }
}
