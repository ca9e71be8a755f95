//! An app that the bank no longer serves: it says so, and still denies what is in hand.

use crate::support::{Phone, Server, Step, samples};
use countersign::{
    Answered, Delivery, DenialReason, Ending, EnrolError, FetchError, ManageError, ServerError,
};
use serde_json::json;

#[tokio::test]
async fn an_app_that_is_too_old_says_so_wherever_it_learns_it() {
    let server = Server::start().await;
    let phone = Phone::new(&[&server]);
    let at = phone.enrol(&server).await;
    let shown = async || phone.device.enrolments().await.unwrap()[0].update_required;

    assert!(!shown().await);
    server.say(Step::List, 426);
    let listed = phone.device.pending(&at.enrolment).await;
    assert_eq!(listed.unwrap_err(), FetchError::Server(ServerError::UpdateRequired));
    assert!(shown().await, "by the status of any call");
    phone.device.refresh(&at.enrolment).await.unwrap();
    assert!(!shown().await, "the discovery document has the last word");
    server.state().discovery["minimum_core_version"] = json!("9.0.0");
    let refreshed = phone.device.refresh(&at.enrolment).await;
    let offered = phone.device.read_offer(&server.offer(samples::LABEL).link).await;

    assert_eq!(refreshed.unwrap_err(), ManageError::Server(ServerError::UpdateRequired));
    assert_eq!(offered.unwrap_err(), EnrolError::Server(ServerError::UpdateRequired));
    assert!(shown().await);
}

#[tokio::test]
async fn an_app_that_is_too_old_still_denies_what_it_has_in_hand() {
    let server = Server::start().await;
    let phone = Phone::new(&[&server]);
    let at = phone.enrol(&server).await;
    let request = server.ask(&at.device, samples::payment());
    let consent = phone.open_request(&at, &request).await;
    server.state().discovery["protocol_versions_supported"] = json!(["2"]);
    assert!(phone.device.refresh(&at.enrolment).await.is_err());

    let denied = phone.device.deny(&consent, DenialReason::ChangedMind).await;

    assert!(matches!(denied, Ok(Delivery::Ended(Ending::Decided(Answered::Recorded { .. })))));
}

#[tokio::test]
async fn a_denial_that_the_bank_answers_with_update_required_is_kept_and_sent_again() {
    let server = Server::start().await;
    let phone = Phone::new(&[&server]);
    let at = phone.enrol(&server).await;
    let request = server.ask(&at.device, samples::payment());
    let consent = phone.open_request(&at, &request).await;
    server.say(Step::Decision, 426);

    let denied = phone.device.deny(&consent, DenialReason::ChangedMind).await;
    let shown = phone.device.enrolments().await.unwrap()[0].update_required;
    let round = phone.device.deliver_now().await.unwrap();

    assert_eq!(denied, Ok(Delivery::Unknown));
    assert!(shown, "the app can say what is the matter");
    assert!(matches!(
        round.tried[..],
        [(_, Delivery::Ended(Ending::Decided(Answered::Recorded { .. })))]
    ));
}
