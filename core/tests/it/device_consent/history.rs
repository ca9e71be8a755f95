//! The history: what was asked, what was said, and the proof.

use super::Case;
use crate::support::phone::Parts;
use crate::support::{NOW, Phone, Server, Step, samples};
use countersign::platform::{Change, Observer};
use countersign::{DenialReason, Ending, Outcome, Verdict};
use std::sync::{Arc, Mutex};

#[tokio::test]
async fn an_entry_holds_the_request_the_decision_and_the_receipt() {
    let case = Case::payment().await;
    let asked =
        case.server.state().requests[&(case.at.device.clone(), case.request.clone())].token.clone();
    case.server.advance(20);

    case.phone.approve(&case.consent).await.unwrap();

    let entry = case.phone.history().await.remove(0);
    let row = &case.server.state().requests[&(case.at.device.clone(), case.request.clone())];
    let (decision, receipt) = row.decision.clone().unwrap();
    assert_eq!(entry.outcome, Outcome::Ended(Ending::Decided(Verdict::Approved)));
    assert_eq!(entry.enrolment, case.at.enrolment);
    assert_eq!(entry.request, case.request);
    assert_eq!(entry.ended_at.unwrap().0, NOW + 20);
    assert_eq!(entry.request_token, asked);
    assert_eq!(entry.decision, Some(decision));
    assert_eq!(entry.receipt, Some(receipt));
}

#[tokio::test]
async fn pages_go_from_the_newest_to_the_oldest() {
    let case = Case::payment().await;
    let mut asked = vec![case.request.clone()];
    case.consent.put_back();
    for _ in 0..4 {
        let request = case.server.ask(&case.at.device, samples::payment());
        let consent = case.phone.open_request(&case.at, &request).await;
        case.phone.device.deny(&consent, DenialReason::NotMe).await.unwrap();
        asked.push(request);
    }
    let device = &case.phone.device;

    let first = device.history(None, 2).await.unwrap();
    let second = device.history(first.last().map(|entry| entry.number), 2).await.unwrap();
    let third = device.history(second.last().map(|entry| entry.number), 2).await.unwrap();
    let fourth = device.history(third.last().map(|entry| entry.number), 2).await.unwrap();

    let all: Vec<_> = [first, second, third, fourth].concat();
    let ids: Vec<_> = all.iter().map(|entry| entry.request.clone()).collect();
    asked.reverse();
    assert_eq!(ids, asked);
    assert_eq!(all[0].outcome, Outcome::Ended(Ending::Decided(Verdict::Denied)));
    assert_eq!(all[4].outcome, Outcome::Open);
}

#[tokio::test]
async fn the_history_is_read_without_any_call() {
    let case = Case::payment().await;

    case.phone.history().await;
    case.phone.device.enrolments().await.unwrap();

    assert_eq!(case.server.calls(), [] as [Step; 0]);
}

#[tokio::test]
async fn the_app_is_told_what_to_draw_again_and_nothing_more() {
    let told = Arc::new(Told::default());
    let server = Server::start().await;
    let mut parts = Parts::new(&[&server], None);
    parts.observer = Some(Arc::<Told>::clone(&told));
    let phone = Phone::open(parts).unwrap();

    let at = phone.enrol(&server).await;
    let request = server.ask(&at.device, samples::payment());
    let consent = phone.open_request(&at, &request).await;
    phone.approve(&consent).await.unwrap();
    phone.device.forget(&at.enrolment).await.unwrap();

    use Change::{Deliveries, Enrolments, Requests};
    let expected = [Enrolments, Enrolments, Requests, Requests, Deliveries, Enrolments];
    assert_eq!(*told.0.lock().unwrap(), expected);
}

#[derive(Default)]
struct Told(Mutex<Vec<Change>>);

impl Observer for Told {
    fn changed(&self, change: Change) {
        self.0.lock().unwrap().push(change);
    }
}
