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

/// A standing order in the Berlin Group's shape, with everything that one can have.
pub(crate) const PERIODIC: &str = r#"{"type":"payment_initiation","instructedAmount":{"currency":"EUR","amount":"450.00"},"creditorName":"Landlord","creditorAccount":{"iban":"DE02100100109307118603","currency":"EUR"},"creditorAgent":"ABCIDEFFXXX","remittanceInformationUnstructured":"Rent","endToEndIdentification":"RENT-1","chargeBearer":"SLEV","frequency":"Monthly","startDate":"2026-12-01","endDate":"2027-11-30","dayOfExecution":"01","executionRule":"following","debtorAccount":{"iban":"NL76RABO0359400371"}}"#;

/// A bulk of the Berlin Group: two payees, one total.
pub(crate) const BULK: &str = r#"{"type":"payment_initiation","batchBookingPreferred":true,"requestedExecutionDate":"2026-12-24","debtorAccount":{"iban":"NL76RABO0359400371"},"payments":[{"instructedAmount":{"currency":"EUR","amount":"0.10"},"creditorName":"Payee A","creditorAccount":{"iban":"DE02100100109307118603"}},{"instructedAmount":{"currency":"EUR","amount":"1999.2"},"creditorName":"Payee B","creditorAccount":{"iban":"NO9386011117947"},"remittanceInformationUnstructured":"Invoice 7"}]}"#;

/// Access to everything, in the Berlin Group's words.
pub(crate) const ACCESS_ALL: &str = r#"{"type":"account_information","access":{"allPsd2":"allAccounts","availableAccounts":"allAccountsWithOwnerName","availableAccountsWithBalance":"allAccounts"},"recurringIndicator":true,"combinedServiceIndicator":false}"#;

/// A domestic payment of UK Open Banking.
pub(crate) const UK_PAYMENT: &str = r#"{"type":"domestic_payment_consent","Initiation":{"InstructionIdentification":"ACME412","EndToEndIdentification":"FRESCO.21302.GFX.20","InstructedAmount":{"Amount":"165.88","Currency":"GBP"},"CreditorAccount":{"SchemeName":"UK.OBIE.SortCodeAccountNumber","Identification":"08080021325698","Name":"ACME Inc","SecondaryIdentification":"0002"},"DebtorAccount":{"SchemeName":"UK.OBIE.IBAN","Identification":"NL76RABO0359400371","Name":"Household"},"RemittanceInformation":{"Reference":"FRESCO-101","Unstructured":"Internal ops code 5120101"}},"Risk":{"PaymentContextCode":"EcommerceGoods"}}"#;

/// Variable recurring payments of UK Open Banking, with two limits and no end.
pub(crate) const UK_VRP: &str = r#"{"type":"domestic_vrp_consent","ControlParameters":{"ValidFromDateTime":"2026-12-01T00:00:00+00:00","MaximumIndividualAmount":{"Amount":"100.00","Currency":"GBP"},"PeriodicLimits":[{"Amount":"200.00","Currency":"GBP","PeriodAlignment":"Consent","PeriodType":"Week"},{"Amount":"500","Currency":"GBP","PeriodAlignment":"Calendar","PeriodType":"Month"}],"VRPType":["UK.OBIE.VRPType.Sweeping"]},"Initiation":{"CreditorAccount":{"SchemeName":"UK.OBIE.SortCodeAccountNumber","Identification":"30949330000010","Name":"Savings pot"},"RemittanceInformation":{"Reference":"Sweepco"}}}"#;

/// A payment of EUDI TS12 with a recurrence.
pub(crate) const EUDI_PAYMENT: &str = r#"{"type":"urn:eudi:sca:payment:1","payload":{"transaction_id":"8D8AC610","date_time":"2026-11-18T11:00:00Z","payee":{"name":"Streaming Service","id":"DE02100100109307118603","website":"https://merchant.example","logo":"https://merchant.example/logo.png"},"pisp":{"legal_name":"Payment Service Limited","brand_name":"PayService","domain_name":"pay.example"},"currency":"EUR","amount":11.5,"amount_estimated":true,"amount_earmarked":false,"sct_inst":true,"recurrence":{"start_date":"2026-12-01","number":12,"frequency":"MNTH","mit_options":{"amount_variable":true,"min_amount":5,"max_amount":20.00,"total_amount":150,"initial_amount":1.99,"initial_amount_number":2,"apr":3.75}}}}"#;

/// A risky action of EUDI TS12.
pub(crate) const EUDI_ACTION: &str = r#"{"type":"urn:eudi:sca:login_risk_transaction:1","payload":{"transaction_id":"8D8AC611","date_time":"2026-11-18T11:00:00Z","action":"Change of address","service":"Online banking"}}"#;

/// Account access of EUDI TS12.
pub(crate) const EUDI_ACCESS: &str = r#"{"type":"urn:eudi:sca:account_access:1","payload":{"transaction_id":"8D8AC612","aisp":{"legal_name":"Account Service Limited","brand_name":"AccountService","domain_name":"accounts.example"},"description":"Balances of the last 90 days"}}"#;

/// A mandate of EUDI TS12 without an end.
pub(crate) const EUDI_MANDATE: &str = r#"{"type":"urn:eudi:sca:emandate:1","payload":{"transaction_id":"8D8AC613","purpose":"Gym membership","start_date":"2026-12-01","reference_number":"M-7","creditor_id":"DE98ZZZ09999999999","payment_payload":{"transaction_id":"8D8AC614","payee":{"name":"Gym","id":"DE02100100109307118603"},"currency":"EUR","amount":29.9,"execution_date":"2026-12-01"}}}"#;

/// A card payment, its amount a JSON number (ConnectID).
pub(crate) const CARD: &str = r#"{"type":"3ds:payment_authorisation","instructed_amount":{"amount":10.50,"currency":"AUD"},"source_account":"4000000000000002","beneficiary_name":"Merchant A","payment_desc":"Order 7"}"#;

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

/// One full example of every further type, by name.
pub(crate) fn further() -> Vec<(&'static str, String)> {
    [
        ("standing order", PERIODIC),
        ("bulk", BULK),
        ("account access to everything", ACCESS_ALL),
        ("uk payment", UK_PAYMENT),
        ("uk recurring payments", UK_VRP),
        ("eudi payment", EUDI_PAYMENT),
        ("eudi action", EUDI_ACTION),
        ("eudi access", EUDI_ACCESS),
        ("eudi mandate", EUDI_MANDATE),
        ("card payment", CARD),
    ]
    .map(|(name, detail)| (name, details(detail)))
    .to_vec()
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
