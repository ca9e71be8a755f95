//! Enrolling: from the bank's offer to an active device, and everything that must stop it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use support::{Phone, Server};

#[tokio::test]
async fn an_offer_by_value_leads_to_a_pending_enrolment() {
    let server = Server::start().await;
    let phone = Phone::new(&[&server]);
    let enrolment = phone.register(&server).await;
    assert_eq!(enrolment.account, support::samples::LABEL);
}
