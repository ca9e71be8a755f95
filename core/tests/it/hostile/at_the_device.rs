//! Cases that need a device, a bank and time: they are played sentence by sentence.

use super::case::Case;
use super::outcome;
use crate::support::phone::{Enrolled, notice};
use crate::support::{Key, NOW, Phone, Server, claims_of};
use countersign::{Answered, Consent, Delivery, DenialReason, Ending, FetchError, Prepared};
use countersign_protocol::jose::Typ;
use serde_json::Value;

/// The scene, as far as the sentences have brought it.
struct Scene {
    bank: Server,
    other_bank: Server,
    phone: Phone,
    at: Enrolled,
    /// The same customer's other phone.
    other: Enrolled,
    request: String,
    consent: Option<Consent>,
    prepared: Option<Prepared>,
}

/// Plays a case and tells how the last thing that the phone did ended.
pub(crate) async fn outcome(case: &Case) -> String {
    let mut scene = Scene::begin().await;
    scene.ask(case);
    let mut last = "nothing happened".to_owned();
    for sentence in case.texts("Then") {
        if let Some(outcome) = scene.play(sentence, &case.name).await {
            last = outcome;
        }
    }
    last
}

impl Scene {
    async fn begin() -> Self {
        let (bank, other_bank) = (Server::start().await, Server::start().await);
        // Scripted banks all begin with the same key.
        other_bank.rotate_request_key("the other bank's");
        let phone = Phone::new(&[&bank, &other_bank]);
        let at = phone.enrol(&bank).await;
        let second = Phone::new(&[&bank]);
        let other = second.enrol(&bank).await;
        let request = String::new();
        Self { bank, other_bank, phone, at, other, request, consent: None, prepared: None }
    }

    /// The bank makes the request of the case, with its claims changed, and lays it ready.
    fn ask(&mut self, case: &Case) {
        let mut claims = self.bank.request_claims(&self.at.device, &content(case));
        self.request = claims["jti"].as_str().unwrap().to_owned();
        let jti = claims["jti"].clone();
        for change in case.texts("Claim") {
            let (name, value) = change.split_once(" = ").unwrap();
            claims[name] = self.value(value);
        }
        let key = self.bank.state().request_key();
        let token = match case.text("Signed") {
            None => key.token(Typ::ConsentRequest, &claims),
            Some("by the other bank") => {
                let other = self.other_bank.state().request_key();
                other.token(Typ::ConsentRequest, &claims)
            }
            Some("by a stranger in the bank's name") => {
                let kid = countersign_protocol::jose::Signer::kid(&key);
                Key::of("stranger").token_as(&kid, Typ::ConsentRequest, &claims)
            }
            Some("by the vouching key") => {
                let vouching = self.bank.state().vouching.clone();
                vouching.token(Typ::ConsentRequest, &claims)
            }
            Some("as a receipt") => key.token(Typ::ConsentReceipt, &claims),
            Some(other) => panic!("{}: nobody signs {other}", case.name),
        };
        self.bank.plant(&self.at.device, jti.as_str().unwrap(), token);
    }

    /// A claim's value: JSON, a time, or somebody.
    fn value(&self, text: &str) -> Value {
        let state = self.bank.state();
        let somebody = match text {
            "the other device" => Some(self.other.device.clone()),
            "the other device's account" => Some(state.devices[&self.other.device].account.clone()),
            "the other bank" => Some(self.other_bank.issuer.clone()),
            _ => None,
        };
        if let Some(somebody) = somebody {
            return somebody.into();
        }
        match text.strip_prefix("now") {
            Some("") => state.now.into(),
            Some(seconds) => (state.now + seconds.parse::<i64>().unwrap()).into(),
            None => serde_json::from_str(text).unwrap(),
        }
    }

    /// One sentence; what the phone does has an outcome.
    async fn play(&mut self, sentence: &str, case: &str) -> Option<String> {
        let words: Vec<_> = sentence.split(' ').collect();
        match words.as_slice() {
            [seconds, "seconds", "pass"] => {
                let seconds = seconds.parse().unwrap();
                self.bank.advance(seconds);
                self.phone.parts.clock.advance(seconds);
            }
            ["the", "phone's", "clock", "is", "set", seconds, "seconds", "ahead"] => {
                self.phone.parts.clock.set_wall(NOW + seconds.parse::<i64>().unwrap());
            }
            ["the", "phone's", "clock", "is", "set", seconds, "seconds", "back"] => {
                self.phone.parts.clock.set_wall(NOW - seconds.parse::<i64>().unwrap());
            }
            _ => return self.act(sentence, case).await,
        }
        None
    }

    async fn act(&mut self, sentence: &str, case: &str) -> Option<String> {
        let status = |status| self.bank.set_status(&self.at.device, &self.request, status);
        match sentence {
            "the phone opens it" => return Some(self.open().await),
            "the phone follows a notice of it" => {
                let notice = notice(&self.at.handle, &self.request);
                return Some(self.opened(self.phone.device.open_notice(&notice).await));
            }
            "the phone follows a notice for somebody else" => {
                let notice = notice("somebody-else", &self.request);
                return Some(self.opened(self.phone.device.open_notice(&notice).await));
            }
            "the phone opens one that nobody made" => {
                self.request = "made-up".to_owned();
                return Some(self.open().await);
            }
            "the phone opens the path above" => {
                self.request = "..".to_owned();
                return Some(self.open().await);
            }
            "the person approves" => return Some(self.approve().await),
            "the person denies" => return Some(self.deny().await),
            "the person puts it back" => self.consent.take().unwrap().put_back(),
            "the prompt is shown" => {
                let prepared = self.phone.device.prepare(
                    self.consent.as_ref().unwrap(),
                    &countersign::ApprovalInput::default(),
                );
                match prepared {
                    Ok(prepared) => self.prepared = Some(prepared),
                    Err(error) => return Some(format!("not prepared: {error}")),
                }
            }
            "the person touches the sensor" => return Some(self.touch().await),
            "the bank withdraws it" => status("withdrawn"),
            "another device answers it" => status("answered_elsewhere"),
            "it fails at the bank" => status("failed"),
            "the bank signs it again" => self.replace(|_| ()),
            "the bank puts another amount under its id" => self.replace(|claims| {
                claims["authorization_details"][0]["instructedAmount"]["amount"] = "9.99".into();
            }),
            "the bank puts another nonce under its id" => {
                self.replace(|claims| claims["nonce"] = "Dw4NDAsKCQgHBgUEAwIBAA".into());
            }
            "the phone restarts" => self.phone.parts.clock.reboot("boot-2"),
            "the bank puts its bytes under another id" => {
                let key = (self.at.device.clone(), self.request.clone());
                let token = self.bank.state().requests[&key].token.clone();
                self.request = "another-id".to_owned();
                self.bank.plant(&self.at.device, "another-id", token);
            }
            other => panic!("{case}: nobody knows how {other}"),
        }
        None
    }

    async fn open(&mut self) -> String {
        let opened = self.phone.device.open_request(&self.at.enrolment, &self.request).await;
        self.opened(opened)
    }

    fn opened(&mut self, opened: Result<Consent, countersign::FetchError>) -> String {
        match opened {
            Ok(consent) => {
                let outcome = outcome::of_reading(consent.reading().unwrap());
                self.consent = Some(consent);
                outcome
            }
            Err(error) => of_fetching(error),
        }
    }

    async fn approve(&self) -> String {
        let consent = self.consent.as_ref().unwrap();
        match self.phone.device.prepare(consent, &countersign::ApprovalInput::default()) {
            Ok(_) => delivered(self.phone.approve(consent).await),
            Err(error) => format!("not prepared: {error}"),
        }
    }

    async fn touch(&self) -> String {
        let prepared = self.prepared.as_ref().unwrap();
        let signature = self.phone.touch(prepared.key(), prepared.signing_input());
        delivered(self.phone.device.complete(prepared, &signature).await)
    }

    async fn deny(&self) -> String {
        let consent = self.consent.as_ref().unwrap();
        delivered(self.phone.device.deny(consent, DenialReason::CannotDisplay).await)
    }

    /// The bank signs the request's claims anew, changed, and lays the token under the same id.
    fn replace(&self, change: impl Fn(&mut Value)) {
        let key = (self.at.device.clone(), self.request.clone());
        let mut claims = claims_of(&self.bank.state().requests[&key].token);
        change(&mut claims);
        let token = self.bank.state().request_key().token(Typ::ConsentRequest, &claims);
        self.bank.plant(&self.at.device, &self.request, token);
    }
}

fn delivered(result: Result<Delivery, countersign::DecideError>) -> String {
    match result {
        Ok(Delivery::Ended(Ending::Decided(Answered::Recorded { .. }))) => "recorded".to_owned(),
        Ok(Delivery::Ended(Ending::Decided(Answered::Refused))) => "refused".to_owned(),
        Ok(Delivery::Ended(Ending::AnsweredElsewhere)) => "answeredelsewhere".to_owned(),
        Ok(Delivery::Ended(Ending::Withdrawn)) => "withdrawn".to_owned(),
        Ok(Delivery::Ended(Ending::Expired)) => "expired".to_owned(),
        Ok(Delivery::Unknown) => "unknown".to_owned(),
        Ok(Delivery::NeverLearned) => "never learned".to_owned(),
        Err(error) => format!("not decided: {error}"),
    }
}

/// What a request asks for: everything but the claims that the bank fills in.
fn content(case: &Case) -> Value {
    let mut content: Value = serde_json::from_slice(&case.payload()).unwrap();
    for name in ["iss", "aud", "sub", "jti", "iat", "exp", "ver", "nonce"] {
        content.as_object_mut().unwrap().remove(name);
    }
    content
}

/// Why a device opens nothing.
fn of_fetching(error: FetchError) -> String {
    match error {
        FetchError::NotEnrolled => "not enrolled".to_owned(),
        FetchError::NoSuchRequest => "no such request".to_owned(),
        FetchError::Over => "over".to_owned(),
        FetchError::Decided => "decided".to_owned(),
        FetchError::NotGenuine => "not genuine".to_owned(),
        other => format!("{other}"),
    }
}
