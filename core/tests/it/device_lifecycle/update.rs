//! An app that the bank no longer serves: it says so, and still denies what is in hand.

use crate::support::{Phone, Server, Step, samples};
use countersign::intake::Notice;
use countersign::{
    Answered, ApprovalInput, DecideError, Delivery, DenialReason, Ending, EnrolError, FetchError,
    ManageError, PrepareError, ServerError,
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

#[tokio::test]
async fn an_app_that_is_too_old_approves_and_fetches_nothing_however_it_learned_it() {
    for learn in ["by a version of the core", "by a version of the protocol", "by any answer"] {
        let server = Server::start().await;
        let phone = Phone::new(&[&server]);
        let at = phone.enrol(&server).await;
        let (first, second) = (
            server.ask(&at.device, samples::payment()),
            server.ask(&at.device, samples::payment()),
        );
        let consent = phone.open_request(&at, &first).await;
        let prepared = phone.device.prepare(&consent, &ApprovalInput::default()).unwrap();
        let signature = phone.touch(prepared.key(), prepared.signing_input());

        if learn == "by a version of the protocol" {
            server.state().discovery["protocol_versions_supported"] = json!(["2"]);
        } else {
            server.state().discovery["minimum_core_version"] = json!("99.0.0");
        }
        if learn == "by any answer" {
            server.say(Step::List, 426);
            phone.device.pending(&at.enrolment).await.unwrap_err();
        } else {
            phone.device.refresh(&at.enrolment).await.unwrap_err();
        }
        let again = phone.device.prepare(&consent, &ApprovalInput::default());
        let completed = phone.device.complete(&prepared, &signature).await;
        server.forget_calls();
        let opened = phone.device.open_request(&at.enrolment, &first).await;
        let fetched = phone.device.receive(&notice(&at.handle, &second)).await;

        assert_eq!(again.unwrap_err(), PrepareError::UpdateRequired, "{learn}");
        assert_eq!(completed.unwrap_err(), DecideError::UpdateRequired, "{learn}");
        let too_old = FetchError::Server(ServerError::UpdateRequired);
        assert_eq!(opened.unwrap_err(), too_old, "{learn}");
        assert_eq!(fetched.unwrap_err(), too_old, "{learn}");
        assert!(server.calls_of(Step::Request).is_empty(), "{learn}");
        let denied = phone.device.deny(&consent, DenialReason::ChangedMind).await;
        assert!(matches!(denied, Ok(Delivery::Ended(_))), "{learn}");
        assert_eq!(phone.device.remove(&at.enrolment).await, Ok(()), "{learn}");
    }
}

#[tokio::test]
async fn what_discovery_said_of_the_app_is_remembered_until_discovery_says_otherwise() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start().await;
    let phone = Phone::on_disk(&[&server], folder.path());
    let at = phone.enrol(&server).await;
    let request = server.ask(&at.device, samples::payment());
    server.state().discovery["minimum_core_version"] = json!("99.0.0");
    phone.device.refresh(&at.enrolment).await.unwrap_err();

    let phone = phone.reopen();
    let shown = phone.device.enrolments().await.unwrap()[0].update_required;
    let opened = phone.device.open_request(&at.enrolment, &request).await;
    server.state().discovery["minimum_core_version"] = json!("0.1.0");
    let consent = phone.device.open_request(&at.enrolment, &request).await.unwrap();

    assert!(shown);
    assert_eq!(opened.unwrap_err(), FetchError::Server(ServerError::UpdateRequired));
    assert!(phone.approve(&consent).await.is_ok(), "the document that fits has the last word");
    assert!(!phone.device.enrolments().await.unwrap()[0].update_required);
}

fn notice(enrolment: &str, request: &str) -> Notice {
    Notice { enrolment: enrolment.to_owned(), request: request.to_owned() }
}
