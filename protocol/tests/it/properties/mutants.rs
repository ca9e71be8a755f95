//! Every small change of a JSON value: each leaf replaced, each member and item removed, members
//! and items added wherever they could stand.

use serde_json::{Value, json};

/// A changed value, and what was changed in words.
pub(crate) struct Mutant {
    pub(crate) change: String,
    pub(crate) value: Value,
}

/// Values that some field of a request would accept, and some that none would.
fn samples() -> Vec<Value> {
    let texts = [
        "Merchant C",
        "99.00",
        "USD",
        "JPY",
        "NO9386011117947",
        "DE02100100109307118604",
        "ABCIDEFF",
        "987654xxxxxx9876",
        "initiate",
        "cancel",
        "list_accounts",
        "read_balances",
        "match",
        "close_match",
        "payment_initiation",
        "account_information",
        "https://example.com/other",
        "2027-01-01",
        "9999-12-31",
        "2027-06-01T00:00:00Z",
        "Weekly",
        "preceding",
        "SHAR",
        "15",
        "allAccounts",
        "allAccountsWithOwnerName",
        "Day",
        "Calendar",
        "Consent",
        "UK.OBIE.VRPType.Other",
        "BillPayment",
        "08080021325699",
        "DAIL",
        "5500000000000004",
        "email",
        "acc-9",
        "[]",
        "",
    ];
    let mut samples: Vec<_> = texts.iter().map(|text| json!(text)).collect();
    samples.extend([json!(0), json!(5), json!(1_794_999_999), json!(2.5), json!(true)]);
    samples.extend([json!(false), json!(null), json!([]), json!({}), json!(["status"])]);
    samples.push(json!({"iban": "NO9386011117947"}));
    samples.push(json!({"type": "account_information", "actions": ["read_balances"]}));
    samples
}

/// Every member that a request may have somewhere, and some that it may have nowhere.
const MEMBERS: [(&str, &str); 58] = [
    ("client", r#"{"name":"Merchant C","legal_name":"Merchant C"}"#),
    ("scope", r#""email""#),
    ("authorization_details", r#"[{"type":"account_information","actions":["read_balances"]}]"#),
    ("binding_message", r#""Order""#),
    ("context", r#"{"device":"Firefox on Linux"}"#),
    ("context", r#"{}"#),
    ("number_entry", r#"{"digits":2}"#),
    ("accounts", r#"[{"id":"acc-9","label":"Savings","identification":"9999"}]"#),
    ("accounts", r#"[{"iban":"NO9386011117947"}]"#),
    ("accounts", r#"[]"#),
    ("payee_verification", r#"[{"detail":0,"result":"match"}]"#),
    ("name", r#""Merchant C""#),
    ("legal_name", r#""Merchant C""#),
    ("on_behalf_of", r#""Merchant C""#),
    ("registration", r#""1""#),
    ("type", r#""payment_initiation""#),
    ("instructedAmount", r#"{"currency":"EUR","amount":"1.00"}"#),
    ("amount", r#""1.00""#),
    ("currency", r#""USD""#),
    ("creditorName", r#""Merchant C""#),
    ("creditorAccount", r#"{"iban":"NO9386011117947"}"#),
    ("iban", r#""NO9386011117947""#),
    ("bic", r#""ABCIDEFF""#),
    ("maskedPan", r#""987654xxxxxx9876""#),
    ("remittanceInformationUnstructured", r#""Order""#),
    ("debtorAccount", r#"{"iban":"NO9386011117947"}"#),
    ("debtorAccount", r#"{}"#),
    ("actions", r#"["status"]"#),
    ("actions", r#"["read_balances"]"#),
    ("actions", r#"[]"#),
    ("locations", r#"["https://example.com/other"]"#),
    ("access", r#"{"balances":[]}"#),
    ("access", r#"{}"#),
    ("balances", r#"[{"iban":"NO9386011117947"}]"#),
    ("balances", r#"[]"#),
    ("transactions", r#"[]"#),
    ("recurringIndicator", r#"true"#),
    ("validUntil", r#""2027-01-01""#),
    ("frequencyPerDay", r#"5"#),
    ("detail", r#"0"#),
    ("result", r#""match""#),
    ("name_on_file", r#""Merchant C""#),
    ("id", r#""acc-9""#),
    ("label", r#""Savings""#),
    ("identification", r#""9999""#),
    ("digits", r#"2"#),
    ("device", r#""Firefox""#),
    ("location", r#""Oslo""#),
    ("ip_address", r#""203.0.113.8""#),
    ("requested_at", r#"1794999999"#),
    ("nbf", r#"1795000000"#),
    ("acr", r#""x""#),
    ("datatypes", r#"["x"]"#),
    ("Type", r#""x""#),
    ("unknown", r#"null"#),
    ("unknown", r#"{}"#),
    ("unknown", r#"[]"#),
    ("", r#""""#),
];

/// Every changed form of a value but those that are equal to it.
pub(crate) fn of(value: &Value) -> Vec<Mutant> {
    let mut pointers = Vec::new();
    walk(value, String::new(), &mut pointers);
    let mut mutants = Vec::new();
    for pointer in pointers {
        let at = value.pointer(&pointer).unwrap();
        for (change, new) in changes(at) {
            let mut changed = value.clone();
            *changed.pointer_mut(&pointer).unwrap() = new;
            if changed != *value {
                mutants.push(Mutant { change: format!("{pointer}: {change}"), value: changed });
            }
        }
    }
    mutants
}

/// The pointer of every value inside this one, itself included.
fn walk(value: &Value, pointer: String, out: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                walk(value, format!("{pointer}/{name}"), out);
            }
        }
        Value::Array(items) => {
            for (i, value) in items.iter().enumerate() {
                walk(value, format!("{pointer}/{i}"), out);
            }
        }
        _ => {}
    }
    out.push(pointer);
}

fn changes(value: &Value) -> Vec<(String, Value)> {
    match value {
        Value::Object(members) => {
            let removed = members.keys().map(|name| {
                let mut left = members.clone();
                left.remove(name);
                (format!("without {name}"), Value::Object(left))
            });
            let absent = MEMBERS.iter().filter(|(name, _)| !members.contains_key(*name));
            let added = absent.map(|(name, text)| {
                let mut more = members.clone();
                more.insert((*name).to_owned(), serde_json::from_str(text).unwrap());
                (format!("with {name} {text}"), Value::Object(more))
            });
            removed.chain(added).collect()
        }
        Value::Array(items) => {
            let removed = (0..items.len()).map(|i| {
                let mut left = items.clone();
                left.remove(i);
                (format!("without item {i}"), Value::Array(left))
            });
            let swapped = (1..items.len()).map(|i| {
                let mut turned = items.clone();
                turned.swap(0, i);
                (format!("items 0 and {i} swapped"), Value::Array(turned))
            });
            let added = samples().into_iter().chain(items.first().cloned()).map(|sample| {
                let change = format!("with item {sample}");
                (change, Value::Array(items.iter().cloned().chain([sample]).collect()))
            });
            removed.chain(swapped).chain(added).collect()
        }
        leaf => {
            let text = leaf.as_str().map_or_else(|| leaf.to_string(), str::to_owned);
            let near = [
                json!(format!("{text}x")),
                json!(format!("{text} ")),
                json!(format!("{text}0")),
                json!(text.to_uppercase()),
                json!(text),
                json!(text.parse::<i64>().unwrap_or(1)),
                json!(leaf.as_i64().unwrap_or(1) + 1),
            ];
            let words: Vec<_> = text.split(' ').collect();
            let one_word_changed = (0..words.len()).map(|at| {
                let word = |(i, word)| if i == at { "email" } else { word };
                let changed: Vec<_> = words.iter().copied().enumerate().map(word).collect();
                json!(changed.join(" "))
            });
            near.into_iter()
                .chain(samples())
                .chain(one_word_changed)
                .map(|new| (format!("is {new}"), new))
                .collect()
        }
    }
}
