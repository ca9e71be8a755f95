//! What the AS answers, call by call (docs/protocol.md §2, §3, §6).

use super::reading::{key_in, last_part, parse};
use super::state::{DeviceRow, State};
use super::step::Step;
use crate::http::{Answer, Call};
use crate::{Key, claims_of, samples};
use countersign_protocol::jose::{DpopProof, DpopTarget, Typ, read_dpop, sha256_base64url};
use serde_json::{Value, json};
use std::collections::HashMap;

impl State {
    /// Answers as docs/protocol.md says; the error is an answer too.
    pub(super) fn answer(&mut self, step: Step, call: &Call) -> Result<Answer, Answer> {
        match step {
            Step::Discovery => Ok(self.json(200, self.discovery.clone())),
            Step::Keys => Ok(self.key_set()),
            Step::Offer => self.give_offer(call),
            Step::Registration => self.register(call),
            Step::Token => self.give_token(call),
            Step::List => self.list(call),
            Step::Request => self.give_request(call),
            Step::Decision => self.decide(call),
            Step::Status => self.tell_status(call),
            Step::DeviceState => self.tell_device(call),
            Step::Removal => {
                let device = self.device(call)?;
                self.devices.get_mut(&device).unwrap().state = "revoked";
                Ok(Answer::of(204, "text/plain", ""))
            }
            Step::DeviceKeys => self.tell_keys(call),
            Step::Rotation => self.rotate(call),
            Step::Push => self.change(call, Typ::DevicePush),
            Step::Capabilities => self.change(call, Typ::DeviceCapabilities),
            Step::Report => {
                let answer = self.change(call, Typ::DeviceReport)?;
                let claims = claims_of(&call.text());
                let device = claims["iss"].as_str().unwrap().to_owned();
                // Told twice, done once.
                if self.used.insert(format!("report {}", claims["jti"])) {
                    self.devices.get_mut(&device).unwrap().state = "blocked";
                }
                Ok(answer)
            }
            Step::Other => Err(Answer::error(404)),
        }
    }

    fn json(&self, status: u16, mut members: Value) -> Answer {
        if let Some(change) = &self.alter {
            change(&mut members);
        }
        Answer::of(status, "application/json", members.to_string())
    }

    /// Signs what a step answers with, changed as the script says.
    pub(super) fn sign(&self, key: &Key, typ: Typ, mut claims: Value) -> String {
        if let Some(change) = &self.alter {
            change(&mut claims);
        }
        self.sign_with.as_ref().unwrap_or(key).token(typ, &claims)
    }

    fn key_set(&mut self) -> Answer {
        let claims = json!({
            "iss": self.issuer, "aud": self.issuer, "iat": self.now, "exp": self.now + 86_400,
            "jti": self.id("keys"), "seq": self.seq,
            "keys": self.request_keys.iter().map(Key::jwk).collect::<Vec<_>>(),
        });
        let token = self.sign(&self.vouching, Typ::JwkSet, claims);
        Answer::of(200, &Typ::JwkSet.media_type(), token)
    }

    fn give_offer(&mut self, call: &Call) -> Result<Answer, Answer> {
        let id = last_part(&call.path);
        let offer = self.offers.get_mut(id).ok_or_else(|| Answer::error(404))?;
        if std::mem::replace(&mut offer.fetched, true) {
            return Err(Answer::error(410));
        }
        Ok(Answer::of(200, &Typ::EnrolmentOffer.media_type(), offer.token.clone()))
    }

    fn register(&mut self, call: &Call) -> Result<Answer, Answer> {
        let proof = self.proof(call, None)?;
        let (token, claims) = (call.text(), claims_of(&call.text()));
        let transport = key_in(&claims["transport_jwk"])?;
        let approval = key_in(&claims["approval_jwk"])?;
        let parsed = parse(&token, Typ::DeviceRegistration)?;
        let kid = parsed.kid().to_owned();
        parsed.verify(&approval).map_err(|_| Answer::error(403))?;
        let offer_id = claims["offer"].as_str().unwrap().to_owned();
        let offer = self.offers.get(&offer_id).ok_or_else(|| Answer::error(404))?;
        if let Some((first, answer)) = &offer.registration {
            return if *first == token { Ok(answer.clone()) } else { Err(Answer::error(409)) };
        }
        let offered = claims_of(&offer.token);
        let right = proof.key == transport
            && transport != approval
            && kid == approval.thumbprint()
            && claims["iss"] == kid
            && claims["aud"] == self.issuer
            && claims["nonce"] == offered["nonce"]
            && self.now < offered["exp"].as_i64().unwrap();
        if !right {
            return Err(Answer::error(403));
        }
        let (device, account, handle) = (self.id("device"), self.id("account"), self.handle());
        let receipt = json!({
            "iss": self.issuer, "aud": kid, "iat": self.now, "jti": self.id("receipt"),
            "offer": offer_id, "registration_hash": sha256_base64url(token.as_bytes()),
            "device_id": device, "sub": account, "enrolment": handle,
            "account": offered["account"], "state": "pending",
        });
        let receipt = self.sign(&self.request_key(), Typ::DeviceRegistrationReceipt, receipt);
        let access_token = self.access_token_for(&device);
        let members = json!({
            "receipt": receipt, "access_token": access_token,
            "token_type": "DPoP", "expires_in": self.token_life,
        });
        let answer = Answer::of(201, "application/json", members.to_string());
        let row = DeviceRow {
            account,
            handle,
            transport,
            approval,
            state: "pending",
            retired: Vec::new(),
            rotations: HashMap::new(),
        };
        self.newest_device.clone_from(&device);
        self.devices.insert(device, row);
        let offer = self.offers.get_mut(&offer_id).unwrap();
        offer.registration = Some((token, answer.clone()));
        Ok(answer)
    }

    /// Different at every AS, as random ones are.
    fn handle(&mut self) -> String {
        let port = self.issuer.rsplit(':').next().unwrap().to_owned();
        self.id(&format!("handle-in-notices-{port}"))
    }

    fn access_token_for(&mut self, device: &str) -> String {
        let token = self.id(samples::ACCESS_TOKEN);
        self.tokens.insert(token.clone(), (device.to_owned(), self.now + self.token_life));
        token
    }

    fn give_token(&mut self, call: &Call) -> Result<Answer, Answer> {
        let proof = self.proof(call, None)?;
        let form = call.text();
        let grant = "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=";
        let assertion = form.strip_prefix(grant).ok_or_else(|| oauth("invalid_request"))?;
        let claims = claims_of(assertion);
        let device = claims["iss"].as_str().unwrap_or_default().to_owned();
        let row = self.devices.get(&device).ok_or_else(|| oauth("invalid_grant"))?;
        let parsed = parse(assertion, Typ::DeviceAssertion)?;
        parsed.verify(&row.transport).map_err(|_| oauth("invalid_grant"))?;
        let life = claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap();
        let right = proof.key == row.transport
            && claims["sub"] == claims["iss"]
            && claims["aud"] == self.issuer
            && self.now < claims["exp"].as_i64().unwrap()
            && (1..=120).contains(&life)
            && self.used.insert(claims["jti"].to_string());
        if !right {
            return Err(oauth("invalid_grant"));
        }
        let token = self.access_token_for(&device);
        let members =
            json!({"access_token": token, "token_type": "DPoP", "expires_in": self.token_life});
        Ok(self.json(200, members))
    }

    fn tell_device(&mut self, call: &Call) -> Result<Answer, Answer> {
        let device = self.device(call)?;
        let claims = json!({
            "iss": self.issuer, "aud": device, "iat": self.now, "exp": self.now + 60,
            "jti": self.id("state"), "state": self.devices[&device].state,
        });
        let token = self.sign(&self.request_key(), Typ::DeviceStatus, claims);
        Ok(Answer::of(200, &Typ::DeviceStatus.media_type(), token))
    }

    fn change(&mut self, call: &Call, typ: Typ) -> Result<Answer, Answer> {
        let device = self.device(call)?;
        let token = call.text();
        let parsed = parse(&token, typ)?;
        parsed.verify(&self.devices[&device].transport).map_err(|_| Answer::error(403))?;
        let claims = claims_of(&token);
        if claims["iss"] != device || claims["aud"] != self.issuer {
            return Err(Answer::error(403));
        }
        Ok(Answer::of(204, "text/plain", ""))
    }

    /// The device that calls: access token and proof of possession fit.
    pub(super) fn device(&mut self, call: &Call) -> Result<String, Answer> {
        let authorization = call.header("authorization").unwrap_or_default();
        let token = authorization.strip_prefix("DPoP ").unwrap_or_default();
        let expired = || challenge("invalid_token");
        let (device, end) = self.tokens.get(token).cloned().ok_or_else(expired)?;
        if self.now >= end {
            return Err(expired());
        }
        let proof = self.proof(call, Some(token))?;
        let row = self.devices.get(&device).ok_or_else(expired)?;
        if proof.key == row.transport { Ok(device) } else { Err(Answer::error(403)) }
    }

    /// The proof of possession: for this call, fresh, never seen.
    fn proof(&mut self, call: &Call, access_token: Option<&str>) -> Result<DpopProof, Answer> {
        let url = format!("{}{}", self.issuer, call.path);
        let method = call.method.as_str();
        let target = DpopTarget { method, url: &url, access_token, nonce: None };
        let proof = read_dpop(call.header("dpop").unwrap_or_default(), &target);
        let proof = proof.map_err(|_| Answer::error(400))?;
        if proof.nonce.as_ref() != Some(&self.nonce) {
            let at_token_endpoint = Step::of(call) == Step::Token;
            let error = "use_dpop_nonce";
            return Err(if at_token_endpoint { oauth(error) } else { challenge(error) });
        }
        if self.used.insert(proof.jti.clone()) { Ok(proof) } else { Err(Answer::error(400)) }
    }
}

fn oauth(error: &str) -> Answer {
    Answer::of(400, "application/json", json!({"error": error}).to_string())
}

fn challenge(error: &str) -> Answer {
    Answer::error(401).with("www-authenticate", &format!(r#"DPoP error="{error}""#))
}
