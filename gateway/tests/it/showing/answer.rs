//! A consent whose longest answer could not be sent is not asked for.

use super::ask;
use crate::bank::{ACCOUNT, Bank, payment};
use countersign_gateway::channel::{ChannelError, NewConsent, OfferedAccount, Unshowable};
use countersign_protocol::consent::{Chosen, Selection};
use countersign_protocol::jose::Typ;
use serde_json::json;

/// Access to accounts that are to be chosen, one of them or all, each with an id of this length.
fn access(count: usize, id: usize) -> NewConsent {
    let account = |i: usize| OfferedAccount {
        id: format!("{i:0id$}"),
        label: format!("Account {i}"),
        identification: "DE** 1603".to_owned(),
        currency: None,
    };
    let details = r#"[{"type":"account_information","access":{"accounts":[]}}]"#;
    NewConsent {
        authorization_details: Some(serde_json::from_str(details).unwrap()),
        accounts: Some((0..count).map(account).collect()),
        ..payment(ACCOUNT)
    }
}

#[tokio::test]
async fn fifty_accounts_with_the_longest_ids_are_too_many_for_one_answer() {
    let bank = Bank::open().await;
    let phone = bank.phone(20).await;
    let body = serde_json::to_string(&access(50, 128)).unwrap();

    let answer = bank.channel("POST", "/channel/v1/consents", Some(&body)).await;

    assert_eq!((answer.status, answer.json()["reason"].as_str()), (422, Some("too_large")));
    assert_eq!(phone.pending().await.len(), 0);
}

#[tokio::test]
async fn fifty_accounts_with_uuids_fit() {
    let bank = Bank::open().await;
    let _phone = bank.phone(20).await;

    assert!(ask(&bank, access(50, 36)).await.is_ok());
}

/// At the longest ids that are taken, the longest answer there can be is recorded: all accounts,
/// the longest platform's statement, the longest names.
#[tokio::test]
async fn the_longest_answer_to_whatever_is_asked_is_taken() {
    let bank = Bank::with(|settings| settings.limits.consents_per_hour = 1000).await;
    let phone = bank.phone(20).await;
    let mut longest = 36;
    while let Ok(_asked) = ask(&bank, access(50, longest + 1)).await {
        let pending = phone.pending().await;
        let shown = phone.fetch(pending.last().unwrap()).await;
        phone.deny(&shown, "changed_mind").await;
        longest += 1;
    }
    let refused = ask(&bank, access(50, longest + 1)).await;
    ask(&bank, access(50, longest)).await.unwrap();
    let shown = phone.open().await;
    let all = shown.view().choices[0].accounts.iter().map(|offer| offer.id.clone()).collect();
    let selection = Selection::of(vec![Chosen { detail: 0, accounts: all }]);
    let mut claims = phone.approval(&shown, &selection);
    claims["jti"] = json!("j".repeat(128));
    claims["display"]["time_zone"] = json!("Z".repeat(64));
    claims["display"]["locale"] = json!("pt-BR");
    claims["amr"] = json!(["swk", "user", "face"]);
    claims["integrity"] = json!({"format": "f".repeat(64), "token": "t".repeat(8 * 1024)});

    let token = phone.approval.token(Typ::ConsentApproval, &claims);
    let answer = phone.send_decision(&shown, Typ::ConsentApproval, &token).await;

    assert_eq!(refused, Err(ChannelError::NotShowable(Unshowable::TooLarge)));
    assert!((16 * 1024 - 100..=16 * 1024).contains(&token.len()), "{}", token.len());
    assert_eq!(answer.status, 200, "{}", answer.text());
}
