//! The table of docs/protocol.md §6.2, played cell by cell as the page has it.

use crate::bank::{ACCOUNT, Bank};
use countersign_gateway::channel::RevocationReason;
use countersign_protocol::jose::Typ;
use countersign_testing::Key;
use countersign_testing::phone::{Answering, Phone};
use serde_json::json;

/// A device in one of the states, with what it got while it was active.
struct Played {
    phone: Phone,
    /// A request: this device's own, unless it never was active.
    request: String,
    answering: Option<Answering>,
    challenge: String,
    // The listener ends with it.
    _bank: Bank,
}

/// The table: its states, and for each call the statuses in their order.
fn table() -> (Vec<String>, Vec<(String, Vec<String>)>) {
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/protocol.md");
    let page = std::fs::read_to_string(page).unwrap();
    let section = page.split("\n### ").find(|section| section.starts_with("6.2 ")).unwrap();
    let mut rows = section.lines().filter(|line| line.starts_with('|')).map(|line| {
        let mut cells = line.trim_matches('|').split('|').map(|cell| cell.trim().to_owned());
        (cells.next().unwrap(), cells.collect::<Vec<_>>())
    });
    let (_, states) = rows.next().unwrap();
    (states, rows.skip(1).collect())
}

async fn played(state: &str) -> Played {
    let bank = Bank::open().await;
    if state == "pending" {
        let offer = bank.gateway.create_offer(ACCOUNT, "DE** 1603").await.unwrap();
        let mut phone = bank.unenrolled(20);
        phone.register(&offer.token).await;
        let challenge = phone.challenge().await;
        let request = "another".to_owned();
        return Played { phone, request, answering: None, challenge, _bank: bank };
    }
    let mut phone = bank.phone(20).await;
    bank.ask().await;
    let answering = phone.open().await;
    let (challenge, request) = (phone.challenge().await, answering.id().to_owned());
    match state {
        "active" => {}
        "blocked" => assert_eq!(report(&phone, &request).await, 204),
        "revoked" => {
            bank.gateway.revoke(&phone.device, RevocationReason::Lost).await.unwrap();
        }
        "unknown" => {
            "unknown".clone_into(&mut phone.device);
            "unknown".clone_into(&mut phone.access_token);
        }
        other => panic!("no state: {other}"),
    }
    Played { phone, request, answering: Some(answering), challenge, _bank: bank }
}

async fn report(phone: &Phone, request: &str) -> u16 {
    let typ = Typ::DeviceReport;
    let token = phone.command(typ, &json!({"request": request, "reason": "not_me"}));
    phone.send("POST", "/ad/device/report", &typ.media_type(), &token).await.status
}

async fn status(call: &str, played: &mut Played) -> u16 {
    let Played { phone, request, answering, challenge, .. } = played;
    let change = |typ: Typ, path: &'static str, claims: serde_json::Value| {
        let (token, media_type) = (phone.command(typ, &claims), typ.media_type());
        (path, media_type, token)
    };
    let (path, media_type, token) = match call {
        "`POST {token_endpoint}`" => return phone.renew().await.status,
        "`GET {device_endpoint}`" => return phone.get("/ad/device").await.status,
        "`DELETE {device_endpoint}`" => {
            return phone
                .call("DELETE", "/ad/device", Some(&phone.access_token), None)
                .await
                .status;
        }
        "`GET {device_endpoint}/keys`" => return phone.get("/ad/device/keys").await.status,
        "`POST {device_endpoint}/keys`" => {
            let rotating = phone.rotating("transport", &Key::numbered(90), challenge);
            return phone.send_rotation(&phone.rotation(&rotating)).await.status;
        }
        "`POST {device_endpoint}/report`" => return report(phone, request).await,
        "`GET {requests_endpoint}`" => return phone.get("/ad/requests").await.status,
        "`GET {requests_endpoint}/{id}`" => {
            return phone.get(&format!("/ad/requests/{request}")).await.status;
        }
        "`GET {requests_endpoint}/{id}/status`" => {
            return phone.get(&format!("/ad/requests/{request}/status")).await.status;
        }
        "`POST {requests_endpoint}/{id}/decision`" => {
            let Some(answering) = answering else {
                let path = format!("/ad/requests/{request}/decision");
                let media_type = Typ::ConsentApproval.media_type();
                return phone.send("POST", &path, &media_type, "no token").await.status;
            };
            return phone.approve(answering).await.status;
        }
        "`PUT {device_endpoint}/push`" => {
            change(Typ::DevicePush, "/ad/device/push", json!({"push": {"provider": "none"}}))
        }
        "`PUT {device_endpoint}/capabilities`" => {
            let capabilities = json!({
                "core_version": "0.1.0", "protocol_versions": ["1"],
                "authorization_details_types": ["payment_initiation"], "templates": ["1"],
                "locales": ["en"],
            });
            let claims = json!({ "capabilities": capabilities });
            change(Typ::DeviceCapabilities, "/ad/device/capabilities", claims)
        }
        other => panic!("no call: {other}"),
    };
    phone.send("PUT", path, &media_type, &token).await.status
}

#[tokio::test]
async fn every_call_in_every_state_gets_the_status_that_the_page_says() {
    let (states, calls) = table();
    let mut wrong = Vec::new();

    for (call, expected) in &calls {
        for (state, expected) in states.iter().zip(expected) {
            let mut played = played(state).await;

            let found = status(call, &mut played).await.to_string();

            if &found != expected {
                wrong.push(format!("{call}, {state}: {found}"));
            }
        }
    }

    assert_eq!((states.len(), calls.len()), (5, 12));
    assert_eq!(wrong, [""; 0]);
}
