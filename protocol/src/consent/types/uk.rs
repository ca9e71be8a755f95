//! UK Open Banking: a domestic payment, and variable recurring payments with every limit
//! (Read/Write API 3.1 and 4.0; the consent resource as an authorization detail).

use crate::consent::schema::Need::{Optional, Required};
use crate::consent::schema::{
    At, Empty, Form, Item, Kind, List, MoneySchema, Need, Node, Object, Rule, Shape, list, may,
    must, object, one_of,
};
use crate::consent::type_schema::{Choosing, Summary, TypeSchema};
use crate::consent::words::Label;

pub(super) fn domestic_payment() -> TypeSchema {
    let nodes = vec![
        must("type", one_of(&[("domestic_payment_consent", Label::KindPayment)]), Label::Kind, 2),
        object(
            "Initiation",
            Required,
            vec![
                amount("InstructedAmount", Label::Amount),
                creditor(Required),
                remittance(),
                debtor(),
                must(
                    "InstructionIdentification",
                    Kind::ClientText { max: 35 },
                    Label::Instruction,
                    3,
                ),
                must("EndToEndIdentification", Kind::ClientText { max: 35 }, Label::EndToEnd, 3),
            ],
        ),
        risk(),
    ];
    TypeSchema {
        name: "domestic_payment_consent".into(),
        section: Label::SectionPayment.into(),
        object: Object { nodes, rules: Vec::new() },
        choosing: Choosing::PayFrom(&["Initiation", "DebtorAccount"]),
        headline: Summary::Pay { again: &[] },
    }
}

pub(super) fn domestic_vrp() -> TypeSchema {
    let control = vec![
        amount("MaximumIndividualAmount", Label::MaximumAmount),
        limits(),
        may("ValidFromDateTime", Kind::Moment, Label::ValidFrom, 1),
        may("ValidToDateTime", Kind::Moment, Label::ValidUntil, 1),
        kinds_of_payment(),
    ];
    let rules = vec![
        Rule::InOrder("ValidFromDateTime".into(), "ValidToDateTime".into()),
        Rule::OpenEnd {
            when: "MaximumIndividualAmount".into(),
            ends: vec!["ValidToDateTime".into()],
            label: Label::ValidUntil,
        },
    ];
    let nodes = vec![
        must("type", one_of(&[("domestic_vrp_consent", Label::KindRecurring)]), Label::Kind, 2),
        Node {
            name: "ControlParameters".into(),
            need: Required,
            shape: Shape::Object(Object { nodes: control, rules }),
        },
        object("Initiation", Required, vec![creditor(Required), remittance(), debtor()]),
        risk(),
    ];
    TypeSchema {
        name: "domestic_vrp_consent".into(),
        section: Label::SectionRecurring.into(),
        object: Object { nodes, rules: Vec::new() },
        choosing: Choosing::PayFrom(&["Initiation", "DebtorAccount"]),
        headline: Summary::PayUpTo,
    }
}

fn amount(name: &'static str, label: Label) -> Node {
    let money = MoneySchema {
        amount: "Amount".into(),
        currency: "Currency".into(),
        form: Form::Text,
        label: label.into(),
        prominence: 1,
    };
    Node { name: name.into(), need: Required, shape: Shape::Money(money) }
}

/// At least one limit over a period; all of them are shown.
fn limits() -> Node {
    let currency = At::Beside("Currency".into());
    let limit = vec![
        must("Amount", Kind::Amount { form: Form::Text, currency }, Label::Limit, 1),
        must("Currency", Kind::Currency, Label::Currency, 3),
        must(
            "PeriodType",
            one_of(&[
                ("Day", Label::ADay),
                ("Week", Label::AWeek),
                ("Fortnight", Label::AFortnight),
                ("Month", Label::AMonth),
                ("Half-year", Label::AHalfYear),
                ("Year", Label::AYear),
            ]),
            Label::Period,
            1,
        ),
        must(
            "PeriodAlignment",
            one_of(&[("Consent", Label::FromConsent), ("Calendar", Label::ByCalendar)]),
            Label::PeriodCounted,
            2,
        ),
    ];
    let list = List {
        item: Item::Object(Object { nodes: limit, rules: Vec::new() }),
        empty: Empty::Refused,
        max: 12,
        label: Label::Limit.into(),
        prominence: 1,
        total: None,
    };
    Node { name: "PeriodicLimits".into(), need: Required, shape: Shape::List(list) }
}

fn kinds_of_payment() -> Node {
    let kinds = one_of(&[
        ("UK.OBIE.VRPType.Sweeping", Label::VrpSweeping),
        ("UK.OBIE.VRPType.Other", Label::VrpOther),
    ]);
    Node { need: Required, ..list("VRPType", kinds, 2, Label::VrpPurpose, 2) }
}

fn creditor(need: Need) -> Node {
    object("CreditorAccount", need, account(Kind::Payee, Label::Payee, Label::PayeeAccount, 1))
}

fn debtor() -> Node {
    let own = account(Kind::Text { max: 70 }, Label::AccountName, Label::PayFrom, 2);
    let own = own.into_iter().map(|node| match node.name.as_ref() {
        "Name" => Node { need: Optional, ..node },
        _ => node,
    });
    object("DebtorAccount", Optional, own.collect())
}

fn account(name: Kind, who: Label, number: Label, prominence: u8) -> Vec<Node> {
    let schemes = one_of(&[
        ("UK.OBIE.SortCodeAccountNumber", Label::SchemeSortCode),
        ("UK.OBIE.IBAN", Label::SchemeIban),
    ]);
    vec![
        must("Name", name, who, prominence),
        must("Identification", Kind::AccountBy { scheme: "SchemeName".into() }, number, prominence),
        must("SchemeName", schemes, Label::AccountScheme, 3),
        may("SecondaryIdentification", Kind::ClientText { max: 34 }, Label::SecondaryAccount, 2),
    ]
}

fn remittance() -> Node {
    object(
        "RemittanceInformation",
        Optional,
        vec![
            may("Reference", Kind::ClientText { max: 35 }, Label::Reference, 2),
            may("Unstructured", Kind::ClientText { max: 140 }, Label::Message, 2),
        ],
    )
}

fn risk() -> Node {
    let contexts = one_of(&[
        ("BillPayment", Label::ContextBill),
        ("EcommerceGoods", Label::ContextGoods),
        ("EcommerceServices", Label::ContextServices),
        ("PartyToParty", Label::ContextPerson),
        ("TransferToSelf", Label::ContextSelf),
        ("TransferToThirdParty", Label::ContextThirdParty),
    ]);
    object("Risk", Optional, vec![must("PaymentContextCode", contexts, Label::PaymentContext, 3)])
}
