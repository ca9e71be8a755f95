//! Requests that come until somebody gives in.

use crate::support::phone::{Enrolled, notice};
use crate::support::{NOW, Phone, Server, samples};
use countersign::{DenialReason, FetchError, Frequency, MAX_MUTE_SECONDS, Outcome};

async fn enrolled() -> (Server, Phone, Enrolled) {
    let server = Server::start().await;
    let phone = Phone::new(&[&server]);
    let at = phone.enrol(&server).await;
    (server, phone, at)
}

fn pass(server: &Server, phone: &Phone, seconds: i64) {
    server.advance(seconds);
    phone.parts.clock.advance(seconds);
}

#[tokio::test]
async fn a_push_is_received_without_touching_what_is_in_hand() {
    let (server, phone, at) = enrolled().await;
    let (first, second) =
        (server.ask(&at.device, samples::payment()), server.ask(&at.device, samples::payment()));
    let consent = phone.open_request(&at, &first).await;

    let received = phone.device.receive(&notice(&at.handle, &second)).await.unwrap();

    assert_eq!((received.enrolment, received.request), (at.enrolment.clone(), second.clone()));
    assert_eq!((received.expires_at.0, received.muted), (NOW + 300, false));
    assert!(consent.reading().is_ok());
    let kept: Vec<_> = phone.history().await.into_iter().map(|entry| entry.request).collect();
    assert_eq!(kept, [second, first]);
}

#[tokio::test]
async fn how_many_came_lately_stands_beside_the_view() {
    let (server, phone, at) = enrolled().await;
    let mut counted = Vec::new();
    for wait in [0, 86_300, 3500, 10, 10, 10] {
        pass(&server, &phone, wait);
        let request = server.ask(&at.device, samples::payment());
        let consent = phone.open_request(&at, &request).await;
        let recent = consent.recent();
        counted.push((recent.last_hour, recent.last_day, recent.level));
        phone.device.deny(&consent, DenialReason::NotMe).await.unwrap();
    }

    // The third comes 89 800 s after the first, which no longer counts then.
    let expected = [
        (1, 1, Frequency::Usual),
        (1, 2, Frequency::Usual),
        (2, 2, Frequency::Usual),
        (3, 3, Frequency::Usual),
        (4, 4, Frequency::Raised),
        (5, 5, Frequency::Raised),
    ];
    assert_eq!(counted, expected);
}

#[tokio::test]
async fn a_muted_enrolment_keeps_and_lists_but_asks_for_no_notification() {
    let (server, phone, at) = enrolled().await;
    let other = phone.enrol(&server).await;
    phone.device.mute(&at.enrolment, 3600).await.unwrap();
    let (request, elsewhere) =
        (server.ask(&at.device, samples::payment()), server.ask(&other.device, samples::payment()));

    let muted = phone.device.receive(&notice(&at.handle, &request)).await.unwrap();
    let heard = phone.device.receive(&notice(&other.handle, &elsewhere)).await.unwrap();
    let listed = phone.device.pending(&at.enrolment).await.unwrap();
    pass(&server, &phone, 3601);
    let later = server.ask(&at.device, samples::payment());
    let over = phone.device.receive(&notice(&at.handle, &later)).await.unwrap();

    assert_eq!((muted.muted, heard.muted, over.muted), (true, false, false));
    assert_eq!(listed.len(), 1);
}

#[tokio::test]
async fn muting_has_an_end_and_can_be_taken_back() {
    let (server, phone, at) = enrolled().await;
    phone.device.mute(&at.enrolment, u32::MAX).await.unwrap();
    pass(&server, &phone, i64::from(MAX_MUTE_SECONDS) - 10);
    let request = server.ask(&at.device, samples::payment());
    let still = phone.device.receive(&notice(&at.handle, &request)).await.unwrap();
    pass(&server, &phone, 20);
    let ended = phone.device.receive(&notice(&at.handle, &request)).await.unwrap();
    phone.device.mute(&at.enrolment, 600).await.unwrap();
    phone.device.mute(&at.enrolment, 0).await.unwrap();

    let heard = phone.device.receive(&notice(&at.handle, &request)).await.unwrap();

    assert_eq!((still.muted, ended.muted, heard.muted), (true, false, false));
}

#[tokio::test]
async fn no_more_wait_than_can_be_looked_through() {
    let (server, phone, at) = enrolled().await;
    let mut received = Vec::new();
    for _ in 0..20 {
        let request = server.ask(&at.device, samples::payment());
        received.push(phone.device.receive(&notice(&at.handle, &request)).await.unwrap().request);
    }
    let one_more = server.ask(&at.device, samples::payment());

    let refused = phone.device.receive(&notice(&at.handle, &one_more)).await;
    let known = phone.device.receive(&notice(&at.handle, &received[0])).await;
    let consent = phone.open_request(&at, &received[0]).await;
    phone.device.deny(&consent, DenialReason::NotMe).await.unwrap();
    let room = phone.device.receive(&notice(&at.handle, &one_more)).await;

    assert_eq!(refused.unwrap_err(), FetchError::TooMany);
    assert!(known.is_ok(), "one that is here is no more");
    assert!(room.is_ok());
    let open = phone.history().await.iter().filter(|e| e.outcome == Outcome::Open).count();
    assert_eq!(open, 20);
}

#[tokio::test]
async fn what_is_overdue_makes_room() {
    let (server, phone, at) = enrolled().await;
    for _ in 0..20 {
        let request = server.ask(&at.device, samples::payment());
        phone.device.receive(&notice(&at.handle, &request)).await.unwrap();
    }
    pass(&server, &phone, 300);
    let later = server.ask(&at.device, samples::payment());

    let received = phone.device.receive(&notice(&at.handle, &later)).await;

    assert_eq!(received.unwrap().recent.last_hour, 21);
}
