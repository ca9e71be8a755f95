//! Every call that can be overtaken, right in everything.

use super::world::World;
use crate::bank::{CHANNEL_SECRET, payment};
use countersign_protocol::consent::Selection;
use countersign_protocol::jose::Typ;
use countersign_testing::Key;
use countersign_testing::phone::Phone;
use reqwest::RequestBuilder;
use serde_json::{Value, json};

/// A call of a device, or of the AS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Call {
    Register,
    RegisterAgain,
    Renew,
    List,
    Fetch,
    RequestStatus,
    Approve,
    Deny,
    Fail,
    DeviceStatus,
    Keys,
    RotateTransport,
    RotateApproval,
    Push,
    Capabilities,
    Report,
    ReportFailures,
    Remove,
    CreateOffer,
    FetchOffer,
    Confirm,
    ConfirmWrong,
    Ask,
    Withdraw,
    RevokeAll,
    Revoke,
    Unblock,
    AskPrepared,
}

impl Call {
    pub(crate) const ALL: [Self; 28] = [
        Self::Register,
        Self::RegisterAgain,
        Self::Renew,
        Self::List,
        Self::Fetch,
        Self::RequestStatus,
        Self::Approve,
        Self::Deny,
        Self::Fail,
        Self::DeviceStatus,
        Self::Keys,
        Self::RotateTransport,
        Self::RotateApproval,
        Self::Push,
        Self::Capabilities,
        Self::Report,
        Self::ReportFailures,
        Self::Remove,
        Self::CreateOffer,
        Self::FetchOffer,
        Self::Confirm,
        Self::ConfirmWrong,
        Self::Ask,
        Self::Withdraw,
        Self::RevokeAll,
        Self::Revoke,
        Self::Unblock,
        Self::AskPrepared,
    ];

    /// Its method and its path, as openapi.json has them.
    pub(crate) const fn route(self) -> (&'static str, &'static str) {
        match self {
            Self::Register | Self::RegisterAgain => ("post", "/ad/registrations"),
            Self::Renew => ("post", "/ad/token"),
            Self::List => ("get", "/ad/requests"),
            Self::Fetch => ("get", "/ad/requests/{id}"),
            Self::RequestStatus => ("get", "/ad/requests/{id}/status"),
            Self::Approve | Self::Deny | Self::Fail => ("post", "/ad/requests/{id}/decision"),
            Self::DeviceStatus => ("get", "/ad/device"),
            Self::Keys => ("get", "/ad/device/keys"),
            Self::RotateTransport | Self::RotateApproval => ("post", "/ad/device/keys"),
            Self::Push => ("put", "/ad/device/push"),
            Self::Capabilities => ("put", "/ad/device/capabilities"),
            Self::Report | Self::ReportFailures => ("post", "/ad/device/report"),
            Self::Remove => ("delete", "/ad/device"),
            Self::CreateOffer => ("post", "/channel/v1/offers"),
            Self::FetchOffer => ("get", "/ad/offers/{handle}"),
            Self::Confirm | Self::ConfirmWrong => {
                ("post", "/channel/v1/offers/{offer}/confirmation")
            }
            Self::Ask => ("post", "/channel/v1/consents"),
            Self::Withdraw => ("delete", "/channel/v1/consents/{consent}"),
            Self::RevokeAll => ("post", "/channel/v1/accounts/{account}/revocation"),
            Self::Revoke => ("post", "/channel/v1/devices/{device}/revocation"),
            Self::Unblock => ("post", "/channel/v1/devices/{device}/unblocking"),
            Self::AskPrepared => ("post", "/keycloak/v1/{realm}/authentication"),
        }
    }

    /// Whether it is by the device that the changes are about, proved by its transport key.
    pub(crate) const fn is_by_the_device(self) -> bool {
        !matches!(
            self,
            Self::Register
                | Self::CreateOffer
                | Self::FetchOffer
                | Self::Confirm
                | Self::ConfirmWrong
                | Self::Ask
                | Self::Withdraw
                | Self::RevokeAll
                | Self::Revoke
                | Self::Unblock
                | Self::AskPrepared
        )
    }

    /// Whether the same bytes get the same answer for ever.
    pub(crate) const fn has_a_receipt(self) -> bool {
        matches!(self, Self::Approve | Self::Deny | Self::RotateTransport | Self::RotateApproval)
    }

    /// Whether it is about a device that waits to be confirmed.
    pub(crate) const fn is_about_a_new_device(self) -> bool {
        matches!(self, Self::Confirm | Self::ConfirmWrong)
    }

    /// The call, ready to be sent: each time with a new proof around the same body.
    pub(crate) fn made(self, world: &World) -> RequestBuilder {
        let (phone, request) = (&world.phone, world.request.as_str());
        let of_request = |rest: &str| format!("/ad/requests/{request}{rest}");
        match self {
            Self::Register => registration(&world.newcomer, &world.new_registration),
            Self::RegisterAgain => registration(phone, &world.old_registration),
            Self::Renew => renewal(world),
            Self::List => by(phone, "GET", "/ad/requests"),
            Self::Fetch => by(phone, "GET", &of_request("")),
            Self::RequestStatus => by(phone, "GET", &of_request("/status")),
            Self::Approve | Self::Deny | Self::Fail => {
                let (typ, token) = (self.decision(), world.body(|| self.decided(world)));
                with(by(phone, "POST", &of_request("/decision")), typ, token)
            }
            Self::DeviceStatus => by(phone, "GET", "/ad/device"),
            Self::Keys => by(phone, "GET", "/ad/device/keys"),
            Self::RotateTransport => rotation(world, "transport", 70),
            Self::RotateApproval => rotation(world, "approval", 72),
            Self::Push => {
                let push = json!({"push": {"provider": "fcm", "token": "other-token"}});
                change(world, "PUT", "/ad/device/push", Typ::DevicePush, &push)
            }
            Self::Capabilities => {
                let offered = json!({"capabilities": world.capabilities});
                let typ = Typ::DeviceCapabilities;
                change(world, "PUT", "/ad/device/capabilities", typ, &offered)
            }
            Self::Report | Self::ReportFailures => {
                let reason = if self == Self::Report { "not_me" } else { "failures" };
                let report = json!({"request": request, "reason": reason});
                change(world, "POST", "/ad/device/report", Typ::DeviceReport, &report)
            }
            Self::Remove => by(phone, "DELETE", "/ad/device"),
            Self::CreateOffer => {
                let offer = json!({"account": world.account, "label": "DE** 1603"});
                by_the_as(world, "POST", "/channel/v1/offers", Some(&offer))
            }
            Self::FetchOffer => world.bank.http.get(&world.offer_uri),
            Self::Confirm | Self::ConfirmWrong => {
                let right = self == Self::Confirm;
                let typed = json!({"digits": if right { &world.phone.digits } else { "no" }});
                let path = format!("/channel/v1/offers/{}/confirmation", world.answered_offer);
                by_the_as(world, "POST", &path, Some(&typed))
            }
            Self::Ask => {
                let asked = serde_json::to_value(payment(&world.account)).unwrap();
                by_the_as(world, "POST", "/channel/v1/consents", Some(&asked))
            }
            Self::Withdraw => {
                by_the_as(world, "DELETE", &format!("/channel/v1/consents/{}", world.consent), None)
            }
            Self::RevokeAll => {
                let path = format!("/channel/v1/accounts/{}/revocation", world.account);
                by_the_as(world, "POST", &path, None)
            }
            Self::Revoke => {
                let path = format!("/channel/v1/devices/{}/revocation", phone.device);
                by_the_as(world, "POST", &path, None)
            }
            Self::Unblock => {
                let path = format!("/channel/v1/devices/{}/unblocking", phone.device);
                by_the_as(world, "POST", &path, None)
            }
            Self::AskPrepared => {
                let asked = json!({"scope": "openid", "consent": world.prepared});
                let url = format!("{}/keycloak/v1/bank/authentication", world.bank.issuer);
                let call = world.bank.http.post(url).bearer_auth(&world.bearer);
                call.header("content-type", "application/json").body(asked.to_string())
            }
        }
    }

    const fn decision(self) -> Typ {
        if matches!(self, Self::Deny) { Typ::ConsentDenial } else { Typ::ConsentApproval }
    }

    fn decided(self, world: &World) -> String {
        let (phone, answering) = (&world.phone, world.answering());
        if self == Self::Deny {
            return phone.transport.token(Typ::ConsentDenial, &phone.denial(answering, "not_me"));
        }
        let mut approval = phone.approval(answering, &Selection::default());
        if self == Self::Fail {
            approval["display"]["hash"] = json!("A".repeat(43));
        }
        phone.approval.token(Typ::ConsentApproval, &approval)
    }
}

/// A call by the phone's device, without a body.
fn by(phone: &Phone, method: &str, path: &str) -> RequestBuilder {
    let token = &phone.access_token;
    phone
        .http
        .request(method.parse().unwrap(), format!("{}{path}", phone.issuer))
        .header("dpop", phone.proof(method, path, Some(token)))
        .header("authorization", format!("DPoP {token}"))
}

/// A call with a proof and no access token.
fn without_token(phone: &Phone, path: &str) -> RequestBuilder {
    let call = phone.http.post(format!("{}{path}", phone.issuer));
    call.header("dpop", phone.proof("POST", path, None))
}

fn with(call: RequestBuilder, typ: Typ, token: String) -> RequestBuilder {
    call.header("content-type", typ.media_type()).body(token)
}

fn change(world: &World, method: &str, path: &str, typ: Typ, claims: &Value) -> RequestBuilder {
    let phone = &world.phone;
    with(by(phone, method, path), typ, world.body(|| phone.command(typ, claims)))
}

fn registration(phone: &Phone, token: &str) -> RequestBuilder {
    with(without_token(phone, "/ad/registrations"), Typ::DeviceRegistration, token.to_owned())
}

fn renewal(world: &World) -> RequestBuilder {
    let phone = &world.phone;
    let assertion = world.body(|| phone.transport.token(Typ::DeviceAssertion, &phone.assertion()));
    let grant = "urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer";
    without_token(phone, "/ad/token")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(format!("grant_type={grant}&assertion={assertion}"))
}

fn rotation(world: &World, role: &str, new: u8) -> RequestBuilder {
    let token = world.body(|| {
        let rotating = world.phone.rotating(role, &Key::numbered(new), &world.challenge);
        world.phone.rotation(&rotating)
    });
    with(by(&world.phone, "POST", "/ad/device/keys"), Typ::DeviceKeyRotation, token)
}

fn by_the_as(world: &World, method: &str, path: &str, body: Option<&Value>) -> RequestBuilder {
    let url = format!("{}{path}", world.bank.issuer);
    let call = world.bank.http.request(method.parse().unwrap(), url).bearer_auth(CHANNEL_SECRET);
    match body {
        Some(body) => call.header("content-type", "application/json").body(body.to_string()),
        None => call,
    }
}
