//! Each claim missing, of another type, of another value.

use super::world::{Asked, Waiting, World};
use super::{
    CLAIMS, Comes, DISPLAY, ENDS_DISPLAY, ENDS_HASH, ENDS_NONCE, ENDS_NUMBER, ENDS_SELECTION, HASH,
    NONCE, PRESENTATION, TIME,
};
use countersign_protocol::jose::Typ;
use countersign_testing::Key;
use serde_json::{Value, json};

/// Takes the claim away.
const GONE: &str = "";

/// A claim, the JSON that is put there, and what an approval and a denial come to by it.
type Row = (&'static str, String, Comes, Comes);

fn both(pointer: &'static str, wrong: &[&str]) -> Vec<Row> {
    let row = |json: &&str| (pointer, (*json).to_owned(), CLAIMS, CLAIMS);
    wrong.iter().map(row).collect()
}

fn text(length: usize) -> String {
    format!("\"{}\"", "A".repeat(length))
}

/// The bank's clock stands at 1772442000, and the request lives for 300 seconds.
fn of_both() -> Vec<Row> {
    let mut rows = Vec::new();
    for pointer in ["/iss", "/aud", "/jti", "/nonce", "/request", "/request_hash"] {
        rows.extend(both(pointer, &[GONE, "null", "1", "true", "[]", "{}", r#""""#]));
    }
    rows.extend(both("/iss", &[r#""another-device""#, r#"["x"]"#]));
    rows.extend(both(
        "/aud",
        &[r#""https://another.example""#, r#""https://as.bank.example/""#, r#"["x","y"]"#],
    ));
    rows.extend(both("/jti", &[r#""with space""#, r#""a/b""#, r#""\u00e4""#, r#""a\u0000b""#]));
    rows.extend(both("/request", &[r#""another-request""#, r#""with space""#]));
    rows.extend(both(
        "/iat",
        &[
            GONE,
            "null",
            r#""1772442000""#,
            "1772442000.0",
            "1772442000.5",
            "1.772442e9",
            "-1",
            "-0",
            "9007199254740993",
            "[]",
            "true",
        ],
    ));
    for late_or_early in ["1772442061", "1772441939", "0", "1772442300"] {
        rows.push(("/iat", late_or_early.to_owned(), TIME, TIME));
    }
    rows.extend(both(
        "/exp",
        &[
            GONE,
            "null",
            r#""1772442300""#,
            "1772442301",
            "1772442299",
            "1772442000",
            "0",
            "-1",
            "1772442300.0",
            "1.7724423e9",
            "9007199254740993",
        ],
    ));
    for long in ["/jti", "/nonce"] {
        rows.push((long, text(129), CLAIMS, CLAIMS));
    }
    for other in [text(22), text(1), text(128)] {
        rows.push(("/nonce", other, ENDS_NONCE, NONCE));
    }
    rows.push(("/request_hash", text(44), CLAIMS, CLAIMS));
    for other in [text(43), text(1), text(42)] {
        rows.push(("/request_hash", other, ENDS_HASH, HASH));
    }
    rows.extend(both("/display", &["null", "1", r#""x""#, "[]", "{}"]));
    for pointer in ["/display/hash", "/display/template", "/display/locale", "/display/time_zone"] {
        rows.extend(both(pointer, &[GONE, "null", "1", "[]", r#""""#]));
    }
    rows.push(("/display/hash", text(44), CLAIMS, CLAIMS));
    rows.push(("/display/template", text(17), CLAIMS, CLAIMS));
    rows.push(("/display/locale", text(65), CLAIMS, CLAIMS));
    rows.push(("/display/time_zone", text(65), CLAIMS, CLAIMS));
    rows.push(("/display/hash", text(43), ENDS_DISPLAY, DISPLAY));
    rows.push(("/display/hash", text(1), ENDS_DISPLAY, DISPLAY));
    for unlisted in ["/unlisted", "/sub", "/nbf", "/client_id", "/display/unlisted", "/ISS"] {
        rows.extend(both(unlisted, &["1", "null"]));
    }
    rows
}

fn of_approvals() -> Vec<(Asked, &'static str, String, Comes)> {
    use Asked::{Accounts, Number, Payment};
    let mut rows = Vec::new();
    let mut claims = |asked: Asked, pointer: &'static str, wrong: &[&str], comes: Comes| {
        rows.extend(wrong.iter().map(|json| (asked, pointer, (*json).to_owned(), comes)));
    };
    claims(Payment, "/display", &[GONE], CLAIMS);
    claims(
        Payment,
        "/display/template",
        &[r#""2""#, r#""1.0""#, r#""01""#, r#"" 1""#],
        PRESENTATION,
    );
    claims(Payment, "/display/locale", &[r#""it""#, r#""en-GB""#, r#""EN""#], PRESENTATION);
    claims(
        Payment,
        "/amr",
        &[
            GONE,
            "null",
            r#""hwk""#,
            "[]",
            r#"["hwk"]"#,
            r#"["user"]"#,
            r#"["user","hwk"]"#,
            r#"["hwk","user","pin"]"#,
            r#"["hwk","user","fpt","face"]"#,
            r#"["pwd","user"]"#,
            r#"["HWK","user"]"#,
            r#"[1,"user"]"#,
            r#"["hwk","user","user"]"#,
        ],
        CLAIMS,
    );
    claims(Payment, "/reason", &[r#""not_me""#, "null"], CLAIMS);
    claims(
        Payment,
        "/integrity",
        &[
            "null",
            "1",
            "{}",
            r#"{"format":"x"}"#,
            r#"{"token":"x"}"#,
            r#"{"format":1,"token":"x"}"#,
            r#"{"format":"x","token":"x","y":1}"#,
        ],
        CLAIMS,
    );
    claims(
        Accounts,
        "/selection",
        &[
            "null",
            "1",
            "{}",
            r#""a""#,
            "[1]",
            "[{}]",
            r#"[{"detail":0}]"#,
            r#"[{"accounts":["a"]}]"#,
            r#"[{"detail":"0","accounts":["a"]}]"#,
            r#"[{"detail":-1,"accounts":["a"]}]"#,
            r#"[{"detail":0.0,"accounts":["a"]}]"#,
            r#"[{"detail":0,"accounts":"a"}]"#,
            r#"[{"detail":0,"accounts":[1]}]"#,
            r#"[{"detail":0,"accounts":["a"],"x":1}]"#,
        ],
        CLAIMS,
    );
    claims(
        Accounts,
        "/selection",
        &[
            GONE,
            "[]",
            r#"[{"detail":0,"accounts":[]}]"#,
            r#"[{"detail":0,"accounts":["c"]}]"#,
            r#"[{"detail":0,"accounts":["A"]}]"#,
            r#"[{"detail":0,"accounts":["a","b"]}]"#,
            r#"[{"detail":0,"accounts":["a","a"]}]"#,
            r#"[{"detail":1,"accounts":["a"]}]"#,
            r#"[{"detail":0,"accounts":["a"]},{"detail":0,"accounts":["b"]}]"#,
            r#"[{"detail":0,"accounts":["a"]},{"detail":1,"accounts":["b"]}]"#,
        ],
        ENDS_SELECTION,
    );
    // Offered, and not what the hash of the display says was chosen.
    claims(Accounts, "/selection", &[r#"[{"detail":0,"accounts":["b"]}]"#], ENDS_DISPLAY);
    claims(Payment, "/selection", &["[]", r#"[{"detail":0,"accounts":["a"]}]"#], ENDS_SELECTION);
    claims(
        Number,
        "/number",
        &[
            "null",
            "12",
            "true",
            r#""""#,
            r#""1234567""#,
            r#""1a""#,
            r#"" 1""#,
            r#""-1""#,
            r#""\uff11\uff12""#,
            r#"["12"]"#,
        ],
        CLAIMS,
    );
    // The right number has two digits.
    claims(Number, "/number", &[GONE, r#""1""#, r#""123""#, r#""000000""#], ENDS_NUMBER);
    claims(Payment, "/number", &[r#""12""#], ENDS_NUMBER);
    rows
}

fn of_denials() -> Vec<Row> {
    let mut rows = both(
        "/reason",
        &[GONE, "null", "1", r#""""#, r#""other""#, r#""NOT_ME""#, r#"["not_me"]"#, r#""not_me ""#],
    );
    rows.extend(both("/amr", &[r#"["hwk","user"]"#]));
    rows.extend(both("/number", &[r#""12""#]));
    rows.extend(both("/selection", &["[]", r#"[{"detail":0,"accounts":["a"]}]"#]));
    rows.extend(both("/integrity", &[r#"{"format":"x","token":"y"}"#]));
    rows
}

/// Puts a JSON text at a pointer, character by character as it is written.
fn put(claims: &Value, pointer: &str, json: &str) -> Vec<u8> {
    let mut claims = claims.clone();
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    let object = claims.pointer_mut(parent).unwrap().as_object_mut().unwrap();
    if json == GONE {
        assert!(object.remove(name).is_some() || name == "selection", "{pointer}");
        return claims.to_string().into_bytes();
    }
    object.insert(name.to_owned(), json!("\u{1}PUT\u{1}"));
    let mark = serde_json::to_string("\u{1}PUT\u{1}").unwrap();
    claims.to_string().replace(&mark, json).into_bytes()
}

fn token(claims: &Value, typ: Typ, key: &Key, pointer: &str, json: &str) -> Vec<u8> {
    use countersign_protocol::jose::Signer as _;
    let header = json!({"alg": "ES256", "typ": typ.as_str(), "kid": key.kid()}).to_string();
    super::world::sign(&header, &put(claims, pointer, json), key)
}

#[tokio::test]
async fn an_approval_with_one_wrong_claim() {
    let mut world = World::open().await;
    let common = of_both().into_iter();
    let rows = common.map(|(at, json, comes, _)| (Asked::Payment, at, json, comes));

    for (asked, at, json, comes) in rows.chain(of_approvals()) {
        let make = |world: &World, waiting: &Waiting| {
            let claims = world.approval(waiting);
            token(&claims, Typ::ConsentApproval, &world.phone.approval, at, &json)
        };
        let name = format!("{asked:?} {at} {json}");
        world.row(&name, asked, Typ::ConsentApproval, make, comes).await;
    }

    assert!(world.rows > 150, "{}", world.rows);
}

#[tokio::test]
async fn a_denial_with_one_wrong_claim() {
    let mut world = World::open().await;

    for (at, json, _, comes) in of_both().into_iter().chain(of_denials()) {
        let make = |world: &World, waiting: &Waiting| {
            let claims = world.denial(waiting);
            token(&claims, Typ::ConsentDenial, &world.phone.transport, at, &json)
        };
        world.row(&format!("{at} {json}"), Asked::Payment, Typ::ConsentDenial, make, comes).await;
    }

    assert!(world.rows > 100, "{}", world.rows);
}

#[tokio::test]
async fn what_is_unusual_and_right_is_recorded() {
    let world = World::open().await;
    let rows = [
        (Asked::Payment, "/iat", "1772442060"),
        (Asked::Payment, "/iat", "1772441940"),
        (Asked::Payment, "/display/locale", r#""de""#),
        (Asked::Payment, "/display/time_zone", r#""Asia/Tokyo""#),
        (Asked::Payment, "/amr", r#"["hwk","user","face"]"#),
        (Asked::Payment, "/integrity", r#"{"format":"play","token":"x"}"#),
        (Asked::Number, "/jti", r#""a""#),
        (Asked::Accounts, "/jti", r#""b.c_d~e-f""#),
    ];

    for (asked, at, json) in rows {
        let waiting = world.ask(asked).await;
        let claims = world.approval(&waiting);
        let token = token(&claims, Typ::ConsentApproval, &world.phone.approval, at, json);
        let answer = world.post(&waiting.answering, Typ::ConsentApproval, token).await;

        assert_eq!(answer.status, 200, "{at} {json}: {}", answer.text());
    }
}
