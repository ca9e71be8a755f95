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

#[tokio::test]
async fn an_endpoint_is_an_url_that_everybody_reads_alike() {
    let server = Server::start().await;
    let phone = Phone::new(&[&server]);
    let link = server.offer(samples::LABEL).link;
    let (issuer, port) = (server.issuer.clone(), server.issuer.rsplit(':').next().unwrap());
    let odd = [
        format!("{issuer}/ad/requests/"),
        format!("{issuer}/ad/requests?a=b"),
        format!("{issuer}/ad/requests?"),
        format!("{issuer}/ad/requests#a"),
        format!("{issuer}/ad/requests#"),
        format!("{issuer}\\ad\\requests"),
        format!("{issuer}/ad\\requests"),
        format!("{issuer}/ad/../requests"),
        format!("{issuer}/ad/re\tquests"),
        format!(" {issuer}/ad/requests"),
        format!("http://@127.0.0.1:{port}/ad/requests"),
        format!("http://a:b@127.0.0.1:{port}/ad/requests"),
        format!("http:127.0.0.1:{port}/ad/requests"),
        format!("HTTP://127.0.0.1:{port}/ad/requests"),
        format!("http://127.1:{port}/ad/requests"),
    ];

    for url in odd {
        server.state().discovery["requests_endpoint"] = json!(url);
        let read = phone.device.read_offer(&link).await;
        assert_eq!(read.unwrap_err(), EnrolError::Server(ServerError::Answer), "{url}");
    }
}

#[tokio::test]
async fn the_longest_life_of_a_request_is_a_whole_number_of_seconds_within_an_hour() {
    let server = Server::start().await;
    let phone = Phone::new(&[&server]);
    let link = server.offer(samples::LABEL).link;

    for wrong in [json!(0), json!(-1), json!(3601), json!("600"), json!(600.0), Value::Null] {
        server.state().discovery["request_expiry_max"] = wrong.clone();
        let read = phone.device.read_offer(&link).await;
        assert_eq!(read.unwrap_err(), EnrolError::Server(ServerError::Answer), "{wrong}");
    }
    server.state().discovery.as_object_mut().unwrap().remove("request_expiry_max");
    assert!(phone.device.read_offer(&link).await.is_err());
    for right in [1, 3600] {
        server.state().discovery["request_expiry_max"] = json!(right);
        assert!(phone.device.read_offer(&link).await.is_ok());
    }
}
