//! How a type is described: its fields in the order of the screen, each with its kind, label and
//! prominence. A field that is not described does not exist.
//!
//! The built-in types and a bank's own are described in the same way and read by the same engine.

use super::language::Language;
use super::words::Label;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A name or value on the wire.
pub(super) type Name = Cow<'static, str>;

/// What a label says.
#[derive(Clone)]
pub(super) enum Wording {
    /// In the words of this core.
    Ours(Label),
    /// In the words of a bank's own type.
    Own(Own),
}

/// The words of a bank's own type, in the languages of its app.
#[derive(Clone)]
pub(super) struct Own(pub(super) BTreeMap<Language, Arc<str>>);

/// An object: its members in the order of the screen, and what must hold between them.
#[derive(Clone, Default)]
pub(super) struct Object {
    pub(super) nodes: Vec<Node>,
    pub(super) rules: Vec<Rule>,
}

/// One member of an object.
#[derive(Clone)]
pub(super) struct Node {
    pub(super) name: Name,
    pub(super) need: Need,
    pub(super) shape: Shape,
}

/// What a member holds.
#[derive(Clone)]
pub(super) enum Shape {
    /// A single value.
    Leaf { kind: Kind, label: Wording, prominence: u8 },
    /// An amount with its currency, shown as one.
    Money(MoneySchema),
    /// An object.
    Object(Object),
    /// An array.
    List(List),
}

/// An object of an amount and a currency.
#[derive(Clone)]
pub(super) struct MoneySchema {
    pub(super) amount: Name,
    pub(super) currency: Name,
    pub(super) form: Form,
    pub(super) label: Wording,
    pub(super) prominence: u8,
}

/// An array.
#[derive(Clone)]
pub(super) struct List {
    pub(super) item: Item,
    pub(super) empty: Empty,
    pub(super) max: usize,
    pub(super) label: Wording,
    pub(super) prominence: u8,
    /// The amounts in it are added up, and the sum is shown before them.
    pub(super) total: Option<Wording>,
}

/// Whether a member must be there.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Need {
    Required,
    Optional,
}

/// How an amount is written. Both are read as text; no float touches either.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// A JSON string.
    Text,
    /// A JSON number.
    Number,
}

/// What an array holds.
#[derive(Clone)]
pub(super) enum Item {
    Leaf(Kind),
    Object(Object),
}

/// What an empty array means.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Empty {
    /// Nothing sensible: refused.
    Refused,
    /// "Let the person or the bank choose" (Berlin Group), never "none".
    Choice,
}

/// What must hold between the members of an object.
#[derive(Clone)]
pub(super) enum Rule {
    /// Exactly one of these is there.
    ExactlyOne(Vec<Name>),
    /// At least one of these is there.
    AtLeastOne(Vec<Name>),
    /// If the first is there, so is the second.
    Needs(Name, Name),
    /// Not both are there.
    NotBoth(Name, Name),
    /// If the first is there and not `false`, and none of the ends is, the screen says that there
    /// is no end.
    OpenEnd { when: Name, ends: Vec<Name>, label: Label },
    /// The second day or moment is not before the first.
    InOrder(Name, Name),
}

/// The kind of a value: its JSON type, its rules and how it is written.
#[derive(Clone)]
pub(super) enum Kind {
    /// Text of at most this many characters, by the bank.
    Text { max: usize },
    /// Text of at most this many characters, in the client's words.
    ClientText { max: usize },
    /// The name of who asks, by the bank.
    Party,
    /// The name of who is paid, in the client's words.
    Payee,
    /// An amount whose currency stands elsewhere.
    Amount { form: Form, currency: At },
    /// An account number, whose scheme is named by the member beside it (UK Open Banking).
    AccountBy { scheme: Name },
    /// An IBAN.
    Iban,
    /// A BIC.
    Bic,
    /// A masked card number.
    MaskedPan,
    /// The person's own card number: masked on the screen.
    OwnPan,
    /// An ISO 4217 code.
    Currency,
    /// An opaque id, explained by the rows beside it.
    Id,
    /// One of these values.
    OneOf(Vec<Value>),
    /// An https URL, shown and never opened.
    Link,
    /// `true` or `false`.
    Flag { yes: Wording, no: Wording },
    /// `YYYY-MM-DD`.
    Day,
    /// `01` to `31`: a day of the month.
    DayOfMonth,
    /// A date and time with its offset (RFC 3339), or a day alone.
    Moment,
    /// An integer between these.
    Count { min: i64, max: i64 },
    /// A decimal number that is no amount, such as an interest rate.
    Decimal,
    /// A NumericDate.
    Time,
}

/// One of the values of [`Kind::OneOf`].
#[derive(Clone)]
pub(super) struct Value {
    pub(super) value: Name,
    pub(super) meaning: Wording,
    pub(super) warning: Option<(&'static str, Label)>,
}

/// Where the currency of an amount stands.
#[derive(Clone)]
pub(super) enum At {
    /// In this member of the same object.
    Beside(Name),
    /// In the member of this name of the nearest object around it that has one.
    Above(Name),
}

impl From<Label> for Wording {
    fn from(label: Label) -> Self {
        Self::Ours(label)
    }
}

/// A required member.
pub(super) fn must(name: &'static str, kind: Kind, label: Label, prominence: u8) -> Node {
    leaf(name, Need::Required, kind, label, prominence)
}

/// An optional member.
pub(super) fn may(name: &'static str, kind: Kind, label: Label, prominence: u8) -> Node {
    leaf(name, Need::Optional, kind, label, prominence)
}

fn leaf(name: &'static str, need: Need, kind: Kind, label: Label, prominence: u8) -> Node {
    Node { name: name.into(), need, shape: Shape::Leaf { kind, label: label.into(), prominence } }
}

/// `{"amount", "currency"}`, required.
pub(super) fn money(name: &'static str, label: Label, prominence: u8) -> Node {
    let (amount, currency) = ("amount".into(), "currency".into());
    let money = MoneySchema { amount, currency, form: Form::Text, label: label.into(), prominence };
    Node { name: name.into(), need: Need::Required, shape: Shape::Money(money) }
}

/// An object in an object.
pub(super) fn object(name: &'static str, need: Need, nodes: Vec<Node>) -> Node {
    Node { name: name.into(), need, shape: Shape::Object(Object { nodes, rules: Vec::new() }) }
}

/// An optional array of single values that is not empty.
pub(super) fn list(
    name: &'static str,
    kind: Kind,
    max: usize,
    label: Label,
    prominence: u8,
) -> Node {
    let list = List {
        item: Item::Leaf(kind),
        empty: Empty::Refused,
        max,
        label: label.into(),
        prominence,
        total: None,
    };
    Node { name: name.into(), need: Need::Optional, shape: Shape::List(list) }
}

/// One of these values.
pub(super) fn one_of(values: &[(&'static str, Label)]) -> Kind {
    let value = |(value, meaning): &(&'static str, Label)| Value {
        value: (*value).into(),
        meaning: (*meaning).into(),
        warning: None,
    };
    Kind::OneOf(values.iter().map(value).collect())
}
