//! One of everything that has a reader in this crate, with all that it can hold, and that reader.

use crate::signed::examples::{
    ACCESS_ALL, ACCESS_NAMED, ACCESS_OPEN, ACCOUNTS, ACTIONS, BULK, CARD, CLIENT, CONTEXT,
    EUDI_ACCESS, EUDI_ACTION, EUDI_MANDATE, EUDI_PAYMENT, PAYMENT, PAYMENT_FROM, PERIODIC,
    UK_PAYMENT, UK_VRP,
};
use crate::signed::{ACCOUNT, DEVICE, EXP, IAT, ISSUER, payload};
use countersign_protocol::claims::Members;
use countersign_protocol::consent::words::Language;
use countersign_protocol::consent::{Addressee, ConsentRequest, Presentation, Reading, Types};
use countersign_protocol::discovery::Endpoints;
use countersign_protocol::jose::{
    DpopTarget, JoseError, Signer as _, Typ, Unverified, Verified, base64url, read_dpop,
    sha256_base64url,
};
use countersign_protocol::notice::Notice;
use countersign_protocol::time::UnixSeconds;
use countersign_protocol::tokens::{
    AssertionClaims, CapabilitiesClaims, Decision, DeviceChange, DeviceKeys, DeviceStatus,
    KeyProof, KeyRotation, KeySet, Offer, PushClaims, Registration, RegistrationReceipt,
    ReportClaims, RequestStatus, check_key_receipt, check_receipt,
};
use countersign_protocol::vocabulary::KeyPurpose;
use countersign_testing::Key;
use serde_json::{Value, json};

const NOW: UnixSeconds = UnixSeconds(IAT + 1);
const NONCE: &str = "AAECAwQFBgcICQoLDA0ODw";

/// A good value.
pub(super) struct Sample {
    /// The schema that it fits.
    pub(super) schema: &'static str,
    /// The value.
    pub(super) value: Value,
    /// Whether the reader takes another in its place.
    pub(super) takes: fn(&Value) -> bool,
}

/// All of them.
pub(super) fn all() -> Vec<Sample> {
    let sample = |schema, value, takes| Sample { schema, value, takes };
    let mut all = vec![
        sample("jwk-set", key_set(), |set| {
            let token = approval().token(Typ::JwkSet, set);
            KeySet::verify(&token, ISSUER, &[*approval().public_key()], Some(NOW)).is_ok()
        }),
        sample("enrolment-offer", offer(), |claims| {
            read(Typ::EnrolmentOffer, claims, |token| Offer::read(token, ISSUER, NOW))
        }),
        sample("device-registration-receipt", registration_receipt(), |claims| {
            read(Typ::DeviceRegistrationReceipt, claims, |token| {
                RegistrationReceipt::read(
                    token,
                    ISSUER,
                    &approval().kid(),
                    "offer-1",
                    "registration",
                )
            })
        }),
        sample("device-status", living(ISSUER, DEVICE, json!({"state": "active"})), |claims| {
            read(Typ::DeviceStatus, claims, |token| DeviceStatus::read(token, ISSUER, DEVICE, NOW))
        }),
        sample("device-assertion", living(DEVICE, ISSUER, json!({"sub": DEVICE})), |claims| {
            read(Typ::DeviceAssertion, claims, |token| {
                AssertionClaims::read(token, DEVICE, ISSUER, NOW)
            })
        }),
        sample("dpop", proof(), takes_proof),
        sample("consent-denial", denial(), |claims| {
            read(Typ::ConsentDenial, claims, Decision::read)
        }),
        sample("consent-receipt", receipt(), |claims| {
            read(Typ::ConsentReceipt, claims, |token| {
                check_receipt(token, (ISSUER, DEVICE), "request-1", &sent(), NOW)
            })
        }),
        sample("consent-status", status(), |claims| {
            read(Typ::ConsentStatus, claims, |token| {
                RequestStatus::read(token, ISSUER, DEVICE, "request-1", NOW)
            })
        }),
        sample("device-capabilities", capabilities(), |claims| {
            change(Typ::DeviceCapabilities, claims, CapabilitiesClaims::read)
        }),
        sample("device-report", report(), |claims| {
            change(Typ::DeviceReport, claims, ReportClaims::read)
        }),
        sample("device-keys", device_keys(), |claims| {
            read(Typ::DeviceKeys, claims, |token| {
                DeviceKeys::read(token, ISSUER, DEVICE)?.valid_at(NOW)
            })
        }),
        sample("device-key-proof", key_proof(), takes_key_proof),
        sample("device-key-receipt", key_receipt(), |claims| {
            read(Typ::DeviceKeyReceipt, claims, |token| {
                let new = Key::numbered(3);
                let key = new.public_key();
                check_key_receipt(token, ISSUER, DEVICE, "rotation", KeyPurpose::Transport, key)
            })
        }),
        sample("discovery", countersign_testing::samples::discovery(ISSUER), |document| {
            let members = Members::parse(document.to_string().as_bytes());
            members.is_ok_and(|members| Endpoints::read(members, ISSUER, "1.0.0").is_ok())
        }),
        sample("notice", notice(), |notice| {
            Notice::from_apns(notice.to_string().as_bytes()).is_ok()
        }),
    ];
    all.extend(
        attestations().map(|evidence| {
            sample("device-registration", registration(evidence), takes_registration)
        }),
    );
    all.extend(pushes().map(|push| {
        sample("device-push", living(DEVICE, ISSUER, json!({"push": push})), |claims| {
            change(Typ::DevicePush, claims, PushClaims::read)
        })
    }));
    all.extend(
        [approval_with(json!(["hwk", "user", "fpt"])), approval_with(json!(["swk", "user"]))].map(
            |value| {
                sample("consent-approval", value, |claims| {
                    read(Typ::ConsentApproval, claims, Decision::read)
                })
            },
        ),
    );
    all.extend(rotations().map(|value| sample("device-key-rotation", value, takes_rotation)));
    all.extend(requests().into_iter().map(|value| sample("consent-request", value, takes_request)));
    all
}

/// The requests of every type: as JSON numbers are read here, `20.00` is `20.0`, which is as good.
fn requests() -> Vec<Value> {
    let one = |detail: &str| format!(r#"{CLIENT},{CONTEXT},"authorization_details":[{detail}]"#);
    let details = [
        PAYMENT,
        PAYMENT_FROM,
        PERIODIC,
        BULK,
        ACTIONS,
        ACCESS_OPEN,
        ACCESS_NAMED,
        ACCESS_ALL,
        UK_PAYMENT,
        UK_VRP,
        EUDI_PAYMENT,
        EUDI_ACTION,
        EUDI_ACCESS,
        EUDI_MANDATE,
        CARD,
    ];
    let mut requests: Vec<_> = details.map(one).into();
    requests.push(format!(r#"{CLIENT},"scope":"openid profile","binding_message":"Order 7QX4""#));
    requests.push(format!(
        r#"{},{ACCOUNTS},"number_entry":{{"digits":4}},"payee_verification":[{{"detail":0,"result":"close_match","name_on_file":"Merchant B"}}]"#,
        one(PAYMENT),
    ));
    requests.iter().map(|parts| serde_json::from_str(&payload(parts)).unwrap()).collect()
}

fn takes_request(claims: &Value) -> bool {
    let to = Addressee { issuer: ISSUER, device: DEVICE, account: ACCOUNT };
    let presentation = Presentation {
        language: Language::English,
        time_zone: "UTC".to_owned(),
        types: Types::default(),
    };
    read(Typ::ConsentRequest, claims, |token| {
        match ConsentRequest::read(token, &to, &presentation)?.reading() {
            Reading::Shown(_) => Ok(()),
            Reading::NotShown(_) => Err(JoseError::Party),
        }
    })
}

fn read<T>(typ: Typ, claims: &Value, reader: impl Fn(&Verified) -> Result<T, JoseError>) -> bool {
    let token = token(typ, claims);
    let token = Unverified::parse(&token, &[typ]);
    token.is_ok_and(|token| reader(&token.verified_when_it_came()).is_ok())
}

/// A token with a signature that nobody made: signatures are tested elsewhere, and would be most of
/// the time here.
fn token(typ: Typ, claims: &Value) -> String {
    let header =
        base64url(format!(r#"{{"alg":"ES256","typ":"{}","kid":"k"}}"#, typ.as_str()).as_bytes());
    let (payload, signature) = (base64url(claims.to_string().as_bytes()), base64url(&[1; 64]));
    format!("{header}.{payload}.{signature}")
}

/// The decision that the receipt is for.
fn sent() -> String {
    token(Typ::ConsentDenial, &denial())
}

/// A change of a device's: who and when is checked apart.
fn change<T>(typ: Typ, claims: &Value, reader: impl Fn(&Verified) -> Result<T, JoseError>) -> bool {
    read(typ, claims, |token| {
        DeviceChange::check(token, DEVICE, ISSUER, NOW)?;
        reader(token)
    })
}

fn approval() -> Key {
    Key::numbered(1)
}

/// A key as it stands outside of a key set.
fn bare(key: &Key) -> Value {
    let jwk = key.public_key().jwk();
    json!({"kty": jwk.kty, "crv": jwk.crv, "x": jwk.x, "y": jwk.y})
}

/// The claims of a token that ends, and these.
fn living(iss: &str, aud: &str, claims: Value) -> Value {
    let exp = json!({"exp": IAT + 100});
    lasting(iss, aud, merged(claims, exp))
}

fn lasting(iss: &str, aud: &str, claims: Value) -> Value {
    merged(json!({"iss": iss, "aud": aud, "iat": IAT, "jti": "token-1"}), claims)
}

fn merged(mut one: Value, mut other: Value) -> Value {
    one.as_object_mut().unwrap().append(other.as_object_mut().unwrap());
    one
}

fn key_set() -> Value {
    living(ISSUER, ISSUER, json!({"seq": 1, "keys": [Key::numbered(2).jwk()]}))
}

fn offer() -> Value {
    living(ISSUER, ISSUER, json!({"nonce": NONCE, "account": "Current account"}))
}

fn attestations() -> [Value; 3] {
    [
        json!({"format": "none"}),
        json!({"format": "android-key", "x5c": ["AAECAw==", "BAUG"]}),
        json!({"format": "apple-appattest", "object": "AAEC", "key_id": "AAECAwQF"}),
    ]
}

fn pushes() -> [Value; 2] {
    [json!({"provider": "fcm", "token": "t"}), json!({"provider": "none"})]
}

fn what_it_can() -> Value {
    json!({
        "core_version": "1.0.0",
        "protocol_versions": ["1"],
        "authorization_details_types": ["payment_initiation"],
        "templates": ["1"],
        "locales": ["en"],
    })
}

fn registration(attestation: Value) -> Value {
    let claims = json!({
        "offer": "offer-1",
        "nonce": NONCE,
        "transport_jwk": bare(&Key::numbered(2)),
        "approval_jwk": bare(&approval()),
        "attestation": attestation,
        "device": {"model": "Phone", "os": "None 1"},
        "capabilities": what_it_can(),
        "push": {"provider": "apns", "token": "t"},
    });
    living(&approval().kid(), ISSUER, claims)
}

fn takes_registration(claims: &Value) -> bool {
    let token = approval().token(Typ::DeviceRegistration, claims);
    let key = Registration::claimed_key(&token);
    key.is_ok_and(|key| {
        key == *approval().public_key()
            && read(Typ::DeviceRegistration, claims, |token| Registration::read(token, key))
    })
}

fn registration_receipt() -> Value {
    let claims = json!({
        "offer": "offer-1",
        "registration_hash": sha256_base64url(b"registration"),
        "device_id": DEVICE,
        "sub": "account-1",
        "enrolment": "enrolment-1-that-nobody-guesses",
        "account": "Current account",
        "state": "pending",
    });
    lasting(ISSUER, &approval().kid(), claims)
}

fn proof() -> Value {
    json!({
        "jti": "token-1", "htm": "GET", "htu": "https://as.bank.example/ad/device", "iat": IAT,
        "nonce": NONCE, "ath": sha256_base64url(b"access"),
    })
}

fn takes_proof(claims: &Value) -> bool {
    let header = json!({"typ": "dpop+jwt", "alg": "ES256", "jwk": bare(&approval())});
    let proof = approval().jws(&header.to_string(), claims.to_string());
    let (url, access_token) = ("https://as.bank.example/ad/device", Some("access"));
    read_dpop(&proof, &DpopTarget { method: "GET", url, access_token, nonce: None }).is_ok()
}

fn decision(claims: Value) -> Value {
    let common = json!({
        "exp": EXP,
        "nonce": NONCE,
        "request": "request-1",
        "request_hash": sha256_base64url(b"request"),
        "display": {
            "hash": sha256_base64url(b"rows"), "template": "1", "locale": "en", "time_zone": "UTC",
        },
    });
    lasting(DEVICE, ISSUER, merged(common, claims))
}

fn approval_with(amr: Value) -> Value {
    decision(json!({
        "selection": [{"detail": 0, "accounts": ["acc-1"]}],
        "number": "4711",
        "amr": amr,
        "integrity": {"format": "play-integrity", "token": "t"},
    }))
}

fn denial() -> Value {
    decision(json!({"reason": "changed_mind"}))
}

fn receipt() -> Value {
    let claims = json!({
        "request": "request-1",
        "decision_jti": denial()["jti"],
        "decision_hash": sha256_base64url(sent().as_bytes()),
        "outcome": "recorded",
    });
    lasting(ISSUER, DEVICE, claims)
}

fn status() -> Value {
    let claims = json!({"request": "request-1", "status": "decided", "receipt": "a.b.c"});
    living(ISSUER, DEVICE, claims)
}

fn capabilities() -> Value {
    living(DEVICE, ISSUER, json!({"capabilities": what_it_can()}))
}

fn report() -> Value {
    living(DEVICE, ISSUER, json!({"request": "request-1", "reason": "not_me"}))
}

fn device_keys() -> Value {
    let (transport, approval) = (Key::numbered(2).kid(), approval().kid());
    let claims = json!({"nonce": NONCE, "transport": transport, "approval": approval});
    living(ISSUER, DEVICE, claims)
}

fn rotations() -> [Value; 2] {
    let rotation = |role: &str| json!({"challenge": "c", "role": role, "jwk": bare(&Key::numbered(3)), "proof": "p"});
    let approval = merged(rotation("approval"), json!({"attestation": {"format": "none"}}));
    [rotation("transport"), approval].map(|claims| living(DEVICE, ISSUER, claims))
}

/// As the AS reads it: by the role of the key that signed it, which is to be the one it names.
fn takes_rotation(claims: &Value) -> bool {
    [KeyPurpose::Transport, KeyPurpose::Approval].into_iter().any(|purpose| {
        read(Typ::DeviceKeyRotation, claims, |token| match KeyRotation::read(token, purpose)? {
            rotation if rotation.is_for(purpose) => Ok(()),
            _ => Err(JoseError::Party),
        })
    })
}

fn key_proof() -> Value {
    let claims = json!({
        "device": DEVICE, "nonce": NONCE, "replaces": approval().kid(), "role": "transport",
    });
    living(&Key::numbered(3).kid(), ISSUER, claims)
}

fn takes_key_proof(claims: &Value) -> bool {
    let (old, new) = (approval(), Key::numbered(3));
    let expected = KeyProof {
        issuer: ISSUER,
        device: DEVICE,
        new: new.public_key(),
        old: old.public_key(),
        purpose: KeyPurpose::Transport,
        nonce: NONCE,
        exp: UnixSeconds(IAT + 600),
    };
    expected.check(&new.token(Typ::DeviceKeyProof, claims)).is_ok()
}

fn key_receipt() -> Value {
    let claims = json!({
        "rotation_hash": sha256_base64url(b"rotation"),
        "role": "transport",
        "key": Key::numbered(3).kid(),
        "retired": approval().kid(),
    });
    lasting(ISSUER, DEVICE, claims)
}

fn notice() -> Value {
    json!({"countersign": "1", "enrolment": "enrolment-1", "request": "request-1"})
}
