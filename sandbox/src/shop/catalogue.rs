//! What the shop has: payments, access to accounts, logins, and requests that are hostile on
//! purpose.

use serde::Serialize;

/// Something that needs a consent.
#[derive(Debug, Serialize)]
pub struct Item {
    /// Its id.
    pub id: &'static str,
    /// What it is.
    pub kind: Kind,
    /// Its name.
    pub title: &'static str,
    /// What will happen.
    pub description: &'static str,
    /// What it costs, as the shop writes it.
    pub price: Option<&'static str>,
    /// The scope asked for.
    #[serde(skip)]
    pub scope: &'static str,
    /// The authorization details asked for, to the letter.
    #[serde(skip)]
    pub details: Option<&'static str>,
    /// Whether it is asked for by the client whose content the server does not check.
    #[serde(skip)]
    pub careless: bool,
}

/// What an item is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A payment.
    Payment,
    /// Access to accounts.
    AccountAccess,
    /// Logging in.
    Login,
    /// A request that no honest client makes.
    Hostile,
}

/// The item of this id.
#[must_use]
pub fn item(id: &str) -> Option<&'static Item> {
    CATALOGUE.iter().find(|item| item.id == id)
}

/// A payment, or nothing but a scope, asked for by the honest client.
const fn honest(
    id: &'static str,
    kind: Kind,
    title: &'static str,
    description: &'static str,
) -> Item {
    Item {
        id,
        kind,
        title,
        description,
        price: None,
        scope: "openid",
        details: None,
        careless: false,
    }
}

/// Everything there is, in the order of the shelves.
pub static CATALOGUE: &[Item] = &[
    Item {
        price: Some("123.50 EUR"),
        details: Some(
            r#"[{"type":"payment_initiation","actions":["initiate","status"],"instructedAmount":{"currency":"EUR","amount":"123.50"},"creditorName":"Merchant A","creditorAccount":{"iban":"DE02100100109307118603","bic":"PBNKDEFF100"},"remittanceInformationUnstructured":"Coffee grinder, order 4711"}]"#,
        ),
        ..honest(
            "coffee-grinder",
            Kind::Payment,
            "Coffee grinder",
            "Pay by bank. Your current account pays; the payee's name is known to its bank.",
        )
    },
    Item {
        price: Some("4500 JPY"),
        details: Some(
            r#"[{"type":"payment_initiation","instructedAmount":{"currency":"JPY","amount":"4500"},"creditorName":"Merchant A","creditorAccount":{"iban":"DE02100100109307118603"},"remittanceInformationUnstructured":"Tea bowl, order 4712"}]"#,
        ),
        ..honest("tea-bowl", Kind::Payment, "Tea bowl", "Pay in yen, a currency without cents.")
    },
    Item {
        price: Some("48.20 GBP"),
        details: Some(
            r#"[{"type":"payment_initiation","instructedAmount":{"currency":"GBP","amount":"48.20"},"creditorName":"Corner Shop","creditorAccount":{"iban":"FR7612345987650123456789014"},"remittanceInformationUnstructured":"Rain coat, order 4713"}]"#,
        ),
        ..honest(
            "rain-coat",
            Kind::Payment,
            "Rain coat",
            "Pay in pounds. Two of your accounts could pay, so the phone asks which one.",
        )
    },
    Item {
        price: Some("89.00 EUR"),
        details: Some(
            r#"[{"type":"payment_initiation","instructedAmount":{"currency":"EUR","amount":"89.00"},"creditorName":"Merchant B","creditorAccount":{"iban":"DE02100100109307118603"},"remittanceInformationUnstructured":"Desk lamp, order 4714"}]"#,
        ),
        ..honest(
            "desk-lamp",
            Kind::Payment,
            "Desk lamp",
            "The payee's bank says that the account belongs to somebody else. The phone warns.",
        )
    },
    Item {
        price: Some("12.00 EUR"),
        details: Some(
            r#"[{"type":"payment_initiation","instructedAmount":{"currency":"EUR","amount":"12.00"},"creditorName":"Merchant A","creditorAccount":{"iban":"DE02100100109307118603"},"remittanceInformationUnstructured":"Magazine","frequency":"Monthly","startDate":"2027-01-01","dayOfExecution":"01"}]"#,
        ),
        ..honest(
            "magazine",
            Kind::Payment,
            "Magazine, monthly",
            "A standing order without an end. The phone says so.",
        )
    },
    Item {
        price: Some("61.30 EUR"),
        details: Some(
            r#"[{"type":"payment_initiation","payments":[{"instructedAmount":{"currency":"EUR","amount":"41.20"},"creditorName":"Merchant A","creditorAccount":{"iban":"DE02100100109307118603"}},{"instructedAmount":{"currency":"EUR","amount":"20.1"},"creditorName":"Corner Shop","creditorAccount":{"iban":"FR7612345987650123456789014"}}]}]"#,
        ),
        ..honest(
            "dinner",
            Kind::Payment,
            "Dinner from two kitchens",
            "Two payees in one approval: the phone shows each, and what it comes to.",
        )
    },
    Item {
        price: Some("up to 50 GBP"),
        details: Some(
            r#"[{"type":"domestic_vrp_consent","ControlParameters":{"MaximumIndividualAmount":{"Amount":"50.00","Currency":"GBP"},"PeriodicLimits":[{"Amount":"200.00","Currency":"GBP","PeriodAlignment":"Calendar","PeriodType":"Month"}],"VRPType":["UK.OBIE.VRPType.Sweeping"]},"Initiation":{"CreditorAccount":{"SchemeName":"UK.OBIE.SortCodeAccountNumber","Identification":"30949330000010","Name":"Savings pot"}}}]"#,
        ),
        ..honest(
            "savings-pot",
            Kind::Payment,
            "Savings pot",
            "Payments that the payee may start later, within limits. Every limit is shown.",
        )
    },
    Item {
        scope: "openid accounts",
        details: Some(
            r#"[{"type":"account_information","actions":["list_accounts","read_balances"],"access":{"accounts":[],"balances":[]},"recurringIndicator":true,"validUntil":"9999-12-31","frequencyPerDay":4}]"#,
        ),
        ..honest(
            "budget-planner",
            Kind::AccountAccess,
            "Budget planner",
            "See accounts and balances, with no end date. You choose which accounts.",
        )
    },
    Item {
        scope: "openid profile",
        ..honest(
            "log-in",
            Kind::Login,
            "Log in with your bank",
            "No password: compare the code on both screens and approve.",
        )
    },
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
];

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn ids_are_unique_and_the_details_are_arrays() {
        let ids: HashSet<_> = CATALOGUE.iter().map(|item| item.id).collect();

        assert_eq!(ids.len(), CATALOGUE.len());
        for item in CATALOGUE {
            let read = item.details.map(serde_json::from_str::<Vec<serde_json::Value>>);
            assert!(read.is_none_or(|read| read.is_ok()), "{}", item.id);
        }
    }
}
