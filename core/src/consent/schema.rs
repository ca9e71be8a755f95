//! How a type is described: its fields in the order of the screen, each with its kind, label and
//! prominence. A field that is not described does not exist.

use super::words::Label;

/// One member of an object.
pub(super) enum Node {
    /// A single value.
    Leaf { name: &'static str, kind: Kind, label: Label, prominence: u8, need: Need },
    /// `{"amount", "currency"}`, shown as one.
    Money { name: &'static str, label: Label, prominence: u8, need: Need },
    /// An object.
    Object { name: &'static str, nodes: &'static [Self], need: Need },
    /// An array.
    List {
        name: &'static str,
        item: Item,
        empty: Empty,
        max: usize,
        label: Label,
        prominence: u8,
        need: Need,
    },
}

/// Whether a member must be there.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Need {
    Required,
    Optional,
}

/// What an array holds.
pub(super) enum Item {
    Leaf(Kind),
    Object(&'static [Node]),
}

/// What an empty array means.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Empty {
    /// Nothing sensible: refused.
    Refused,
    /// "Let the person or the bank choose" (Berlin Group), never "none".
    Choice,
}

/// The kind of a value: its JSON type, its rules and how it is written.
pub(super) enum Kind {
    /// Text of at most this many characters, by the bank.
    Text { max: usize },
    /// Text of at most this many characters, in the client's words.
    ClientText { max: usize },
    /// The name of who asks, by the bank.
    Party,
    /// The name of who is paid, in the client's words.
    Payee,
    /// An IBAN.
    Iban,
    /// A BIC.
    Bic,
    /// A masked card number.
    MaskedPan,
    /// An ISO 4217 code.
    Currency,
    /// An opaque id, explained by the rows beside it.
    Id,
    /// One of these values.
    OneOf(&'static [(&'static str, Label)]),
    /// An https URL, shown and never opened.
    Link,
    /// `true` or `false`.
    Flag { yes: Label, no: Label },
    /// `YYYY-MM-DD`.
    Day,
    /// An integer between these.
    Count { min: i64, max: i64 },
    /// A NumericDate.
    Time,
}

/// A required member.
pub(super) const fn must(name: &'static str, kind: Kind, label: Label, prominence: u8) -> Node {
    Node::Leaf { name, kind, label, prominence, need: Need::Required }
}

/// An optional member.
pub(super) const fn may(name: &'static str, kind: Kind, label: Label, prominence: u8) -> Node {
    Node::Leaf { name, kind, label, prominence, need: Need::Optional }
}
