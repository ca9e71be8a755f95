//! Connections that are kept, and die.

use crate::support::{Phone, Server, Step, Trick, samples};
use countersign::{EnrolError, ServerError};
use countersign_testing::samples::discovery;
use std::sync::Arc;
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;

#[tokio::test]
async fn a_kept_connection_that_died_without_a_word_fails_no_question() {
    let mut server = Server::start().await;
    let cut = put_a_router_before(&mut server).await;
    let phone = Phone::new(&[&server]);
    let at = phone.enrol(&server).await;
    let request = server.ask(&at.device, samples::payment());

    cut.notify_waiters();
    let opened = phone.device.open_request(&at.enrolment, &request).await;

    assert!(opened.is_ok());
}

#[tokio::test]
async fn a_connection_that_breaks_under_a_question_fails_it_only_if_the_second_breaks_too() {
    let server = Server::start().await;
    let phone = Phone::new(&[&server]);
    let at = phone.enrol(&server).await;

    for step in [Step::Discovery, Step::Keys, Step::DeviceState] {
        server.next(step, Trick::LoseAnswer);
        assert!(phone.device.refresh(&at.enrolment).await.is_ok(), "{step:?}");
        server.next(step, Trick::Silence);
        server.next(step, Trick::Silence);
        assert!(phone.device.refresh(&at.enrolment).await.is_err(), "{step:?}");
    }
    server.forget_calls();
    server.next(Step::List, Trick::LoseAnswer);
    assert!(phone.device.pending(&at.enrolment).await.is_ok());
    assert_eq!(server.calls(), [Step::List, Step::List], "with a proof of its own each");
}

#[tokio::test]
async fn what_is_given_once_is_asked_for_once() {
    let server = Server::start().await;
    let phone = Phone::new(&[&server]);
    server.next(Step::Offer, Trick::LoseAnswer);

    let read = phone.device.read_offer(&server.offer(samples::LABEL).reference).await;

    assert!(matches!(read, Err(EnrolError::Server(ServerError::Transport(_)))));
    assert_eq!(server.calls(), [Step::Offer]);
}

/// Puts something between phone and bank that, when it is told so, forgets the connections that
/// are open: nothing passes any more, and neither side hears of it.
async fn put_a_router_before(server: &mut Server) -> Arc<Notify> {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let bank = server.issuer.trim_start_matches("http://").to_owned();
    server.issuer = format!("http://{}", listener.local_addr().unwrap());
    {
        let mut state = server.state();
        state.issuer.clone_from(&server.issuer);
        state.discovery = discovery(&server.issuer);
    }
    let cut = Arc::new(Notify::new());
    let told = Arc::clone(&cut);
    tokio::spawn(async move {
        while let Ok((mut phone, _)) = listener.accept().await {
            let (told, bank) = (Arc::clone(&told), bank.clone());
            tokio::spawn(async move {
                let mut bank = TcpStream::connect(bank).await.unwrap();
                tokio::select! {
                    _ = copy_bidirectional(&mut phone, &mut bank) => {}
                    () = told.notified() => std::future::pending::<()>().await,
                }
            });
        }
    });
    cut
}
