//! `show-consents`: what a phone shows of consent requests, for whoever wants to check it.
//!
//! Reads from each line of standard input `{"claims": {…}, "language": "de", "time_zone":
//! "Europe/Berlin"}`, where the claims are those that make up what is asked (docs/protocol.md
//! §4.2), and answers on a line of standard output: `{"view", "rows", "hash"}`, the hash being that
//! of a denial, or `{"problem"}`. Between the two the request is signed, verified and read as any.

use countersign_gateway::keys::MemoryKey;
use countersign_protocol::consent::words::Language;
use countersign_protocol::consent::{
    Addressee, ConsentRequest, Presentation, Reading, Row, Types, View,
};
use countersign_protocol::jose::{Draft, Signer as _, Typ, Unverified};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use std::error::Error;
use std::io::{BufRead as _, Write as _};

#[derive(Deserialize)]
struct Asked<'a> {
    #[serde(borrow)]
    claims: &'a RawValue,
    language: String,
    time_zone: String,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Answer<'a> {
    Shown { view: &'a View, rows: &'a [Row], hash: String },
    NotShown { problem: &'a countersign::consent::Problem },
}

const TO: Addressee<'_> =
    Addressee { issuer: "https://as.bank.example", device: "device-1", account: "account-1" };

fn main() -> Result<(), Box<dyn Error>> {
    let key = MemoryKey::generate()?;
    let types = Types::default();
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for line in std::io::stdin().lock().lines() {
        let line = line?;
        let asked: Asked<'_> = serde_json::from_str(&line)?;
        let request = read(&key, &asked, &types)?;
        let answer = match request.reading() {
            Reading::Shown(view) => {
                let hash = view.display_hash_of_denial();
                Answer::Shown { view, rows: view.rows(), hash }
            }
            Reading::NotShown(problem) => Answer::NotShown { problem },
        };
        serde_json::to_writer(&mut out, &answer)?;
        writeln!(out)?;
    }
    Ok(out.flush()?)
}

/// Signs a request and reads it as the device it is for does.
fn read(
    key: &MemoryKey,
    asked: &Asked<'_>,
    types: &Types,
) -> Result<ConsentRequest, Box<dyn Error>> {
    // Spliced as text: a number must reach the device as it was written.
    let members = asked.claims.get().trim_start_matches('{');
    let claims = RawValue::from_string(format!(
        r#"{{"iss":"{}","aud":"{}","sub":"{}","jti":"request-1","iat":1795000000,"exp":1795000300,"ver":"1","nonce":"AAECAwQFBgcICQoLDA0ODw",{members}"#,
        TO.issuer, TO.device, TO.account
    ))?;
    let token = Draft::new(Typ::ConsentRequest, &key.kid(), &claims).sign(key)?;
    let verified = Unverified::parse(&token, &[Typ::ConsentRequest])?.verify(key.public_key())?;
    let presentation = Presentation {
        language: Language::of_tag(&asked.language).ok_or("not a language of a view")?,
        time_zone: asked.time_zone.clone(),
        types: types.clone(),
    };
    Ok(ConsentRequest::read(&verified, &TO, &presentation)?)
}
