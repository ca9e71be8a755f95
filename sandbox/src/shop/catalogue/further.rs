//! The further types: UK Open Banking, the European wallet's rulebook (TS12), card payments; and texts as long as they may be.

use super::{Item, Kind, honest};

/// One of each further type, in the order of the shelves.
pub(super) const FURTHER: &[Item] = &[
    Item {
        price: Some("165.88 GBP"),
        details: Some(
            r#"[{"type":"domestic_payment_consent","Initiation":{"InstructionIdentification":"ACME412","EndToEndIdentification":"FRESCO.21302.GFX.20","InstructedAmount":{"Amount":"165.88","Currency":"GBP"},"CreditorAccount":{"SchemeName":"UK.OBIE.SortCodeAccountNumber","Identification":"08080021325698","Name":"ACME Inc","SecondaryIdentification":"0002"},"RemittanceInformation":{"Reference":"FRESCO-101","Unstructured":"Garden chair, order 4715"}},"Risk":{"PaymentContextCode":"EcommerceGoods"}}]"#,
        ),
        ..honest(
            "garden-chair",
            Kind::Payment,
            "Garden chair",
            "A payment in the words of UK Open Banking, to a sort code and account number.",
        )
    },
    Item {
        price: Some("1234.50 EUR"),
        details: Some(
            r#"[{"type":"payment_initiation","instructedAmount":{"currency":"EUR","amount":"1234.50"},"creditorName":"Vereinigte Werkstätten für Kunst und Handwerk am Oberen Markt e. G.","creditorAccount":{"iban":"MT84MALT011000012345MTLCAST001S"},"remittanceInformationUnstructured":"Instalment 3 of 12 for the restoration of two oak chairs and one table, as agreed on 4 March, invoice 2026-000471-B, customer no. 88213-004"}]"#,
        ),
        ..honest(
            "oak-chairs",
            Kind::Payment,
            "Oak chairs, restored",
            "A long payee, a long account and a long reference. The phone shows all of them whole.",
        )
    },
    Item {
        price: Some("11.50 EUR"),
        details: Some(
            r#"[{"type":"urn:eudi:sca:payment:1","payload":{"transaction_id":"8D8AC610","date_time":"2026-11-18T11:00:00Z","payee":{"name":"Streaming Service","id":"DE02100100109307118603","website":"https://merchant.example","logo":"https://merchant.example/logo.png"},"pisp":{"legal_name":"Payment Service Limited","brand_name":"PayService","domain_name":"pay.example"},"currency":"EUR","amount":11.5,"amount_estimated":true,"amount_earmarked":false,"sct_inst":true,"recurrence":{"start_date":"2026-12-01","number":12,"frequency":"MNTH","mit_options":{"amount_variable":true,"min_amount":5,"max_amount":20.00,"total_amount":150,"initial_amount":1.99,"initial_amount_number":2,"apr":3.75}}}}]"#,
        ),
        ..honest(
            "streaming",
            Kind::Payment,
            "Films, monthly",
            "A payment of the European wallet's rulebook that goes on, within limits.",
        )
    },
    Item {
        price: Some("29.90 EUR"),
        details: Some(
            r#"[{"type":"urn:eudi:sca:emandate:1","payload":{"transaction_id":"8D8AC613","purpose":"Gym membership","start_date":"2026-12-01","reference_number":"M-7","creditor_id":"DE98ZZZ09999999999","payment_payload":{"transaction_id":"8D8AC614","payee":{"name":"Gym","id":"DE02100100109307118603"},"currency":"EUR","amount":29.9,"execution_date":"2026-12-01"}}}]"#,
        ),
        ..honest(
            "gym",
            Kind::Payment,
            "Gym membership",
            "A mandate to collect payments, without an end.",
        )
    },
    Item {
        price: Some("10.50 AUD"),
        details: Some(
            r#"[{"type":"3ds:payment_authorisation","instructed_amount":{"amount":10.50,"currency":"AUD"},"source_account":"4000000000000002","beneficiary_name":"Merchant A","payment_desc":"Order 7"}]"#,
        ),
        ..honest(
            "postcards",
            Kind::Payment,
            "Postcards, by card",
            "A card payment. Its amount is a JSON number, and no float touches it.",
        )
    },
    Item {
        details: Some(
            r#"[{"type":"urn:eudi:sca:account_access:1","payload":{"transaction_id":"8D8AC612","aisp":{"legal_name":"Account Service Limited","brand_name":"AccountService","domain_name":"accounts.example"},"description":"Balances of the last 90 days"}}]"#,
        ),
        ..honest(
            "balance-check",
            Kind::AccountAccess,
            "Balance check",
            "Access to accounts in the words of the European wallet's rulebook.",
        )
    },
    Item {
        details: Some(
            r#"[{"type":"urn:eudi:sca:login_risk_transaction:1","payload":{"transaction_id":"8D8AC611","date_time":"2026-11-18T11:00:00Z","action":"Change of address","service":"Online banking"}}]"#,
        ),
        ..honest(
            "new-address",
            Kind::Login,
            "Change your address",
            "No payment, but worth a signature.",
        )
    },
];
