//! `3ds:payment_authorisation`: a card payment (ConnectID Australia). Its amount is a JSON number.

use crate::consent::schema::Need::Required;
use crate::consent::schema::{Form, Kind, MoneySchema, Node, Object, Shape, must, one_of};
use crate::consent::type_schema::{Choosing, Summary, TypeSchema};
use crate::consent::words::Label;

pub(super) fn schema() -> TypeSchema {
    let amount = MoneySchema {
        amount: "amount".into(),
        currency: "currency".into(),
        form: Form::Number,
        label: Label::Amount.into(),
        prominence: 1,
    };
    let nodes = vec![
        must(
            "type",
            one_of(&[("3ds:payment_authorisation", Label::KindCardPayment)]),
            Label::Kind,
            2,
        ),
        Node { name: "instructed_amount".into(), need: Required, shape: Shape::Money(amount) },
        must("beneficiary_name", Kind::Payee, Label::Payee, 1),
        must("source_account", Kind::OwnPan, Label::PayWithCard, 1),
        must("payment_desc", Kind::ClientText { max: 140 }, Label::Reference, 2),
    ];
    TypeSchema {
        name: "3ds:payment_authorisation".into(),
        section: Label::SectionCardPayment.into(),
        object: Object { nodes, rules: Vec::new() },
        choosing: Choosing::Nothing,
        headline: Summary::Pay { again: &[] },
    }
}
