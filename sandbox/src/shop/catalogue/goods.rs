//! What people buy and connect every day: payments in the shapes of the Berlin Group, accounts, a login.

use super::{Item, Kind, honest};

/// Everyday goods, in the order of the shelves.
pub(super) const GOODS: &[Item] = &[
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
];
