//! What no honest shop asks for: texts that mislead, amounts that do not exist, fields nobody knows.

use super::{Item, Kind, honest};

/// Hostile requests, in the order of the shelves.
pub(super) const HOSTILE: &[Item] = &[
    Item {
        price: Some("19.90 EUR"),
        details: Some(
            r#"[{"type":"payment_initiation","instructedAmount":{"currency":"EUR","amount":"19.90"},"creditorName":"Bookshop","creditorAccount":{"iban":"SE9412309876543211234567"},"remittanceInformationUnstructured":"<b>Paid</b><script>alert(1)</script>"}]"#,
        ),
        ..honest(
            "markup",
            Kind::Hostile,
            "Markup in the reference",
            "The reference holds HTML. The phone shows it as the plain text it is; you may approve.",
        )
    },
    Item {
        price: Some("25.00 EUR"),
        details: Some(
            r#"[{"type":"payment_initiation","instructedAmount":{"currency":"EUR","amount":"25.00"},"creditorName":"M\u0435rchant A","creditorAccount":{"iban":"DE02100100109307118603"}}]"#,
        ),
        ..honest(
            "look-alike",
            Kind::Hostile,
            "A letter that looks alike",
            "One letter of \"Merchant A\" is Cyrillic. The phone warns of it, and of the name.",
        )
    },
    Item {
        price: Some("25.00 EUR"),
        details: Some(
            r#"[{"type":"payment_initiation","instructedAmount":{"currency":"EUR","amount":"25.00"},"creditorName":"Merchant A","creditorAccount":{"iban":"DE03100100109307118603"}}]"#,
        ),
        ..honest(
            "wrong-digits",
            Kind::Hostile,
            "A mistyped account",
            "The check digits of the account number are wrong. The phone warns.",
        )
    },
    Item {
        price: Some("50.00 EUR"),
        careless: true,
        details: Some(
            r#"[{"type":"payment_initiation","instructedAmount":{"currency":"EUR","amount":"50.00"},"creditorName":"Merchant \u202eA tnahcreM","creditorAccount":{"iban":"NL76RABO0359400371"}}]"#,
        ),
        ..honest(
            "turned-name",
            Kind::Hostile,
            "A name that reads backwards",
            "A hidden control character turns part of the payee's name around. It cannot be approved.",
        )
    },
    Item {
        price: Some("50.00 EUR"),
        careless: true,
        details: Some(
            r#"[{"type":"payment_initiation","instructedAmount":{"currency":"EUR","amount":"50.00"},"creditorName":"Mer\u200bchant A","creditorAccount":{"iban":"NL76RABO0359400371"}}]"#,
        ),
        ..honest(
            "hidden-space",
            Kind::Hostile,
            "A name with a hidden space",
            "The payee's name holds a space of no width. It cannot be approved.",
        )
    },
    Item {
        price: Some("1.5 JPY"),
        careless: true,
        details: Some(
            r#"[{"type":"payment_initiation","instructedAmount":{"currency":"JPY","amount":"1.5"},"creditorName":"Merchant A","creditorAccount":{"iban":"DE02100100109307118603"}}]"#,
        ),
        ..honest(
            "half-yen",
            Kind::Hostile,
            "Half a yen",
            "There is no such amount. It cannot be approved.",
        )
    },
    Item {
        price: Some("9.90 EUR"),
        careless: true,
        details: Some(
            r#"[{"type":"payment_initiation","instructedAmount":{"currency":"EUR","amount":"9.90"},"creditorName":"Merchant A","creditorAccount":{"iban":"DE02100100109307118603"},"handlingFee":"90.00"}]"#,
        ),
        ..honest(
            "small-print",
            Kind::Hostile,
            "A fee in the small print",
            "A field that no phone knows adds a fee. What cannot be shown cannot be approved.",
        )
    },
    Item {
        price: Some("10.00 EUR"),
        careless: true,
        details: Some(
            r#"[{"type":"payment_initiation","instructedAmount":{"currency":"EUR","amount":"10.00","amount":"9999.00"},"creditorName":"Merchant A","creditorAccount":{"iban":"DE02100100109307118603"}}]"#,
        ),
        ..honest(
            "two-amounts",
            Kind::Hostile,
            "Two amounts in one",
            "The amount is there twice. Different programs would read different amounts, so nobody here reads any.",
        )
    },
    Item {
        price: Some("10.00 EUR"),
        careless: true,
        details: Some(
            r#"[{"type":"payment_initiation","instructedAmount":{"currency":"EUR","amount":"10.00"},"creditorName":"Merchant A","creditorAccount":{"iban":"DE02100100109307118603"},"remittanceInformationUnstructured":"Please read all of this before you approve. Please read all of this before you approve. Please read all of this before you approve. Please read all."}]"#,
        ),
        ..honest(
            "long-story",
            Kind::Hostile,
            "A reference that does not end",
            "The reference is longer than a bank transfer can carry. It cannot be approved.",
        )
    },
    Item {
        price: Some("9.99 EUR"),
        details: Some(
            r#"[{"type":"payment_initiation","instructedAmount":{"currency":"EUR","amount":"9.99"},"creditorName":"(0.01 EUR) شركة Merchant A – 100% “refund”","creditorAccount":{"iban":"NL76RABO0359400371"},"remittanceInformationUnstructured":"Approve = cancel; رقم 4711 / 0.01 EUR"}]"#,
        ),
        ..honest(
            "loud-name",
            Kind::Hostile,
            "A name that looks like an amount",
            "Every character of it is allowed. The phone keeps it apart from its own words, and warns of the two alphabets.",
        )
    },
];
