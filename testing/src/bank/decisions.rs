//! Requests and decisions at the AS (docs/protocol.md §4, §5).

use super::reading::{last_part, parse};
use super::state::{RequestRow, State};
use crate::claims_of;
use crate::http::{Answer, Call};
use countersign_protocol::consent::words::Language;
use countersign_protocol::consent::{
    Addressee, ConsentRequest, Presentation, Reading, Selection, Types,
};
use countersign_protocol::jose::{Signer as _, Typ, Unverified, sha256_base64url};
use countersign_protocol::json::Json;
use serde_json::{Value, json};

impl State {
    pub(super) fn list(&mut self, call: &Call) -> Result<Answer, Answer> {
        let device = self.device(call)?;
        let mut waiting: Vec<_> = self
            .requests
            .iter()
            .filter(|((to, _), row)| *to == device && self.status_of(row) == "pending")
            .map(|((_, id), row)| (row.consent, json!({"id": id, "exp": row.expires_at})))
            .collect();
        waiting.sort_by_key(|(consent, _)| *consent);
        let waiting: Vec<_> = waiting.into_iter().map(|(_, item)| item).take(20).collect();
        let body = json!({"requests": waiting}).to_string();
        Ok(Answer::of(200, "application/json", body))
    }

    pub(super) fn give_request(&mut self, call: &Call) -> Result<Answer, Answer> {
        let device = self.device(call)?;
        let row = self.row(&device, last_part(&call.path))?;
        match self.status_of(row) {
            "pending" => Ok(Answer::of(200, &Typ::ConsentRequest.media_type(), row.token.clone())),
            "decided" | "answered_elsewhere" | "failed" => Err(Answer::error(409)),
            _ => Err(Answer::error(410)),
        }
    }

    /// The checks of docs/protocol.md §5.2.
    pub(super) fn decide(&mut self, call: &Call) -> Result<Answer, Answer> {
        let device = self.device(call)?;
        let id = call.path.split('/').nth_back(1).unwrap().to_owned();
        let decision = call.text();
        let approves = self.verify_decision(&device, &id, call)?;
        let row = self.row(&device, &id)?;
        if let Some((bytes, receipt)) = &row.decision {
            let same = *bytes == decision;
            let answer = Answer::of(200, &Typ::ConsentReceipt.media_type(), receipt.clone());
            return if same { Ok(answer) } else { Err(Answer::error(409)) };
        }
        match self.status_of(row) {
            "pending" => {}
            "answered_elsewhere" | "failed" => return Err(Answer::error(409)),
            _ => return Err(Answer::error(410)),
        }
        let claims = claims_of(&decision);
        let shown = claims["nonce"] == claims_of(&row.token)["nonce"]
            && claims["request_hash"] == sha256_base64url(row.token.as_bytes())
            && claims["display"]["hash"].as_str().map(str::to_owned)
                == self.display_hash(&row.token, &claims, approves)
            && (!approves || claims["number"].as_str() == row.number.as_deref());
        if !shown {
            if approves {
                self.requests.get_mut(&(device, id)).unwrap().status = "failed";
            }
            return Err(Answer::error(403));
        }
        self.record(&device, &id, decision)
    }

    fn verify_decision(&self, device: &str, id: &str, call: &Call) -> Result<bool, Answer> {
        let decision = call.text();
        let device_row = &self.devices[device];
        let media_type = call.header("content-type").unwrap_or_default();
        let approves = media_type == Typ::ConsentApproval.media_type();
        let typ = if approves { Typ::ConsentApproval } else { Typ::ConsentDenial };
        let parsed = parse(&decision, typ)?;
        let asked_at = claims_of(&self.row(device, id)?.token)["iat"].as_i64().unwrap_or_default();
        let retired = device_row.retired.iter().filter(|(_, _, at)| *at >= asked_at);
        let mut roles = vec![device_row.approval];
        roles.extend(retired.clone().filter(|(role, ..)| *role == "approval").map(|old| old.1));
        if !approves {
            roles.push(device_row.transport);
            roles.extend(retired.map(|old| old.1));
        }
        let key = roles.iter().find(|key| key.thumbprint() == parsed.kid());
        let refused = || Answer::error(403);
        parsed.verify(key.ok_or_else(refused)?).map_err(|_| refused())?;
        let claims = claims_of(&decision);
        let right =
            claims["iss"] == device && claims["aud"] == self.issuer && claims["request"] == id;
        if right { Ok(approves) } else { Err(refused()) }
    }

    fn record(&mut self, device: &str, id: &str, decision: String) -> Result<Answer, Answer> {
        let receipt = json!({
            "iss": self.issuer, "aud": device, "iat": self.now, "jti": self.id("receipt"),
            "request": id, "decision_jti": claims_of(&decision)["jti"],
            "decision_hash": sha256_base64url(decision.as_bytes()), "outcome": "recorded",
        });
        let receipt = self.sign(&self.request_key(), Typ::ConsentReceipt, receipt);
        let answer = Answer::of(200, &Typ::ConsentReceipt.media_type(), receipt.clone());
        let consent = self.row(device, id)?.consent;
        for ((other, _), row) in &mut self.requests {
            if row.consent == consent && other == device {
                row.decision = Some((decision.clone(), receipt.clone()));
                row.status = "decided";
            } else if row.consent == consent {
                row.status = "answered_elsewhere";
            }
        }
        Ok(answer)
    }

    pub(super) fn tell_status(&mut self, call: &Call) -> Result<Answer, Answer> {
        let device = self.device(call)?;
        let id = call.path.split('/').nth_back(1).unwrap().to_owned();
        let row = self.row(&device, &id)?;
        let mut claims = json!({
            "iss": self.issuer, "aud": device, "iat": self.now, "exp": self.now + 60,
            "request": id, "status": self.status_of(row),
        });
        if let Some((_, receipt)) = row.decision.as_ref().filter(|_| row.status == "decided") {
            claims["receipt"] = json!(receipt);
        }
        claims["jti"] = json!(self.id("status"));
        let token = self.sign(&self.request_key(), Typ::ConsentStatus, claims);
        Ok(Answer::of(200, &Typ::ConsentStatus.media_type(), token))
    }

    fn row(&self, device: &str, id: &str) -> Result<&RequestRow, Answer> {
        let key = (device.to_owned(), id.to_owned());
        self.requests.get(&key).ok_or_else(|| Answer::error(404))
    }

    fn status_of(&self, row: &RequestRow) -> &'static str {
        if row.status == "pending" && self.now >= row.expires_at { "expired" } else { row.status }
    }

    /// The hash of what the phone must have shown, by the AS's own reading of its own record.
    fn display_hash(&self, request: &str, decision: &Value, approves: bool) -> Option<String> {
        let claims = claims_of(request);
        let to = Addressee {
            issuer: claims["iss"].as_str()?,
            device: claims["aud"].as_str()?,
            account: claims["sub"].as_str()?,
        };
        let verified = Unverified::parse(request, &[Typ::ConsentRequest]).ok()?;
        let signer = self.request_keys.iter().find(|key| key.kid() == verified.kid())?;
        let verified = verified.verify(signer.public_key()).ok()?;
        let words = Presentation {
            language: Language::English,
            time_zone: "UTC".to_owned(),
            types: Types::default(),
        };
        let request = ConsentRequest::read(&verified, &to, &words).ok()?;
        let Reading::Shown(view) = request.reading() else { return None };
        if !approves {
            return Some(view.display_hash_of_denial());
        }
        let selection = match decision.get("selection") {
            None => Selection::default(),
            Some(json) => {
                Selection::from_json(Json::parse(json.to_string().as_bytes()).ok()?).ok()?
            }
        };
        view.display_hash(&selection).ok()
    }
}
