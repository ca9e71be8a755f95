//! When a decision without an answer is sent again, and when it is only asked about.

use super::Case;
use crate::support::phone::Parts;
use crate::support::{Answer, Phone, Step, Trick};
use countersign::{Answered, Delivery, Ending, Outcome, Verdict};
use std::sync::Mutex;
use std::time::Duration;

impl Case {
    /// Time passes, at the bank and on the phone.
    fn wait(&self, seconds: i64) {
        self.server.advance(seconds);
        self.phone.parts.clock.advance(seconds);
    }

    /// A payment that was approved, and nobody answers.
    async fn unanswered() -> Self {
        let case = Self::payment().await;
        case.server.always(Step::Decision, Trick::Silence);
        assert_eq!(case.phone.approve(&case.consent).await, Ok(Delivery::Unknown));
        case
    }

    fn sent(&self) -> usize {
        self.server.calls_of(Step::Decision).len()
    }
}

#[tokio::test]
async fn what_is_not_due_is_not_sent_and_the_device_says_when_it_is() {
    let case = Case::unanswered().await;

    let early = case.phone.device.deliver().await.unwrap();
    let wait = early.next.unwrap();
    case.wait(i64::try_from(wait.as_secs()).unwrap());
    let due = case.phone.device.deliver().await.unwrap();

    assert_eq!(early.tried, []);
    assert!((1..=2).contains(&wait.as_secs()), "{wait:?}");
    assert_eq!(due.tried, [(case.request.clone(), Delivery::Unknown)]);
    assert_eq!(case.sent(), 2);
}

#[tokio::test]
async fn the_waits_stay_within_their_doubling_ceilings() {
    let case = Case::unanswered().await;

    for ceiling in [2, 4, 8, 16, 32, 60, 60] {
        let wait = case.phone.device.deliver().await.unwrap().next.unwrap().as_secs();
        assert!((1..=ceiling).contains(&wait), "{wait} of {ceiling}");
        case.wait(i64::try_from(wait).unwrap());
        assert_eq!(case.phone.device.deliver().await.unwrap().tried.len(), 1);
    }
}

#[tokio::test]
async fn the_servers_patience_is_kept_even_if_the_person_asks() {
    for status in [429, 503] {
        let case = Case::payment().await;
        let patience = Answer::error(status).with("retry-after", "40");
        case.server.next(Step::Decision, Trick::Say(patience));
        case.phone.approve(&case.consent).await.unwrap();

        case.wait(39);
        let early = case.phone.device.deliver_now().await.unwrap();
        case.wait(3);
        let later = case.phone.device.deliver_now().await.unwrap();

        assert_eq!(early.tried, [], "{status}");
        assert!(
            matches!(later.tried[0].1, Delivery::Ended(Ending::Decided(Answered::Recorded { .. }))),
            "{status}"
        );
        assert_eq!(later.next, None, "{status}");
    }
}

#[tokio::test]
async fn patience_beyond_the_end_of_the_request_lasts_until_shortly_before_it() {
    let case = Case::payment().await;
    let patience = Answer::error(503).with("retry-after", "3600");
    case.server.next(Step::Decision, Trick::Say(patience));
    case.phone.approve(&case.consent).await.unwrap();

    case.wait(289);
    let early = case.phone.device.deliver().await.unwrap();
    case.wait(1);
    let last = case.phone.device.deliver().await.unwrap();

    assert_eq!(early.tried, []);
    assert!(matches!(last.tried[0].1, Delivery::Ended(Ending::Decided(Answered::Recorded { .. }))));
}

#[tokio::test]
async fn patience_that_is_asked_for_at_the_very_end_lasts_until_the_end() {
    let case = Case::payment().await;
    case.wait(292);
    let patience = Answer::error(429).with("retry-after", "3600");
    case.server.next(Step::Decision, Trick::Say(patience));
    case.phone.approve(&case.consent).await.unwrap();

    case.wait(8);
    let round = case.phone.device.deliver().await.unwrap();

    assert_eq!(round.tried[0].1, Delivery::Ended(Ending::Expired), "asked at once");
}

#[tokio::test]
async fn the_schedule_survives_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let Case { server, phone, consent, .. } = Case::on_disk(folder.path()).await;
    server.next(Step::Decision, Trick::Say(Answer::error(503).with("retry-after", "40")));
    phone.approve(&consent).await.unwrap();
    let phone = phone.reopen();

    let early = phone.device.deliver_now().await.unwrap();

    assert_eq!(early.tried, []);
    assert!(early.next.unwrap() >= Duration::from_secs(40));
}

#[tokio::test]
async fn a_clock_set_back_by_years_does_not_put_the_next_try_off_by_years() {
    let folder = tempfile::tempdir().unwrap();
    let Case { server, phone, consent, .. } = Case::on_disk(folder.path()).await;
    server.next(Step::Decision, Trick::Silence);
    phone.approve(&consent).await.unwrap();
    let parts: Parts = phone.parts.clone();
    drop(phone);
    parts.clock.reboot("boot-2");
    parts.clock.set_wall(0);

    let round = Phone::open(parts).unwrap().device.deliver().await.unwrap();

    assert!(matches!(
        round.tried[0].1,
        Delivery::Ended(Ending::Decided(Answered::Recorded { .. }))
    ));
}

#[tokio::test]
async fn a_clock_set_forward_by_years_does_not_end_a_decision() {
    let folder = tempfile::tempdir().unwrap();
    let Case { server, phone, at, request, consent } = Case::on_disk(folder.path()).await;
    server.next(Step::Decision, Trick::Silence);
    phone.approve(&consent).await.unwrap();
    let parts: Parts = phone.parts.clone();
    drop(phone);
    parts.clock.reboot("boot-2");
    parts.clock.set_wall(4_000_000_000);

    let round = Phone::open(parts).unwrap().device.deliver().await.unwrap();

    assert!(matches!(
        round.tried[0].1,
        Delivery::Ended(Ending::Decided(Answered::Recorded { .. }))
    ));
    assert_eq!(server.status(&at.device, &request), "decided");
}

#[tokio::test]
async fn after_its_time_a_decision_is_asked_about_and_not_sent() {
    let case = Case::unanswered().await;
    case.wait(300);
    case.server.behave();
    case.server.forget_calls();

    let round = case.phone.device.deliver_now().await.unwrap();

    assert_eq!(round.tried, [(case.request.clone(), Delivery::Ended(Ending::Expired))]);
    assert_eq!(round.next, None);
    assert_eq!(case.server.calls(), [Step::Status]);
    assert_eq!(case.phone.history().await[0].outcome, Outcome::Ended(Ending::Expired));
}

#[tokio::test]
async fn what_nobody_answers_stays_unknown_and_is_asked_ever_more_rarely() {
    let case = Case::unanswered().await;
    case.server.go_down();
    let mut longest = Vec::new();

    for over_for in [300, 3600, 10 * 86_400] {
        case.wait(over_for);
        case.phone.device.deliver_now().await.unwrap();
        longest.push(case.phone.device.deliver().await.unwrap().next.unwrap().as_secs());
    }

    assert_eq!(case.phone.history().await[0].outcome, Outcome::Unknown);
    assert!(longest[0] <= 2 && longest[1] <= 3600 && longest[2] <= 86_400, "{longest:?}");
    case.server.behave();
    case.phone.device.deliver_now().await.unwrap();
    assert_eq!(case.phone.history().await[0].outcome, Outcome::Ended(Ending::Expired));
}

#[tokio::test]
async fn an_app_that_can_wait_delivers_until_all_is_settled() {
    let case = Case::payment().await;
    for _ in 0..4 {
        case.server.next(Step::Decision, Trick::Silence);
    }
    case.phone.approve(&case.consent).await.unwrap();
    let waited = Mutex::new(0);

    let wait = |next: Duration| {
        case.wait(i64::try_from(next.as_secs()).unwrap());
        *waited.lock().unwrap() += 1;
        std::future::ready(())
    };
    case.phone.device.deliver_until_settled(wait).await.unwrap();

    assert_eq!(
        case.phone.history().await[0].outcome,
        Outcome::Ended(Ending::Decided(Verdict::Approved))
    );
    assert_eq!((case.sent(), *waited.lock().unwrap()), (5, 4));
}
