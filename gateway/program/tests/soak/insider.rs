//! A hostile client with valid devices: what they may do they do as often as they can.

use super::Hostile;
use super::office::{Office, go_on};
use countersign_protocol::consent::Selection;
use countersign_protocol::jose::Typ;
use countersign_testing::Key;
use countersign_testing::http::Answer;
use countersign_testing::phone::{Phone, fresh};
use serde_json::json;

/// Consents that are asked of it: as many as an account may be asked in an hour.
const MOST_ASKED: u64 = 30;

async fn send(phone: &Phone, method: &str, path: &str, typ: Typ, body: &str) -> Answer {
    phone.send(method, path, &typ.media_type(), body).await
}

async fn report(phone: &Phone, request: &str) -> u16 {
    let report = json!({"request": request, "reason": "failures"});
    let body = phone.command(Typ::DeviceReport, &report);
    send(phone, "POST", "/ad/device/report", Typ::DeviceReport, &body).await.status
}

/// Changes itself: push, capabilities, keys, tokens.
pub(crate) struct Changer {
    phone: Phone,
    turn: u64,
}

impl Changer {
    pub(crate) const fn new(phone: Phone) -> Self {
        Self { phone, turn: 0 }
    }

    /// Replaces a key, in time or too late.
    async fn rotate(&mut self, role: &str, late: bool) -> u16 {
        let keys = self.phone.get("/ad/device/keys").await;
        if keys.status != 200 {
            return keys.status;
        }
        let new = Key::of(&fresh());
        let mut rotating = self.phone.rotating(role, &new, keys.text());
        if late {
            let now = self.phone.now();
            for claims in [&mut rotating.claims, &mut rotating.proof] {
                claims["iat"] = json!(now - 299);
                claims["exp"] = json!(now - 1);
            }
        }
        let token = self.phone.rotation(&rotating);
        let status = self.phone.send_rotation(&token).await.status;
        match role {
            "transport" if status == 200 => self.phone.transport = new,
            _ if status == 200 => self.phone.approval = new,
            _ => {}
        }
        status
    }
}

impl Hostile for Changer {
    async fn call(&mut self, _: u64) -> (&'static str, u16) {
        go_on(&self.phone);
        self.turn += 1;
        match self.turn % 8 {
            0 => ("a push token", {
                let push = json!({"push": {"provider": "fcm", "token": fresh()}});
                let body = self.phone.command(Typ::DevicePush, &push);
                send(&self.phone, "PUT", "/ad/device/push", Typ::DevicePush, &body).await.status
            }),
            1 => ("capabilities", {
                let can = json!({"capabilities": self.phone.capabilities});
                let (typ, path) = (Typ::DeviceCapabilities, "/ad/device/capabilities");
                let body = self.phone.command(typ, &can);
                send(&self.phone, "PUT", path, typ, &body).await.status
            }),
            2 => ("a new approval key", self.rotate("approval", false).await),
            3 => ("a new transport key", self.rotate("transport", false).await),
            4 | 5 => ("a new key too late", self.rotate("approval", true).await),
            6 => ("a new token", self.phone.renew().await.status),
            _ => ("a look at itself", self.phone.get("/ad/device").await.status),
        }
    }
}

/// Answers what it is asked, wrongly in every way, and reports. The bank believes it each time and
/// unblocks it.
pub(crate) struct Decider {
    phone: Phone,
    office: Office,
    request: Option<String>,
    asked: u64,
    turn: u64,
}

impl Decider {
    pub(crate) const fn new(phone: Phone, office: Office) -> Self {
        Self { phone, office, request: None, asked: 0, turn: 0 }
    }

    async fn ask(&mut self) -> u16 {
        if self.asked < MOST_ASKED {
            let asked = self.office.ask("hostile").await.status;
            self.asked += u64::from(asked == 201);
        }
        let list = self.phone.get("/ad/requests").await;
        if list.status == 200
            && let Some(entry) = list.json()["requests"].as_array().unwrap().first()
        {
            self.request = Some(entry["id"].as_str().unwrap().to_owned());
        }
        list.status
    }

    async fn decide(&self, request: &str, wrong: bool) -> u16 {
        let fetched = self.phone.get(&format!("/ad/requests/{request}")).await;
        if fetched.status != 200 {
            return fetched.status;
        }
        let answering = self.phone.read(fetched.text());
        let mut claims = self.phone.approval(&answering, &Selection::default());
        if wrong {
            claims["nonce"] = json!("AAAAAAAAAAAAAAAAAAAAAA");
        }
        self.phone.send_approval(&answering, &claims).await.status
    }

    async fn unblock(&self) -> u16 {
        let path = format!("/channel/v1/devices/{}/unblocking", self.phone.device);
        self.office.post(&path, &json!({})).await.status
    }
}

impl Hostile for Decider {
    async fn call(&mut self, _: u64) -> (&'static str, u16) {
        go_on(&self.phone);
        self.turn += 1;
        let request = self.request.clone().unwrap_or_else(fresh);
        let path = format!("/ad/requests/{request}/decision");
        let typ = Typ::ConsentDenial;
        match self.turn % 10 {
            1 => ("a list", self.ask().await),
            2 => ("a wrong decision", self.decide(&request, true).await),
            3 => ("a report", report(&self.phone, &request).await),
            4 => ("an act of the bank", self.unblock().await),
            5 => ("a decision", self.decide(&request, false).await),
            6 => ("a status", {
                self.phone.get(&format!("/ad/requests/{request}/status")).await.status
            }),
            7 => ("a new token", self.phone.renew().await.status),
            8 => ("much rubbish as a decision", {
                let much = "x".repeat(16_000);
                send(&self.phone, "POST", &path, typ, &much).await.status
            }),
            _ => ("rubbish as a decision", {
                send(&self.phone, "POST", &path, typ, "rubbish").await.status
            }),
        }
    }
}

/// Was revoked, and goes on.
pub(crate) struct Revoked {
    phone: Phone,
    turn: u64,
}

impl Revoked {
    pub(crate) async fn new(phone: Phone, office: &Office) -> Self {
        let path = format!("/channel/v1/devices/{}/revocation", phone.device);
        let revoked = office.post(&path, &json!({"reason": "stolen"})).await;
        assert_eq!(revoked.status, 204, "{}", revoked.text());
        Self { phone, turn: 0 }
    }
}

impl Hostile for Revoked {
    async fn call(&mut self, _: u64) -> (&'static str, u16) {
        go_on(&self.phone);
        self.turn += 1;
        match self.turn % 3 {
            0 => ("a new token of a revoked device", self.phone.renew().await.status),
            1 => ("a report of a revoked device", report(&self.phone, &fresh()).await),
            _ => ("a list of a revoked device", self.phone.get("/ad/requests").await.status),
        }
    }
}
