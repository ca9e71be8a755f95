//! What a phone fetches, reads and decides (docs/protocol.md §4, §5).

use super::{Phone, fresh};
use crate::claims_of;
use crate::http::Answer;
use countersign_protocol::consent::words::Language;
use countersign_protocol::consent::{
    Addressee, ConsentRequest, Presentation, Reading, Selection, Template, Types, View,
};
use countersign_protocol::jose::{Typ, Unverified};
use serde_json::{Value, json};

impl Phone {
    /// The ids of what waits.
    pub async fn pending(&self) -> Vec<String> {
        let answer = self.get("/ad/requests").await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        let ids = answer.json();
        let ids = ids["requests"].as_array().unwrap();
        ids.iter().map(|entry| entry["id"].as_str().unwrap().to_owned()).collect()
    }

    /// The only request that waits, fetched and read.
    pub async fn open(&self) -> Answering {
        let ids = self.pending().await;
        assert_eq!(ids.len(), 1);
        self.fetch(&ids[0]).await
    }

    pub async fn fetch(&self, id: &str) -> Answering {
        self.fetch_in(id, Language::English, Types::default()).await
    }

    /// The same on a phone in this language that can show these types.
    pub async fn fetch_in(&self, id: &str, language: Language, types: Types) -> Answering {
        self.read_in(&self.fetch_token(id).await, language, types, Template::CURRENT)
    }

    /// The same on a phone that shows it by this template.
    pub async fn fetch_by(&self, id: &str, template: Template) -> Answering {
        let token = self.fetch_token(id).await;
        self.read_in(&token, Language::English, Types::default(), template)
    }

    async fn fetch_token(&self, id: &str) -> String {
        let answer = self.get(&format!("/ad/requests/{id}")).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.text().to_owned()
    }

    /// A request, verified and read.
    pub fn read(&self, token: &str) -> Answering {
        self.read_in(token, Language::English, Types::default(), Template::CURRENT)
    }

    fn read_in(
        &self,
        token: &str,
        language: Language,
        types: Types,
        template: Template,
    ) -> Answering {
        let verified = Unverified::parse(token, &[Typ::ConsentRequest]).unwrap();
        let verified = verified.verify(&self.as_key).unwrap();
        let to = Addressee { issuer: &self.issuer, device: &self.device, account: &self.sub };
        let presentation = Presentation { language, time_zone: "Europe/Berlin".to_owned(), types };
        let read = ConsentRequest::read_by(template, &verified, &to, &presentation);
        Answering { request: read.unwrap() }
    }

    /// The claims of an approval with this selection.
    pub fn approval(&self, answering: &Answering, selection: &Selection) -> Value {
        let mut claims = self.decision(answering);
        let display = answering.view().display_hash(selection).unwrap();
        claims["display"] = shown(answering.view(), &display);
        claims["amr"] = json!(["swk", "user"]);
        if !selection.is_empty() {
            claims["selection"] = serde_json::to_value(selection).unwrap();
        }
        claims
    }

    /// The claims of a denial after the request was shown.
    pub fn denial(&self, answering: &Answering, reason: &str) -> Value {
        let mut claims = self.decision(answering);
        let view = answering.view();
        claims["display"] = shown(view, &view.display_hash_of_denial());
        claims["reason"] = json!(reason);
        claims
    }

    /// What approvals and denials have in common.
    pub fn decision(&self, answering: &Answering) -> Value {
        let request = &answering.request;
        json!({
            "iss": self.device, "aud": self.issuer, "jti": fresh(),
            "iat": self.now(), "exp": request.expires_at(),
            "nonce": request.nonce(), "request": request.id(), "request_hash": request.hash(),
        })
    }

    pub async fn approve(&self, answering: &Answering) -> Answer {
        let claims = self.approval(answering, &Selection::default());
        self.send_approval(answering, &claims).await
    }

    pub async fn deny(&self, answering: &Answering, reason: &str) -> Answer {
        let claims = self.denial(answering, reason);
        let token = self.transport.token(Typ::ConsentDenial, &claims);
        self.send_decision(answering, Typ::ConsentDenial, &token).await
    }

    pub async fn send_approval(&self, answering: &Answering, claims: &Value) -> Answer {
        let token = self.approval.token(Typ::ConsentApproval, claims);
        self.send_decision(answering, Typ::ConsentApproval, &token).await
    }

    pub async fn send_decision(&self, answering: &Answering, typ: Typ, token: &str) -> Answer {
        let path = format!("/ad/requests/{}/decision", answering.id());
        self.send("POST", &path, &typ.media_type(), token).await
    }

    /// What became of a request, as the server says it.
    pub async fn status(&self, answering: &Answering) -> Value {
        let answer = self.get(&format!("/ad/requests/{}/status", answering.id())).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        claims_of(answer.text())
    }
}

fn shown(view: &View, hash: &str) -> Value {
    let (template, locale) = (view.template, view.locale);
    json!({"hash": hash, "template": template, "locale": locale, "time_zone": "Europe/Berlin"})
}

/// A request that the phone has fetched.
pub struct Answering {
    pub request: ConsentRequest,
}

impl Answering {
    pub fn id(&self) -> &str {
        self.request.id()
    }

    pub fn view(&self) -> &View {
        match self.request.reading() {
            Reading::Shown(view) => view,
            Reading::NotShown(problem) => panic!("not shown: {problem:?}"),
        }
    }
}
