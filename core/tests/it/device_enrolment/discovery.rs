//! Where the AS says its endpoints are, and whether this app is new enough.

use crate::support::{Phone, Server, Step, samples};
use countersign::{EnrolError, ServerError};
use serde_json::{Value, json};

#[tokio::test]
async fn every_endpoint_has_the_issuers_own_origin() {
    let (server, stranger) = (Server::start().await, Server::start().await);
    let phone = Phone::new(&[&server]);
    let link = server.offer(samples::LABEL).link;

    for endpoint in [
        "as_keys_endpoint",
        "device_registration_endpoint",
        "requests_endpoint",
        "device_endpoint",
        "token_endpoint",
    ] {
        let own = server.state().discovery.clone();
        let elsewhere = format!("{}/ad/x", stranger.issuer);
        for foreign in [json!(elsewhere), json!("/ad/x"), json!(1), Value::Null] {
            server.state().discovery[endpoint] = foreign;
            let read = phone.device.read_offer(&link).await;
            assert_eq!(read.unwrap_err(), EnrolError::Server(ServerError::Answer), "{endpoint}");
        }
        server.state().discovery = own;
    }
    assert_eq!(stranger.calls(), []);
    assert!(phone.device.read_offer(&link).await.is_ok());
}

#[tokio::test]
async fn a_discovery_document_of_another_issuer_is_refused() {
    let server = Server::start().await;
    let phone = Phone::new(&[&server]);
    server.state().discovery["issuer"] = json!("https://other.bank.example");

    let read = phone.device.read_offer(&server.offer(samples::LABEL).link).await;

    assert_eq!(read.unwrap_err(), EnrolError::Server(ServerError::Answer));
}

#[tokio::test]
async fn a_server_that_has_moved_on_asks_for_an_update_and_nothing_else_is_tried() {
    for (member, value) in [
        ("protocol_versions_supported", json!(["2", "3"])),
        ("minimum_core_version", json!("0.1.1")),
        ("minimum_core_version", json!("0.10.0")),
    ] {
        let server = Server::start().await;
        let phone = Phone::new(&[&server]);
        server.state().discovery[member] = value;

        let read = phone.device.read_offer(&server.offer(samples::LABEL).link).await;

        assert_eq!(read.unwrap_err(), EnrolError::Server(ServerError::UpdateRequired));
        assert_eq!(server.calls(), [Step::Discovery]);
    }
}
