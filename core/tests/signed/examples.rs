//! Requests that show every field there is, as the members of their claims. What RFC 9396 and the
//! Berlin Group publish is used as published.

/// Everything that a client can be.
pub(crate) const CLIENT: &str = r#""client":{"name":"Merchant A","legal_name":"Merchant A Limited","on_behalf_of":"Marketplace B","registration":"PSDDE-BAFIN-123456"}"#;

/// No more than a client must be.
pub(crate) const CLIENT_ONLY: &str =
    r#""client":{"name":"Merchant A","legal_name":"Merchant A Limited"}"#;

/// The payment of RFC 9396 §2.
pub(crate) const PAYMENT: &str = r#"{"type":"payment_initiation","actions":["initiate","status","cancel"],"locations":["https://example.com/payments"],"instructedAmount":{"currency":"EUR","amount":"123.50"},"creditorName":"Merchant A","creditorAccount":{"bic":"ABCIDEFFXXX","iban":"DE02100100109307118603"},"remittanceInformationUnstructured":"Ref Number Merchant"}"#;

/// The same from an account that the client names.
pub(crate) const PAYMENT_FROM: &str = r#"{"type":"payment_initiation","instructedAmount":{"currency":"EUR","amount":"123.50"},"creditorName":"Merchant A","creditorAccount":{"iban":"DE02100100109307118603"},"debtorAccount":{"iban":"NL76RABO0359400371","currency":"EUR"}}"#;

/// The account information of RFC 9396 §2.
pub(crate) const ACTIONS: &str = r#"{"type":"account_information","actions":["list_accounts","read_balances","read_transactions"],"locations":["https://example.com/accounts"]}"#;

/// The Berlin Group's account information: which accounts is for the person to say.
pub(crate) const ACCESS_OPEN: &str = r#"{"type":"account_information","access":{"accounts":[],"balances":[],"transactions":[]},"recurringIndicator":true,"validUntil":"9999-12-31","frequencyPerDay":4}"#;

/// The same with accounts named by the client.
pub(crate) const ACCESS_NAMED: &str = r#"{"type":"account_information","access":{"accounts":[{"iban":"DE02100100109307118603","currency":"EUR"}],"balances":[{"maskedPan":"123456xxxxxx1234"}],"transactions":[{"iban":"NL76RABO0359400371"},{"iban":"NO9386011117947","currency":"NOK"}]},"recurringIndicator":false,"validUntil":"2027-02-28"}"#;

/// Two accounts to choose from.
pub(crate) const ACCOUNTS: &str = r#""accounts":[{"id":"acc-1","label":"Current account","identification":"DE** **** 8603","currency":"EUR"},{"id":"acc-2","label":"Savings","identification":"DE** **** 0371"}]"#;

/// Everything that is known of where a request was started.
pub(crate) const CONTEXT: &str = r#""context":{"requested_at":1794999990,"device":"Firefox on Linux","location":"Berlin","ip_address":"203.0.113.7"}"#;

/// Every part of a request at once, around these details.
pub(crate) fn full(details: &str, and: &str) -> String {
    format!(
        r#"{CLIENT},"scope":"openid payments","authorization_details":[{details}],"binding_message":"Order K4-PT","number_entry":{{"digits":3}},{CONTEXT}{and}"#
    )
}

/// A request for these details by a client that is no more than it must be.
pub(crate) fn details(details: &str) -> String {
    format!(r#"{CLIENT_ONLY},"authorization_details":[{details}]"#)
}

/// The same with the two accounts to choose from.
pub(crate) fn details_and_accounts(details: &str) -> String {
    format!(r#"{CLIENT_ONLY},"authorization_details":[{details}],{ACCOUNTS}"#)
}

/// A payment whose payee's name was checked, with this result.
pub(crate) fn checked_payee(result: &str) -> String {
    format!(
        r#"{CLIENT_ONLY},"authorization_details":[{PAYMENT_FROM}],"payee_verification":[{result}]"#
    )
}

/// A login with a message to compare.
pub(crate) fn login() -> String {
    format!(
        r#"{CLIENT_ONLY},"scope":"openid profile","binding_message":"Order K4-PT","number_entry":{{"digits":3}},{CONTEXT}"#
    )
}

/// One full example of every shape there is, by name.
pub(crate) fn all() -> Vec<(&'static str, String)> {
    let no_match =
        r#","payee_verification":[{"detail":0,"result":"no_match","name_on_file":"Merchant B"}]"#;
    let accounts = format!(",{ACCOUNTS}");
    vec![
        ("payment", full(PAYMENT, "")),
        ("payment from an account", full(PAYMENT_FROM, no_match)),
        ("payment with a choice", full(PAYMENT, &accounts)),
        ("account access by actions", full(ACTIONS, "")),
        ("account access with a choice", full(ACCESS_OPEN, &accounts)),
        ("account access by the bank", full(ACCESS_OPEN, "")),
        ("account access to named accounts", full(ACCESS_NAMED, "")),
        ("two payments and an access", full(&[PAYMENT_FROM, PAYMENT, ACCESS_NAMED].join(","), "")),
        ("login", login()),
    ]
}
