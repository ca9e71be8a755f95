//! A request that ends at the bank ends here too, also while somebody reads it.

use super::Case;
use crate::support::phone::notice;
use crate::support::{NOW, Step, Trick, samples};
use countersign::{
    Answered, DecideError, Delivery, DenialReason, Ending, FetchError, Outcome, ServerError,
};
use countersign_protocol::jose::Typ;
use serde_json::json;

const ENDINGS: [(&str, Outcome); 4] = [
    ("withdrawn", Outcome::Ended(Ending::Withdrawn)),
    ("expired", Outcome::Ended(Ending::Expired)),
    ("answered_elsewhere", Outcome::Ended(Ending::AnsweredElsewhere)),
    ("failed", Outcome::Ended(Ending::AnsweredElsewhere)),
];

#[tokio::test]
async fn a_consent_in_hand_ends_when_the_bank_is_asked() {
    for (status, outcome) in ENDINGS {
        let case = Case::payment().await;
        assert_eq!(case.phone.device.still_open(&case.consent).await, Ok(()));
        case.server.set_status(&case.at.device, &case.request, status);

        let asked = case.phone.device.still_open(&case.consent).await;
        let approved = case.phone.approve(&case.consent).await;
        let denied = case.phone.device.deny(&case.consent, DenialReason::NotMe).await;

        assert_eq!(asked, Err(FetchError::Over), "{status}");
        assert_eq!(approved, Err(DecideError::Decided), "{status}");
        assert_eq!(denied, Err(DecideError::Decided), "{status}");
        assert_eq!(case.phone.history().await[0].outcome, outcome, "{status}");
        assert_eq!(case.server.calls_of(Step::Decision).len(), 0, "{status}");
    }
}

#[tokio::test]
async fn a_request_that_is_not_listed_any_more_ends_here() {
    for (status, outcome) in ENDINGS {
        let case = Case::payment().await;
        let other = case.server.ask(&case.at.device, samples::account_access());
        case.phone.device.receive(&notice(&case.at.handle, &other)).await.unwrap();
        case.server.set_status(&case.at.device, &case.request, status);
        case.server.forget_calls();

        let listed = case.phone.device.pending(&case.at.enrolment).await.unwrap();

        let history = case.phone.history().await;
        assert_eq!(listed.iter().map(|item| &item.id).collect::<Vec<_>>(), [&other]);
        assert_eq!((history[0].outcome, history[1].outcome), (Outcome::Open, outcome), "{status}");
        assert_eq!(case.server.calls(), [Step::List, Step::Status], "only what vanished");
    }
}

#[tokio::test]
async fn a_request_that_is_over_was_answered_elsewhere_if_the_bank_says_so() {
    let case = Case::payment().await;
    case.server.set_status(&case.at.device, &case.request, "answered_elsewhere");
    case.server.advance(400);
    case.phone.parts.clock.advance(400);

    case.phone.device.pending(&case.at.enrolment).await.unwrap();

    assert_eq!(case.phone.history().await[0].outcome, Outcome::Ended(Ending::AnsweredElsewhere));
}

#[tokio::test]
async fn a_list_without_a_request_ends_nothing_if_the_bank_does_not_sign_it() {
    let case = Case::payment().await;
    case.server.set_status(&case.at.device, &case.request, "withdrawn");
    case.server.always(Step::Status, Trick::Silence);
    case.phone.device.pending(&case.at.enrolment).await.unwrap();
    assert_eq!(case.phone.history().await[0].outcome, Outcome::Open);

    let asked = case.phone.device.still_open(&case.consent).await;

    assert!(matches!(asked, Err(FetchError::Server(ServerError::Transport(_)))), "{asked:?}");
    assert_eq!(case.phone.history().await[0].outcome, Outcome::Open);
}

#[tokio::test]
async fn a_consent_in_hand_that_was_decided_here_says_so() {
    let case = Case::payment().await;
    case.server.next(Step::Decision, Trick::Silence);
    case.phone.approve(&case.consent).await.unwrap();

    let waiting = case.phone.device.still_open(&case.consent).await;
    case.phone.device.deliver_now().await.unwrap();
    let recorded = case.phone.device.still_open(&case.consent).await;

    assert_eq!((waiting, recorded), (Err(FetchError::Decided), Err(FetchError::Over)));
}

#[tokio::test]
async fn a_request_whose_bytes_changed_can_be_decided_no_more() {
    let case = Case::payment().await;
    let mut claims = case.server.request_claims(&case.at.device, &samples::payment());
    claims["jti"] = json!(case.request);
    claims["binding_message"] = json!("Something else");
    let key = case.server.state().request_key();
    let other = key.token(Typ::ConsentRequest, &claims);
    case.server.plant(&case.at.device, &case.request, other);

    let opened = case.phone.device.open_request(&case.at.enrolment, &case.request).await;
    let approved = case.phone.approve(&case.consent).await;

    let entry = case.phone.history().await.remove(0);
    assert_eq!(opened.unwrap_err(), FetchError::NotGenuine);
    assert_eq!(approved, Err(DecideError::Decided));
    assert_eq!(
        (entry.outcome, entry.ended_at.unwrap().0),
        (Outcome::Ended(Ending::Withdrawn), NOW)
    );
}

#[tokio::test]
async fn a_bank_whose_clock_goes_back_extends_nothing() {
    let case = Case::payment().await;
    case.server.advance(-200);
    case.phone.device.pending(&case.at.enrolment).await.unwrap();
    case.phone.parts.clock.advance(300);

    let denied = case.phone.device.deny(&case.consent, DenialReason::NotMe).await;

    assert_eq!(denied, Err(DecideError::Expired));
}

#[tokio::test]
async fn a_phone_that_starts_again_ends_no_request_whatever_its_clock_says() {
    for wall in [0, 4_000_000_000] {
        let folder = tempfile::tempdir().unwrap();
        let Case { phone, at, request, server, .. } = Case::on_disk(folder.path()).await;
        let parts = phone.parts.clone();
        drop(phone);
        parts.clock.reboot("boot-2");
        parts.clock.set_wall(wall);
        let phone = super::Phone::open(parts).unwrap();

        let consent = phone.open_request(&at, &request).await;
        let delivery = phone.approve(&consent).await.unwrap();

        assert!(
            matches!(delivery, Delivery::Ended(Ending::Decided(Answered::Recorded { .. }))),
            "{wall}"
        );
        assert_eq!(server.status(&at.device, &request), "decided");
    }
}
