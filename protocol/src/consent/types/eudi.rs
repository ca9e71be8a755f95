//! The four transaction types of EUDI TS12 1.0: payment, login or risky action, account access,
//! e-mandate. The closed schema is the specification's; its prose and its schema differ on dates,
//! so both a day and a date-time are read.

use crate::consent::schema::Need::{Optional, Required};
use crate::consent::schema::{
    At, Form, Kind, Need, Node, Object, Rule, Shape, may, must, object, one_of,
};
use crate::consent::type_schema::{Choosing, Summary, TypeSchema};
use crate::consent::words::Label;

pub(super) fn payment() -> TypeSchema {
    let object = Object { nodes: payment_payload(), rules: payment_rules() };
    TypeSchema {
        choosing: Choosing::Nothing,
        headline: Summary::Pay { again: &["payload", "recurrence"] },
        ..described("urn:eudi:sca:payment:1", Label::KindPayment, Label::SectionPayment, object)
    }
}

pub(super) fn login_risk_transaction() -> TypeSchema {
    let nodes = vec![
        must("action", Kind::ClientText { max: 140 }, Label::WhatHappens, 1),
        may("service", Kind::ClientText { max: 100 }, Label::Service, 1),
        transaction_id(),
        may("date_time", Kind::Moment, Label::StartedAt, 3),
    ];
    let object = Object { nodes, rules: Vec::new() };
    described(
        "urn:eudi:sca:login_risk_transaction:1",
        Label::KindAction,
        Label::SectionAction,
        object,
    )
}

pub(super) fn account_access() -> TypeSchema {
    let nodes = vec![
        third_party("aisp", Optional),
        may("description", Kind::ClientText { max: 140 }, Label::WhatHappens, 1),
        transaction_id(),
        may("date_time", Kind::Moment, Label::StartedAt, 3),
    ];
    let object = Object { nodes, rules: Vec::new() };
    TypeSchema {
        headline: Summary::Share,
        ..described(
            "urn:eudi:sca:account_access:1",
            Label::KindAccountAccess,
            Label::SectionAccountAccess,
            object,
        )
    }
}

pub(super) fn emandate() -> TypeSchema {
    let nested = Object { nodes: payment_payload(), rules: payment_rules() };
    let nodes = vec![
        may("purpose", Kind::ClientText { max: 1000 }, Label::Purpose, 1),
        may("start_date", Kind::Moment, Label::ValidFrom, 1),
        may("end_date", Kind::Moment, Label::ValidUntil, 1),
        may("reference_number", Kind::ClientText { max: 50 }, Label::Reference, 2),
        may("creditor_id", Kind::ClientText { max: 50 }, Label::PayeeId, 2),
        Node { name: "payment_payload".into(), need: Optional, shape: Shape::Object(nested) },
        transaction_id(),
        may("date_time", Kind::Moment, Label::StartedAt, 3),
    ];
    let rules = vec![
        Rule::AtLeastOne(vec!["purpose".into(), "payment_payload".into()]),
        Rule::InOrder("start_date".into(), "end_date".into()),
        Rule::OpenEnd {
            when: "transaction_id".into(),
            ends: vec!["end_date".into()],
            label: Label::ValidUntil,
        },
    ];
    described(
        "urn:eudi:sca:emandate:1",
        Label::KindMandate,
        Label::SectionMandate,
        Object { nodes, rules },
    )
}

/// `{"type", "payload"}`.
fn described(name: &'static str, kind: Label, section: Label, payload: Object) -> TypeSchema {
    let payload = Node { name: "payload".into(), need: Required, shape: Shape::Object(payload) };
    let nodes = vec![must("type", one_of(&[(name, kind)]), Label::Kind, 2), payload];
    TypeSchema {
        name: name.into(),
        section: section.into(),
        object: Object { nodes, rules: Vec::new() },
        choosing: Choosing::Nothing,
        headline: Summary::Confirm,
    }
}

fn payment_payload() -> Vec<Node> {
    vec![
        must("amount", number("currency"), Label::Amount, 1),
        must("currency", Kind::Currency, Label::Currency, 3),
        object(
            "payee",
            Required,
            vec![
                must("name", Kind::Payee, Label::Payee, 1),
                must("id", Kind::ClientText { max: 70 }, Label::PayeeAccount, 1),
                may("website", Kind::Link, Label::Website, 3),
                may("logo", Kind::Link, Label::Logo, 3),
            ],
        ),
        flag("amount_estimated", Label::AmountIs, Label::AmountEstimated, Label::AmountFinal),
        flag("amount_earmarked", Label::Earmark, Label::EarmarkYes, Label::EarmarkNo),
        may("execution_date", Kind::Moment, Label::ExecutionDate, 1),
        recurrence(),
        flag("sct_inst", Label::Speed, Label::SpeedInstant, Label::SpeedOrdinary),
        third_party("pisp", Optional),
        transaction_id(),
        may("date_time", Kind::Moment, Label::StartedAt, 3),
    ]
}

fn payment_rules() -> Vec<Rule> {
    vec![Rule::NotBoth("execution_date".into(), "recurrence".into())]
}

fn recurrence() -> Node {
    let nodes = vec![
        must("frequency", frequency(), Label::Frequency, 1),
        may("start_date", Kind::Moment, Label::FirstPayment, 1),
        may("end_date", Kind::Moment, Label::LastPayment, 1),
        may("number", Kind::Count { min: 1, max: 9999 }, Label::NumberOfPayments, 1),
        object(
            "mit_options",
            Optional,
            vec![
                flag("amount_variable", Label::AmountIs, Label::AmountVariable, Label::AmountFixed),
                may("min_amount", number_above(), Label::MinimumAmount, 1),
                may("max_amount", number_above(), Label::MaximumAmount, 1),
                may("total_amount", number_above(), Label::TotalAmount, 1),
                may("initial_amount", number_above(), Label::InitialAmount, 1),
                may(
                    "initial_amount_number",
                    Kind::Count { min: 1, max: 9999 },
                    Label::InitialAmountNumber,
                    2,
                ),
                may("apr", Kind::Decimal, Label::AnnualRate, 1),
            ],
        ),
    ];
    let rules = vec![
        Rule::InOrder("start_date".into(), "end_date".into()),
        Rule::OpenEnd {
            when: "frequency".into(),
            ends: vec!["end_date".into(), "number".into()],
            label: Label::LastPayment,
        },
    ];
    Node {
        name: "recurrence".into(),
        need: Optional,
        shape: Shape::Object(Object { nodes, rules }),
    }
}

fn frequency() -> Kind {
    one_of(&[
        ("INDA", Label::WithinADay),
        ("DAIL", Label::EveryDay),
        ("WEEK", Label::EveryWeek),
        ("TOWK", Label::EveryTwoWeeks),
        ("TWMN", Label::TwiceAMonth),
        ("MNTH", Label::EveryMonth),
        ("TOMN", Label::EveryTwoMonths),
        ("QUTR", Label::EveryQuarter),
        ("FOMN", Label::EveryFourMonths),
        ("SEMI", Label::EveryHalfYear),
        ("YEAR", Label::EveryYear),
        ("TYEA", Label::EveryTwoYears),
    ])
}

fn third_party(name: &'static str, need: Need) -> Node {
    object(
        name,
        need,
        vec![
            must("brand_name", Kind::ClientText { max: 140 }, Label::Through, 1),
            must("legal_name", Kind::ClientText { max: 140 }, Label::LegalName, 2),
            must("domain_name", Kind::ClientText { max: 140 }, Label::Website, 3),
        ],
    )
}

fn transaction_id() -> Node {
    must("transaction_id", Kind::ClientText { max: 36 }, Label::Transaction, 3)
}

fn flag(name: &'static str, label: Label, yes: Label, no: Label) -> Node {
    may(name, Kind::Flag { yes: yes.into(), no: no.into() }, label, 1)
}

fn number(currency: &'static str) -> Kind {
    Kind::Amount { form: Form::Number, currency: At::Beside(currency.into()) }
}

fn number_above() -> Kind {
    Kind::Amount { form: Form::Number, currency: At::Above("currency".into()) }
}
