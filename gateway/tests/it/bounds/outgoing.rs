//! What the gateway sends by itself: only so much at the same time.

use super::Counted;
use crate::bank::{Bank, payment};
use crate::keycloak::{self, Keycloak, USER};
use countersign_gateway::Limits;
use countersign_gateway::events::GatewayEvent;
use countersign_gateway::push::{Push, PushFuture, PushSender};
use serde_json::json;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::net::TcpListener;
use tokio::sync::Semaphore;

/// A push service that takes what is sent when it is told to.
struct Stuck {
    begun: AtomicUsize,
    taking: Arc<Semaphore>,
}

impl PushSender for Stuck {
    fn send(&self, _: Push) -> PushFuture {
        self.begun.fetch_add(1, Ordering::SeqCst);
        let taking = Arc::clone(&self.taking);
        Box::pin(async move {
            taking.acquire().await.unwrap().forget();
            Ok(())
        })
    }
}

/// Limits of consents that no test comes to.
fn as_many_as_one_likes() -> Limits {
    Limits { pending_per_account: 1000, consents_per_hour: 1000, ..Limits::default() }
}

#[tokio::test]
async fn a_push_service_that_is_stuck_holds_so_many_notices_and_no_consent() {
    let stuck = Arc::new(Stuck { begun: AtomicUsize::new(0), taking: Semaphore::new(0).into() });
    let push = stuck.clone();
    let bank = Bank::with(|settings| {
        settings.push = push;
        settings.publish_events = true;
        settings.limits = as_many_as_one_likes();
    })
    .await;
    let _phone = bank.phone(20).await;
    let mut events = bank.gateway.events();
    let ask = async || bank.gateway.create_consent(payment("account-1")).await.unwrap();

    for _ in 0..260 {
        ask().await;
    }
    let while_stuck = stuck.begun.load(Ordering::SeqCst);
    stuck.taking.add_permits(1000);
    let mut taken = Vec::new();
    while taken.len() < 260 {
        if let GatewayEvent::NoticeSent { taken: this, .. } = events.recv().await.unwrap() {
            taken.push(this);
        }
    }
    ask().await;

    assert_eq!((while_stuck, stuck.begun.load(Ordering::SeqCst)), (256, 257));
    assert_eq!(taken.iter().filter(|taken| !**taken).count(), 4, "and the bank is told which");
}

#[tokio::test]
async fn a_keycloak_that_does_not_answer_is_called_so_often_and_the_rest_stays_due() {
    let (keycloak, silent) =
        (Keycloak::start().await, TcpListener::bind("127.0.0.1:0").await.unwrap());
    let mut realm = keycloak.realm();
    realm.callback_uri = format!("http://{}/callback", silent.local_addr().unwrap());
    let counted = Counted::open(|settings| {
        settings.realms = vec![realm];
        settings.publish_events = true;
        settings.limits = as_many_as_one_likes();
    })
    .await;
    let bank = &counted.bank;
    let _phone = bank.phone_of(USER, 20).await;
    let mut events = bank.gateway.events();
    for number in 0..40 {
        let token = keycloak.token(&format!("auth-{number}"));
        assert_eq!(keycloak::ask(bank, &token, &json!({})).await.status, 201);
    }
    while let Ok(event) = events.try_recv() {
        if let GatewayEvent::ConsentCreated { consent, .. } = event {
            bank.gateway.withdraw(&consent).await.unwrap();
        }
    }

    let mut calls = Vec::new();
    while calls.len() < 32 {
        calls.push(silent.accept().await.unwrap());
    }
    calls.pop(); // is broken, and makes room for one
    calls.push(silent.accept().await.unwrap());

    let [calling, due, unknown] = ["calling", "due", "unknown"]
        .map(|state| counted.rows(&format!("authentications WHERE state = '{state}'")));
    assert_eq!((calling, due, unknown), (32, 7, 1));
}
