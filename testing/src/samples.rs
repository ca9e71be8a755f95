//! What the bank says and asks in the tests.

use serde_json::{Value, json};

/// 128 bits, base64url.
pub const NONCE: &str = "AAECAwQFBgcICQoLDA0ODw";
pub const LABEL: &str = "Current account ··41";
pub const PAYEE: &str = "Brightwater Books";
/// A test IBAN with good check digits.
pub const IBAN: &str = "DE75512108001245126199";
pub const AMOUNT: &str = "123.50";
pub const BINDING_MESSAGE: &str = "Order 7QX4";

/// What access tokens begin with, so that they can be searched for.
pub const ACCESS_TOKEN: &str = "opaque-access-token";

/// The document of docs/protocol.md §2.1.
pub fn discovery(issuer: &str) -> Value {
    json!({
        "issuer": issuer,
        "protocol_versions_supported": ["1"],
        "minimum_core_version": "0.1.0",
        "as_keys_endpoint": format!("{issuer}/ad/as-keys"),
        "device_registration_endpoint": format!("{issuer}/ad/registrations"),
        "requests_endpoint": format!("{issuer}/ad/requests"),
        "device_endpoint": format!("{issuer}/ad/device"),
        "token_endpoint": format!("{issuer}/ad/token"),
        "authorization_details_types_supported": ["payment_initiation", "account_information"],
        "push_providers_supported": ["fcm", "apns", "none"],
        "request_expiry_max": 600,
    })
}

/// A payment of 123.50 EUR.
pub fn payment() -> Value {
    json!({
        "client": {"name": "Brightwater", "legal_name": "Brightwater Books Ltd"},
        "authorization_details": [{
            "type": "payment_initiation",
            "instructedAmount": {"amount": AMOUNT, "currency": "EUR"},
            "creditorName": PAYEE,
            "creditorAccount": {"iban": IBAN},
            "remittanceInformationUnstructured": "Invoice 2214",
        }],
        "binding_message": BINDING_MESSAGE,
    })
}

/// Access to accounts that are to be chosen from two.
pub fn account_access() -> Value {
    json!({
        "client": {"name": "Ledgerlight", "legal_name": "Ledgerlight Ltd"},
        "authorization_details": [{
            "type": "account_information",
            "actions": ["list_accounts", "read_balances"],
        }],
        "accounts": [
            {"id": "acc-1", "label": "Current", "identification": "··41"},
            {"id": "acc-2", "label": "Savings", "identification": "··77"},
        ],
    })
}

/// A login, for which two digits are to be copied.
pub fn login_with_number() -> Value {
    json!({
        "client": {"name": "Brightwater", "legal_name": "Brightwater Books Ltd"},
        "scope": "openid",
        "number_entry": {"digits": 2},
    })
}

/// A payment with a field that no version of this device knows.
pub fn unshowable() -> Value {
    let mut content = payment();
    content["authorization_details"][0]["skipLimitCheck"] = json!(true);
    content
}
