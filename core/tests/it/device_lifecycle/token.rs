//! The access token: renewed where nobody waits for it, once for many calls.

use crate::support::{Answer, Phone, Server, Step, Trick, samples};
use countersign::{FetchError, ServerError};
use serde_json::json;
use std::future::Future;
use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};

#[tokio::test]
async fn no_consent_waits_for_a_token_that_an_earlier_call_renewed() {
    let server = Server::start().await;
    let phone = Phone::new(&[&server]);
    let at = phone.enrol(&server).await;
    let pass = |seconds| {
        server.advance(seconds);
        phone.parts.clock.advance(seconds);
    };

    pass(1799);
    phone.device.refresh(&at.enrolment).await.unwrap();
    assert!(server.calls_of(Step::Token).is_empty(), "more than half of its life is left");
    pass(1);
    phone.device.refresh(&at.enrolment).await.unwrap();
    let renewed = server.calls();
    pass(3500);
    server.forget_calls();
    let request = server.ask(&at.device, samples::payment());
    phone.open_request(&at, &request).await;

    assert_eq!(renewed.last(), Some(&Step::Token), "after everything else");
    assert_eq!(server.calls(), [Step::Request], "the token of the hour before lives");
}

#[tokio::test]
async fn a_renewal_ahead_of_need_that_fails_costs_nothing() {
    let server = Server::start().await;
    let phone = Phone::new(&[&server]);
    let at = phone.enrol(&server).await;
    server.advance(1800);
    phone.parts.clock.advance(1800);
    server.next(Step::Token, Trick::Silence);

    phone.device.refresh(&at.enrolment).await.unwrap();
    phone.device.pending(&at.enrolment).await.unwrap();
    phone.device.refresh(&at.enrolment).await.unwrap();

    assert_eq!(server.calls_of(Step::Token).len(), 2, "the old one served until the next try");
}

#[tokio::test]
async fn many_calls_that_need_a_token_share_one_renewal() {
    let server = Server::start().await;
    let phone = Phone::new(&[&server]);
    let at = phone.enrol(&server).await;
    server.advance(3600);
    phone.parts.clock.advance(3600);

    let ask = || phone.device.pending(&at.enrolment);
    let (a, b, c, d) = tokio::join!(ask(), ask(), ask(), ask());

    assert!(a.is_ok() && b.is_ok() && c.is_ok() && d.is_ok());
    assert_eq!(server.calls_of(Step::Token).len(), 1);
}

#[tokio::test]
async fn many_calls_whose_token_the_bank_forgot_share_one_renewal() {
    let server = Server::start().await;
    let phone = Phone::new(&[&server]);
    let at = phone.enrol(&server).await;
    server.forget_access_tokens();

    let ask = || phone.device.pending(&at.enrolment);
    let (a, b, c) = tokio::join!(ask(), ask(), ask());

    assert!(a.is_ok() && b.is_ok() && c.is_ok());
    assert_eq!(server.calls_of(Step::Token).len(), 1);
}

#[tokio::test]
async fn a_renewal_that_was_cut_off_harms_nothing() {
    for kill in [true, false] {
        let folder = tempfile::tempdir().unwrap();
        let server = Server::start().await;
        let mut phone = Phone::on_disk(&[&server], folder.path());
        let at = phone.enrol(&server).await;
        server.forget_access_tokens();
        // The token is given, and the answer never read: the app died, or the call was dropped.
        let reached = Arc::new(Mutex::new(false));
        let seen = Arc::clone(&reached);
        server.next(Step::Token, Trick::Meanwhile(Arc::new(move || *seen.lock().unwrap() = true)));
        {
            let mut call = pin!(phone.device.pending(&at.enrolment));
            let mut context = Context::from_waker(Waker::noop());
            while !*reached.lock().unwrap() {
                assert!(matches!(call.as_mut().poll(&mut context), Poll::Pending));
                tokio::task::yield_now().await;
            }
        }
        if kill {
            phone = phone.reopen();
        }

        let request = server.ask(&at.device, samples::payment());
        let consent = phone.open_request(&at, &request).await;

        assert!(phone.approve(&consent).await.is_ok());
    }
}

#[tokio::test]
async fn a_token_that_no_header_can_carry_is_refused_and_never_kept() {
    let server = Server::start().await;
    let phone = Phone::new(&[&server]);
    let at = phone.enrol(&server).await;
    let long = "a".repeat(4097);

    for token in ["a b", " a", "a\r\nX: y", "a\0", "a\tb", "a\u{7f}", "\u{e4}", "", &long] {
        server.forget_access_tokens();
        let token = token.to_owned();
        server.alter(Step::Token, move |answer| answer["access_token"] = json!(token));
        let refused = phone.device.pending(&at.enrolment).await;
        let next = phone.device.pending(&at.enrolment).await;

        assert_eq!(refused.unwrap_err(), FetchError::Server(ServerError::Answer));
        assert!(next.is_ok(), "the next call asks for another");
    }
}

#[tokio::test]
async fn a_nonce_that_is_none_is_never_echoed() {
    let server = Server::start().await;
    let phone = Phone::new(&[&server]);
    let at = phone.enrol(&server).await;
    let (good, long) = (server.state().nonce.clone(), "n".repeat(129));

    for nonce in ["a\"b", "a\\b", "a b", "a\tb", "", &long] {
        server.state().nonce = nonce.to_owned();
        server.next(
            Step::List,
            Trick::Say(Answer::of(200, "application/json", r#"{"requests":[]}"#)),
        );
        phone.device.pending(&at.enrolment).await.unwrap();
        server.state().nonce.clone_from(&good);
        server.forget_calls();
        let next = phone.device.pending(&at.enrolment).await;

        assert!(next.is_ok());
        assert_eq!(server.calls(), [Step::List], "with the nonce of before: {nonce}");
    }
}
