//! Decisions of which this phone never learns what became: they end, as what they are.

use super::Case;
use crate::support::phone::notice;
use crate::support::{Answer, Step, Trick, samples};
use countersign::platform::KeyStore as _;
use countersign::{
    DecideError, Delivery, DenialReason, Ending, FetchError, HistoryCheck, Outcome, PrepareError,
};
use serde_json::Value;

const DAY: i64 = 86_400;

impl Case {
    /// Time passes, at the bank and on the phone.
    fn days(&self, days: i64) {
        self.server.advance(days * DAY);
        self.phone.parts.clock.advance(days * DAY);
    }

    /// A payment that was approved, and of which the bank knows nothing any more.
    async fn forgotten() -> Self {
        let case = Self::payment().await;
        for step in [Step::Decision, Step::Status] {
            case.server.always(step, Trick::Say(Answer::error(404)));
        }
        assert_eq!(case.phone.approve(&case.consent).await, Ok(Delivery::Unknown));
        case
    }

    /// The transport key is lost, as it is when a phone's key store is cleared.
    fn lose_transport_key(&self) {
        let keys = self.phone.parts.keys.list("").unwrap();
        let transport = keys.iter().find(|alias| alias.0.ends_with("-transport")).unwrap();
        self.phone.parts.keys.software.invalidate(transport);
    }
}

#[tokio::test]
async fn thirty_days_after_its_request_a_decision_that_nobody_signed_for_is_never_learned() {
    let case = Case::forgotten().await;

    case.days(29);
    let before = case.phone.device.deliver_now().await.unwrap();
    case.days(2);
    let after = case.phone.device.deliver_now().await.unwrap();
    case.server.forget_calls();
    let later = case.phone.device.deliver_now().await.unwrap();

    assert_eq!(before.tried, [(case.request.clone(), Delivery::Unknown)]);
    assert_eq!(after.tried, [(case.request.clone(), Delivery::NeverLearned)]);
    assert_eq!((after.next, later.tried), (None, Vec::new()), "and nothing is asked any more");
    assert_eq!(case.phone.history().await[0].outcome, Outcome::NeverLearned);
}

#[tokio::test]
async fn a_decision_that_was_never_learned_joins_the_chain_and_the_export() {
    let case = Case::forgotten().await;
    case.days(31);
    case.phone.device.deliver_now().await.unwrap();

    let checked = case.phone.device.check_history(&case.at.enrolment).await;
    let export = case.phone.device.export_history(&case.at.enrolment).await.unwrap();

    let export: Value = serde_json::from_str(&export).unwrap();
    let entry = &export["entries"][0];
    assert_eq!(checked, Ok(HistoryCheck::Whole { entries: 1 }));
    assert_eq!(entry["outcome"], "never_learned");
    assert_eq!((entry["place"].as_i64(), &entry["link"]), (Some(1), &export["last"]["link"]));
    assert!(entry["decision"].is_string() && entry["receipt"].is_null());
}

#[tokio::test]
async fn the_id_of_a_decision_that_was_never_learned_stays_closed() {
    let case = Case::forgotten().await;
    case.days(31);
    case.phone.device.deliver_now().await.unwrap();
    case.server.behave();
    case.server.advance(-31 * DAY);

    let opened = case.phone.device.open_request(&case.at.enrolment, &case.request).await;

    assert_eq!(opened.unwrap_err(), FetchError::Over);
    assert_eq!(case.phone.history().await[0].outcome, Outcome::NeverLearned);
}

#[tokio::test]
async fn a_bank_that_signs_pending_for_ever_is_given_up_too() {
    let case = Case::payment().await;
    case.server.always(Step::Decision, Trick::Silence);
    case.phone.approve(&case.consent).await.unwrap();
    case.days(31);

    case.server.alter(Step::Status, |status| status["status"] = "pending".into());
    let tried = case.phone.device.deliver_now().await.unwrap().tried;

    assert_eq!(tried[0].1, Delivery::NeverLearned);
}

#[tokio::test]
async fn a_word_that_is_signed_after_weeks_still_counts() {
    let case = Case::payment().await;
    case.server.always(Step::Decision, Trick::Silence);
    case.phone.approve(&case.consent).await.unwrap();
    case.days(60);

    let tried = case.phone.device.deliver_now().await.unwrap().tried;

    assert_eq!(tried[0].1, Delivery::Ended(Ending::Expired));
}

#[tokio::test]
async fn a_bank_that_is_never_reached_is_given_up_after_a_hundred_tries() {
    let case = Case::payment().await;
    case.server.go_down();
    case.phone.approve(&case.consent).await.unwrap();
    case.days(31);

    let mut last = Vec::new();
    for _ in 1..100 {
        last = case.phone.device.deliver_now().await.unwrap().tried;
    }
    let hundredth = std::mem::take(&mut last);
    let next = case.phone.device.deliver_now().await.unwrap().tried;

    assert_eq!(hundredth[0].1, Delivery::Unknown, "the clock alone may be wrong");
    assert_eq!(next[0].1, Delivery::NeverLearned);
}

#[tokio::test]
async fn decisions_without_an_answer_take_no_place_of_those_that_wait_for_one() {
    let case = Case::payment().await;
    case.server.always(Step::Decision, Trick::Silence);
    case.phone.approve(&case.consent).await.unwrap();
    for _ in 0..20 {
        let request = case.server.ask(&case.at.device, samples::payment());
        let consent = case.phone.open_request(&case.at, &request).await;
        case.phone.device.deny(&consent, DenialReason::NotMe).await.unwrap();
    }

    let request = case.server.ask(&case.at.device, samples::payment());
    let received = case.phone.device.receive(&notice(&case.at.handle, &request)).await;

    assert!(received.is_ok(), "{received:?}");
}

#[tokio::test]
async fn a_lost_transport_key_asks_for_a_new_enrolment_and_lets_what_waited_end() {
    let case = Case::payment().await;
    case.server.always(Step::Decision, Trick::Silence);
    case.phone.approve(&case.consent).await.unwrap();
    case.server.behave();
    let other = case.server.ask(&case.at.device, samples::payment());
    let in_hand = case.phone.open_request(&case.at, &other).await;
    case.lose_transport_key();

    let denied = case.phone.device.deny(&in_hand, DenialReason::NotMe).await;
    let told = case.phone.device.enrolments().await.unwrap()[0].needs_reenrolment;
    let prepared = case.phone.device.prepare(&in_hand, &countersign::ApprovalInput::default());
    let while_it_lives = case.phone.device.deliver_now().await.unwrap().tried;
    case.server.advance(301);
    case.phone.parts.clock.advance(301);
    let over = case.phone.device.deliver_now().await.unwrap();

    assert_eq!(denied, Err(DecideError::ReEnrol));
    assert!(told);
    assert_eq!(prepared.unwrap_err(), PrepareError::ReEnrol);
    assert_eq!(while_it_lives[0].1, Delivery::Unknown);
    assert_eq!((&over.tried[0].1, over.next), (&Delivery::NeverLearned, None));
}
