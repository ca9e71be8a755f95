//! Headers, signatures and bytes: what is refused before anybody looks at the claims.

use super::world::{Asked, Waiting, World, sign};
use super::{CLAIMS, Comes, FORM, KEY, SIGNATURE, SIZE, TYPE};
use countersign_protocol::jose::{Signer, Typ, base64url};
use countersign_testing::Key;
use serde_json::{Value, json};

const APPROVAL: Typ = Typ::ConsentApproval;
const DENIAL: Typ = Typ::ConsentDenial;

fn header(typ: &str, kid: &str) -> Value {
    json!({"alg": "ES256", "typ": typ, "kid": kid})
}

fn payload(claims: &Value) -> Vec<u8> {
    claims.to_string().into_bytes()
}

#[tokio::test]
async fn a_header_with_one_wrong_member() {
    let mut world = World::open().await;
    let kid = world.phone.approval.kid();
    let right = header("consent-approval+jwt", &kid).to_string();
    let with = |name: &str, value: Value| {
        let mut header = header("consent-approval+jwt", &kid);
        header[name] = value;
        header.to_string()
    };
    let without = |name: &str| {
        let mut header = header("consent-approval+jwt", &kid);
        header.as_object_mut().unwrap().remove(name);
        header.to_string()
    };
    let jwk = json!(world.phone.approval.public_key().jwk());
    let mut rows: Vec<(String, Comes)> = vec![
        (without("alg"), FORM),
        (without("typ"), FORM),
        (without("kid"), FORM),
        (with("alg", json!(null)), FORM),
        (with("alg", json!("")), FORM),
        (with("alg", json!(["ES256"])), FORM),
        (with("typ", json!(null)), FORM),
        (with("typ", json!("")), FORM),
        (with("kid", json!(null)), FORM),
        (with("kid", json!("")), FORM),
        (with("kid", json!(1)), FORM),
        (with("crit", json!(["b64"])), FORM),
        (with("b64", json!(false)), FORM),
        (with("cty", json!("jwt")), FORM),
        (with("x5c", json!(["AAAA"])), FORM),
        (with("x5u", json!("https://another.example/x")), FORM),
        (with("jku", json!("https://another.example/keys")), FORM),
        (with("jwk", jwk), FORM),
        (with("jwk", json!({})), FORM),
        (with("zip", json!("DEF")), FORM),
        (right.replacen(r#""alg":"ES256""#, r#""alg":"ES256","alg":"ES256""#, 1), FORM),
        (right.replacen(r#""alg""#, r#""\u0061lg":"none","alg""#, 1), FORM),
        (format!("[{right}]"), FORM),
        (format!("{right} {right}"), FORM),
        (format!("\u{feff}{right}"), FORM),
        (right.replacen('}', ",}", 1), FORM),
    ];
    for alg in ["none", "None", "HS256", "RS256", "PS256", "ES384", "ES512", "EdDSA", "es256"] {
        rows.push((with("alg", json!(alg)), SIGNATURE));
    }
    for typ in [
        "JWT",
        "jwt",
        "CONSENT-APPROVAL+JWT",
        "application/consent-approval+jwt",
        "consent-approval+jwt ",
        "consent-approval",
        "consent-request+jwt",
        "consent-receipt+jwt",
        "consent-status+jwt",
        "consent-denial+jwt",
        "device-registration+jwt",
        "device-assertion+jwt",
        "device-report+jwt",
        "dpop+jwt",
        "jwk-set+jwt",
        "enrolment-offer+jwt",
    ] {
        rows.push((with("typ", json!(typ)), TYPE));
    }
    for kid in ["another-key", &"A".repeat(43), &world.phone.device] {
        rows.push((with("kid", json!(kid)), KEY));
    }

    for (header, comes) in rows {
        let make = |world: &World, waiting: &Waiting| {
            sign(&header, &payload(&world.approval(waiting)), &world.phone.approval)
        };
        world.row(&header, Asked::Payment, APPROVAL, make, comes).await;
    }
}

#[tokio::test]
async fn a_key_in_the_wrong_place() {
    let mut world = World::open().await;
    let phone = (world.phone.approval.clone(), world.phone.transport.clone());
    let other = world.bank.phone_of("another", 40).await;
    let (request, vouching) = (world.bank.request.clone(), world.bank.vouching.clone());
    let (approve, deny) = ("consent-approval+jwt", "consent-denial+jwt");
    // The key that the header names, the one that signs, what is signed and announced.
    let rows: [(&str, &Key, &Key, &str, Typ, Comes); 14] = [
        ("an approval by the transport key", &phone.1, &phone.1, approve, APPROVAL, TYPE),
        ("in the transport key's name", &phone.1, &phone.0, approve, APPROVAL, TYPE),
        ("in the approval key's name", &phone.0, &phone.1, approve, APPROVAL, SIGNATURE),
        ("a denial in the transport key's name", &phone.1, &phone.0, deny, DENIAL, SIGNATURE),
        ("a denial in the approval key's name", &phone.0, &phone.1, deny, DENIAL, SIGNATURE),
        (
            "by another device's approval key",
            &other.approval,
            &other.approval,
            approve,
            APPROVAL,
            KEY,
        ),
        (
            "by another device's transport key",
            &other.transport,
            &other.transport,
            deny,
            DENIAL,
            KEY,
        ),
        ("signed by another device", &phone.0, &other.approval, approve, APPROVAL, SIGNATURE),
        ("by the bank's request key", &request, &request, approve, APPROVAL, KEY),
        ("by the bank's vouching key", &vouching, &vouching, approve, APPROVAL, KEY),
        ("signed by the bank's request key", &phone.0, &request, approve, APPROVAL, SIGNATURE),
        ("a denial announced as an approval", &phone.1, &phone.1, deny, APPROVAL, TYPE),
        ("an approval announced as a denial", &phone.0, &phone.0, approve, DENIAL, TYPE),
        ("a denial by the bank", &request, &request, deny, DENIAL, KEY),
    ];

    for (name, named, signs, typ, announced, comes) in rows {
        let header = header(typ, &named.kid()).to_string();
        let make = |world: &World, waiting: &Waiting| {
            let claims =
                if typ == approve { world.approval(waiting) } else { world.denial(waiting) };
            sign(&header, &payload(&claims), signs)
        };
        world.row(name, Asked::Payment, announced, make, comes).await;
    }
}

#[tokio::test]
async fn a_payload_that_is_no_object_of_claims() {
    let mut world = World::open().await;
    let header = header("consent-approval+jwt", &world.phone.approval.kid()).to_string();
    type Make = fn(String) -> Vec<u8>;
    let rows: [(&str, Make, Comes); 14] = [
        ("empty object", |_| b"{}".to_vec(), CLAIMS),
        ("array", |claims| format!("[{claims}]").into_bytes(), FORM),
        ("string", |_| br#""claims""#.to_vec(), FORM),
        ("null", |_| b"null".to_vec(), FORM),
        ("empty", |_| Vec::new(), FORM),
        ("twice the nonce", |claims| claims.replacen('{', r#"{"nonce":"x","#, 1).into(), FORM),
        (
            "twice by an escape",
            |claims| claims.replacen('{', r#"{"\u0069ss":"x","#, 1).into(),
            FORM,
        ),
        (
            "twice inside display",
            |claims| claims.replacen(r#""display":{"#, r#""display":{"hash":"x","#, 1).into(),
            FORM,
        ),
        ("two objects", |claims| format!("{claims}{claims}").into_bytes(), FORM),
        ("trailing comma", |claims| claims.replacen("\"}", "\",}", 1).into_bytes(), FORM),
        ("byte order mark", |claims| format!("\u{feff}{claims}").into_bytes(), FORM),
        (
            "not UTF-8",
            |claims| [claims.as_bytes(), b"\xff"].concat().into_iter().rev().collect(),
            FORM,
        ),
        ("lone surrogate", |claims| claims.replacen('{', r#"{"x":"\ud800","#, 1).into(), FORM),
        (
            "seventeen deep",
            |claims| {
                let deep = format!("{{\"x\":{}{},", "[".repeat(16), "]".repeat(16));
                claims.replacen('{', &deep, 1).into()
            },
            FORM,
        ),
    ];

    for (name, make, comes) in rows {
        let make = |world: &World, waiting: &Waiting| {
            let payload = make(world.approval(waiting).to_string());
            sign(&header, &payload, &world.phone.approval)
        };
        world.row(name, Asked::Payment, APPROVAL, make, comes).await;
    }
}

#[tokio::test]
async fn bytes_that_were_changed_on_the_way() {
    let mut world = World::open().await;
    type Change = fn(&str, &str, &str) -> Vec<u8>;
    let rows: [(&str, Change, Comes); 22] = [
        ("nothing", |_, _, _| Vec::new(), FORM),
        ("rubbish", |_, _, _| b"rubbish".to_vec(), FORM),
        ("not text", |_, _, _| vec![0xff, 0xfe, b'.', b'.'], FORM),
        ("no signature", |h, p, _| format!("{h}.{p}.").into(), FORM),
        ("two parts", |h, p, _| format!("{h}.{p}").into(), FORM),
        ("four parts", |h, p, s| format!("{h}.{p}.{s}.{s}").into(), FORM),
        ("padding", |h, p, s| format!("{h}.{p}.{s}==").into(), FORM),
        ("a line end", |h, p, s| format!("{h}.{p}.{s}\n").into(), FORM),
        ("a space before", |h, p, s| format!(" {h}.{p}.{s}").into(), FORM),
        ("plain base64", |h, p, s| format!("{h}.{p}.+/{}", &s[2..]).into(), FORM),
        ("signature cut", |h, p, s| format!("{h}.{p}.{}", &s[..84]).into(), FORM),
        ("signature longer", |h, p, s| format!("{h}.{p}.{s}AA").into(), FORM),
        ("DER signature", |h, p, s| format!("{h}.{p}.MEQC{s}").into(), FORM),
        ("zero signature", |h, p, _| format!("{h}.{p}.{}", "A".repeat(86)).into(), SIGNATURE),
        (
            "signature of ones",
            |h, p, _| format!("{h}.{p}.{}", base64url(&[0xff; 64])).into(),
            SIGNATURE,
        ),
        (
            "r and s changed places",
            |h, p, s| {
                let raw = countersign_protocol::jose::from_base64url(s).unwrap();
                let turned = [&raw[32..], &raw[..32]].concat();
                format!("{h}.{p}.{}", base64url(&turned)).into()
            },
            SIGNATURE,
        ),
        (
            "one bit of the signature",
            |h, p, s| {
                let mut raw = countersign_protocol::jose::from_base64url(s).unwrap();
                raw[40] ^= 1;
                format!("{h}.{p}.{}", base64url(&raw)).into()
            },
            SIGNATURE,
        ),
        (
            "one claim under the old signature",
            |h, p, s| {
                let payload = countersign_protocol::jose::from_base64url(p).unwrap();
                let payload = String::from_utf8(payload).unwrap().replace("Berlin", "London");
                format!("{h}.{}.{s}", base64url(payload.as_bytes())).into()
            },
            SIGNATURE,
        ),
        (
            "white space in the payload",
            |h, p, s| {
                let payload = countersign_protocol::jose::from_base64url(p).unwrap();
                format!("{h}.{}.{s}", base64url(&[payload.as_slice(), b" "].concat())).into()
            },
            SIGNATURE,
        ),
        (
            "the header written otherwise",
            |h, p, s| {
                let header = countersign_protocol::jose::from_base64url(h).unwrap();
                format!("{}.{p}.{s}", base64url(&[header.as_slice(), b" "].concat())).into()
            },
            SIGNATURE,
        ),
        (
            "as a JSON serialisation",
            |h, p, s| {
                json!({"protected": h, "payload": p, "signature": s}).to_string().into_bytes()
            },
            FORM,
        ),
        ("too long", |h, p, s| format!("{h}.{p}.{s}{}", "A".repeat(16_384)).into(), SIZE),
    ];

    for (name, change, comes) in rows {
        let make = |world: &World, waiting: &Waiting| {
            let token = world.signed(&world.phone.approval, APPROVAL, &world.approval(waiting));
            let token = String::from_utf8(token).unwrap();
            let parts: Vec<_> = token.split('.').collect();
            change(parts[0], parts[1], parts[2])
        };
        world.row(name, Asked::Payment, APPROVAL, make, comes).await;
    }
}
