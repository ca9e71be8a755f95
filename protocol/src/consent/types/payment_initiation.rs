//! `payment_initiation`: RFC 9396 §2 and Berlin Group NextGenPSD2 1.3 (single, future-dated,
//! periodic, bulk).

use crate::consent::schema::Need::{Optional, Required};
use crate::consent::schema::{
    Empty, Item, Kind, List, Node, Object, Rule, Shape, list, may, money, must, object, one_of,
};
use crate::consent::type_schema::{Choosing, Summary, TypeSchema};
use crate::consent::words::Label;

pub(super) fn schema() -> TypeSchema {
    TypeSchema {
        name: "payment_initiation".into(),
        section: Label::SectionPayment.into(),
        object: Object { nodes: nodes(), rules: rules() },
        choosing: Choosing::PayFrom(&["debtorAccount"]),
        headline: Summary::Pay { again: &["frequency"] },
    }
}

fn nodes() -> Vec<Node> {
    let mut nodes =
        vec![must("type", one_of(&[("payment_initiation", Label::KindPayment)]), Label::Kind, 2)];
    nodes.extend(single().into_iter().map(|node| Node { need: Optional, ..node }));
    nodes.extend([
        payments(),
        may("requestedExecutionDate", Kind::Day, Label::ExecutionDate, 1),
        may("frequency", frequency(), Label::Frequency, 1),
        may("startDate", Kind::Day, Label::FirstPayment, 1),
        may("endDate", Kind::Day, Label::LastPayment, 1),
        may("dayOfExecution", Kind::DayOfMonth, Label::DayOfExecution, 2),
        may(
            "executionRule",
            one_of(&[("following", Label::RuleFollowing), ("preceding", Label::RulePreceding)]),
            Label::ExecutionRule,
            3,
        ),
        may(
            "batchBookingPreferred",
            Kind::Flag { yes: Label::BatchBookingYes.into(), no: Label::BatchBookingNo.into() },
            Label::BatchBooking,
            3,
        ),
        object(
            "debtorAccount",
            Optional,
            vec![
                must("iban", Kind::Iban, Label::PayFrom, 2),
                may("currency", Kind::Currency, Label::AccountCurrency, 2),
            ],
        ),
        list("actions", actions(), 3, Label::Action, 3),
        list("locations", Kind::Link, 10, Label::Location, 3),
    ]);
    nodes
}

/// The members of one payment, alone or in a bulk.
fn single() -> Vec<Node> {
    vec![
        money("instructedAmount", Label::Amount, 1),
        must("creditorName", Kind::Payee, Label::Payee, 1),
        object(
            "creditorAccount",
            Required,
            vec![
                must("iban", Kind::Iban, Label::PayeeAccount, 1),
                may("bic", Kind::Bic, Label::PayeeBank, 3),
                may("currency", Kind::Currency, Label::AccountCurrency, 3),
            ],
        ),
        may("creditorAgent", Kind::Bic, Label::PayeeBank, 3),
        may(
            "remittanceInformationUnstructured",
            Kind::ClientText { max: 140 },
            Label::Reference,
            2,
        ),
        may("endToEndIdentification", Kind::ClientText { max: 35 }, Label::EndToEnd, 3),
        may(
            "chargeBearer",
            one_of(&[
                ("DEBT", Label::ChargesDebtor),
                ("CRED", Label::ChargesCreditor),
                ("SHAR", Label::ChargesShared),
                ("SLEV", Label::ChargesService),
            ]),
            Label::Charges,
            2,
        ),
    ]
}

/// A bulk: every payee, and what it comes to (RTS Art. 5(3)(b)).
fn payments() -> Node {
    let list = List {
        item: Item::Object(Object { nodes: single(), rules: Vec::new() }),
        empty: Empty::Refused,
        max: 100,
        label: Label::PaymentNumber.into(),
        prominence: 1,
        total: Some(Label::Total.into()),
    };
    Node { name: "payments".into(), need: Optional, shape: Shape::List(list) }
}

fn rules() -> Vec<Rule> {
    let mut rules = vec![
        Rule::ExactlyOne(vec!["instructedAmount".into(), "payments".into()]),
        Rule::Needs("instructedAmount".into(), "creditorName".into()),
        Rule::Needs("instructedAmount".into(), "creditorAccount".into()),
        Rule::Needs("frequency".into(), "startDate".into()),
        Rule::NotBoth("frequency".into(), "requestedExecutionDate".into()),
        Rule::NotBoth("frequency".into(), "payments".into()),
        Rule::Needs("batchBookingPreferred".into(), "payments".into()),
        Rule::InOrder("startDate".into(), "endDate".into()),
        Rule::OpenEnd {
            when: "frequency".into(),
            ends: vec!["endDate".into()],
            label: Label::LastPayment,
        },
    ];
    for name in ["startDate", "endDate", "dayOfExecution", "executionRule"] {
        rules.push(Rule::Needs(name.into(), "frequency".into()));
    }
    // What belongs to one payment does not stand beside many.
    for node in single() {
        if node.name != "instructedAmount" {
            rules.push(Rule::NotBoth("payments".into(), node.name));
        }
    }
    rules
}

fn actions() -> Kind {
    one_of(&[
        ("initiate", Label::ActionInitiate),
        ("status", Label::ActionStatus),
        ("cancel", Label::ActionCancel),
    ])
}

fn frequency() -> Kind {
    one_of(&[
        ("Daily", Label::EveryDay),
        ("Weekly", Label::EveryWeek),
        ("EveryTwoWeeks", Label::EveryTwoWeeks),
        ("Monthly", Label::EveryMonth),
        ("EveryTwoMonths", Label::EveryTwoMonths),
        ("Quarterly", Label::EveryQuarter),
        ("SemiAnnual", Label::EveryHalfYear),
        ("Annual", Label::EveryYear),
    ])
}
