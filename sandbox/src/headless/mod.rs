//! A phone without a screen: the core with software keys on disk, driven by lines of JSON.

mod command;
mod installation;

use command::Command;
pub(crate) use command::Reason;
use countersign::consent::{Chosen, Reading, Selection};
use countersign::intake::Notice;
use countersign::platform::SystemRandom;
use countersign::platform::software::{SoftwareKeys, SoftwareSecrets};
use countersign::transport::{Issuer, Security};
use countersign::{
    Answered, ApprovalInput, Consent, Delivery, Device, Ending, HistoryCheck, HistoryEntry,
    PushTarget, Rotation,
};
use countersign_protocol::claims::Members;
use countersign_protocol::jose::PublicKey;
use countersign_protocol::json::Json;
pub use installation::Installation;
use serde_json::{Value, json};
use std::error::Error;
use std::path::Path;
use std::sync::Arc;

/// The name of its database in its folder.
pub const DATABASE: &str = "device.sqlite";

/// What went wrong, in words.
pub type Failure = Box<dyn Error + Send + Sync>;

type Reply = Result<Value, Failure>;

/// The phone.
pub struct HeadlessPhone {
    device: Device,
    app: Installation,
    /// The one in hand.
    opened: Option<Consent>,
}

impl HeadlessPhone {
    /// Opens the phone in this folder. `vouching` is the JWK of the bank's vouching key.
    ///
    /// # Errors
    ///
    /// Whatever is wrong with the configuration, the key or the folder.
    pub fn open(issuer: &str, vouching: &[u8], folder: &Path) -> Result<Self, Failure> {
        let issuer =
            Issuer::new(issuer, "Bank", vec![public_key(vouching)?], Security::PlainLoopback)?;
        let random = Arc::new(SystemRandom::new());
        let keys = SoftwareKeys::on_disk(&folder.join("keys"), random);
        let secrets = SoftwareSecrets::on_disk(&folder.join("secrets"));
        std::fs::create_dir_all(folder)?;
        let database = folder.join(DATABASE);
        let app = Installation::new(issuer, database, "Headless phone", keys, secrets);
        let device = app.start()?;
        Ok(Self { device, app, opened: None })
    }

    /// Does what one line says, and answers with one line: `{"ok": …}` or `{"error": text}`.
    pub async fn answer(&mut self, line: &str) -> String {
        let done = match serde_json::from_str(line) {
            Ok(command) => self.obey(command).await,
            Err(_) => Err("not a command".into()),
        };
        match done {
            Ok(found) => json!({ "ok": found }).to_string(),
            Err(error) => json!({ "error": error.to_string() }).to_string(),
        }
    }

    async fn obey(&mut self, command: Command) -> Reply {
        match command {
            Command::Enrol { link } => self.enrol(&link).await,
            Command::Enrolments {} => Ok(serde_json::to_value(self.device.enrolments().await?)?),
            Command::Notice { notice } => {
                self.put_back();
                let consent = self.device.open_notice(&Notice::from_fcm(&notice)?).await?;
                self.opened(consent)
            }
            Command::Pending {} => self.pending().await,
            Command::Open { request } => {
                self.put_back();
                let consent = self.fetch(&request).await?;
                self.opened(consent)
            }
            Command::Approve { request, selection, number } => {
                let selection = selection.unwrap_or_default().into_iter();
                let chosen = selection
                    .map(|chosen| Chosen { detail: chosen.detail, accounts: chosen.accounts });
                self.approve(&request, Selection::of(chosen.collect()), number).await
            }
            Command::Deny { request, reason } => self.deny(&request, reason).await,
            Command::Resend {} => self.resend().await,
            Command::History {} => {
                let entries = self.device.history(None, 100).await?;
                Ok(entries.iter().map(line_of_history).collect())
            }
            Command::CheckHistory { enrolment } => {
                let check = self.device.check_history(&enrolment).await?;
                Ok(json!({ "whole": matches!(check, HistoryCheck::Whole { .. }) }))
            }
            Command::Export { enrolment } => {
                Ok(serde_json::from_str(&self.device.export_history(&enrolment).await?)?)
            }
            Command::Refresh { enrolment } => {
                Ok(serde_json::to_value(self.device.refresh(&enrolment).await?)?)
            }
            Command::ChangePush { enrolment, provider, token } => {
                let target = PushTarget { provider, token };
                self.device.update_push(&enrolment, &target).await?;
                Ok(json!({}))
            }
            Command::ChangeCapabilities { enrolment } => {
                self.device.update_capabilities(&enrolment).await?;
                Ok(json!({}))
            }
            Command::Report { enrolment, request } => {
                self.device.report(&enrolment, &request).await?;
                Ok(json!({}))
            }
            Command::RotateKeys { enrolment } => {
                let silent = self.device.rotate_transport_key(&enrolment).await?;
                let new = self.device.begin_rotation(&enrolment).await?;
                let proof = self.app.sign(new.key(), new.signing_input())?;
                let prepared = self.device.prepare_rotation(&new, &proof)?;
                let signature = self.app.sign(prepared.key(), prepared.signing_input())?;
                let asked = self.device.complete_rotation(&prepared, &signature).await?;
                let done = silent == Rotation::Done && asked == Rotation::Done;
                Ok(json!({ "done": done }))
            }
            Command::Remove { enrolment } => {
                self.device.remove(&enrolment).await?;
                Ok(json!({}))
            }
        }
    }

    async fn enrol(&self, link: &str) -> Reply {
        let offer = self.device.read_offer(link).await?;
        let (bank, account) = (offer.bank.clone(), offer.account.clone());
        let enrolment = self.app.enrol(&self.device, offer).await?;
        Ok(json!({
            "digits": enrolment.digits,
            "enrolment": enrolment.id,
            "bank": bank,
            "account": account,
        }))
    }

    /// What waits at every enrolment.
    async fn pending(&self) -> Reply {
        let mut waiting = Vec::new();
        for enrolment in self.device.enrolments().await? {
            for request in self.device.pending(&enrolment.id).await? {
                waiting.push(json!({
                    "id": request.id,
                    "expires_at": request.expires_at,
                    "enrolment": enrolment.id,
                }));
            }
        }
        Ok(waiting.into())
    }

    /// The request of this id, from whichever enrolment has it.
    async fn fetch(&self, request: &str) -> Result<Consent, Failure> {
        let mut refused = None;
        for enrolment in self.device.enrolments().await? {
            match self.device.open_request(&enrolment.id, request).await {
                Ok(consent) => return Ok(consent),
                Err(error) => refused = Some(error),
            }
        }
        Err(refused.map_or_else(|| "not enrolled".into(), Into::into))
    }

    /// What can be shown of a request, which is kept to be decided.
    fn opened(&mut self, consent: Consent) -> Reply {
        let shown = match consent.reading()? {
            Reading::Shown(view) => {
                json!({ "request": consent.id(), "reading": "shown", "view": view })
            }
            Reading::NotShown(problem) => {
                json!({ "request": consent.id(), "reading": "not_shown", "problem": problem })
            }
        };
        self.opened = Some(consent);
        Ok(shown)
    }

    /// What a person does who turns to another request.
    fn put_back(&mut self) {
        if let Some(consent) = self.opened.take() {
            consent.put_back();
        }
    }

    /// The request that was opened, or is opened now.
    async fn in_hand(&mut self, request: &str) -> Result<Consent, Failure> {
        if let Some(consent) = self.opened.as_ref().filter(|consent| consent.id() == request) {
            return Ok(consent.clone());
        }
        self.put_back();
        let consent = self.fetch(request).await?;
        self.opened(consent.clone())?;
        Ok(consent)
    }

    async fn approve(
        &mut self,
        request: &str,
        selection: Selection,
        number: Option<String>,
    ) -> Reply {
        let consent = self.in_hand(request).await?;
        let input = ApprovalInput { selection, number, integrity: None };
        let (prepared, signature) = self.app.prepare(&self.device, &consent, &input)?;
        let delivery = self.device.complete(&prepared, &signature).await?;
        self.delivered(request, &delivery).await
    }

    async fn deny(&mut self, request: &str, reason: Reason) -> Reply {
        let consent = self.in_hand(request).await?;
        let delivery = self.device.deny(&consent, reason.into()).await?;
        self.delivered(request, &delivery).await
    }

    async fn resend(&self) -> Reply {
        let mut sent = Vec::new();
        for (request, delivery) in self.device.deliver_now().await?.tried {
            sent.push(self.delivered(&request, &delivery).await?);
        }
        Ok(sent.into())
    }

    async fn delivered(&self, request: &str, delivery: &Delivery) -> Reply {
        let history = self.device.history(None, 100).await?;
        let entry = history.iter().find(|entry| entry.request == request);
        let (name, receipt) = match delivery {
            Delivery::Ended(Ending::Decided(Answered::Recorded { receipt })) => {
                ("recorded", Some(receipt))
            }
            Delivery::Ended(Ending::Decided(Answered::Refused)) => ("refused", None),
            Delivery::Ended(Ending::AnsweredElsewhere) => ("answered_elsewhere", None),
            Delivery::Ended(Ending::Withdrawn) => ("withdrawn", None),
            Delivery::Ended(Ending::Expired) => ("expired", None),
            Delivery::Unknown => ("unknown", None),
            Delivery::NeverLearned => ("never_learned", None),
        };
        Ok(json!({
            "request": request,
            "delivery": name,
            "receipt": receipt,
            "decision": entry.and_then(|entry| entry.decision.as_ref()),
        }))
    }
}

fn line_of_history(entry: &HistoryEntry) -> Value {
    json!({
        "request": entry.request,
        "enrolment": entry.enrolment,
        "outcome": entry.outcome,
        "ended_at": entry.ended_at,
        "request_token": entry.request_token,
        "decision": entry.decision,
        "receipt": entry.receipt,
    })
}

/// The P-256 key in a JWK, whatever else the JWK says.
///
/// # Errors
///
/// If there is none in it.
pub fn public_key(jwk: &[u8]) -> Result<PublicKey, Failure> {
    let json = Json::parse(jwk)?;
    let member = |name: &str| json.member(name).cloned().map(|value| (name.to_owned(), value));
    let bare = ["kty", "crv", "x", "y"].into_iter().filter_map(member).collect();
    Ok(PublicKey::from_jwk(Members::of(Json::Object(bare))?)?)
}

impl std::fmt::Debug for HeadlessPhone {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("HeadlessPhone")
    }
}
