//! The demo in the terminal: a purchase, a refusal, an expiry and a forged push, over the same
//! HTTP that the pages use.

mod stage;

use serde_json::{Value, json};
use stage::RemoteSandbox;
pub use stage::{Failed, ScriptError};
use std::io::Write;

/// Plays everything, printing each step.
///
/// # Errors
///
/// [`ScriptError::Failed`] names the first step that did not go as it should.
pub async fn play(url: &str, out: &mut (impl Write + Send)) -> Result<(), ScriptError> {
    let mut stage = RemoteSandbox::new(url, out)?;
    stage.say("The sandbox is ready, and the phone is enrolled.")?;
    purchase(&mut stage).await?;
    refusal(&mut stage).await?;
    expiry(&mut stage).await?;
    forged_push(&mut stage).await?;
    stage.say("\nAll four went as they should.")
}

type Result<T, E = ScriptError> = std::result::Result<T, E>;

async fn purchase(stage: &mut RemoteSandbox<'_, impl Write + Send>) -> Result<()> {
    stage.title("A purchase, approved")?;
    let item = json!({ "item": "coffee-grinder", "mode": "ping", "number_entry": true });
    let asked = stage.order(&item, "waiting").await?;
    stage.done("The shop asked the bank, signed, and the bank took the request")?;
    let number = text(&asked, "/number_to_enter").to_owned();
    stage.done(&format!(
        "The shop shows \u{201c}{}\u{201d} and the number {number}",
        text(&asked, "/binding_message")
    ))?;

    let screen = stage.open("ready").await?;
    let title = text(&screen, "/view/title");
    stage.check(
        title == "Pay €123.50\u{a0}EUR to Merchant A",
        &format!("The phone shows \u{201c}{title}\u{201d}"),
    )?;
    let sections = screen.pointer("/view/sections").map(Value::to_string).unwrap_or_default();
    stage.check(
        sections.contains(text(&asked, "/binding_message")),
        "It shows the same binding message",
    )?;
    stage.act("/sandbox/phone/prepare", &json!({ "selection": [], "number": number })).await?;
    stage.done("The person typed the number")?;
    stage.act("/sandbox/phone/finger", &json!({ "result": "succeed" })).await?;
    let screen = stage.screen("approved").await?;
    stage.check(
        !text(&screen, "/receipt").is_empty(),
        "A fingerprint, one signature, and the bank's receipt",
    )?;

    let done = stage.ordered(text(&asked, "/id"), "done").await?;
    let granted = text(&done, "/tokens/authorization_details/0/instructedAmount/amount");
    stage.check(granted == "123.50", "The shop was told, fetched its tokens and checked them")?;
    stage.act("/sandbox/phone/close", &json!({})).await
}

async fn refusal(stage: &mut RemoteSandbox<'_, impl Write + Send>) -> Result<()> {
    stage.title("A refusal")?;
    let item = json!({ "item": "desk-lamp", "mode": "ping", "number_entry": false });
    let asked = stage.order(&item, "waiting").await?;
    let screen = stage.open("ready").await?;
    let warned = screen.pointer("/view/warnings").is_some_and(|warnings| {
        warnings.as_array().into_iter().flatten().any(|w| text(w, "/key") == "payee_no_match")
    });
    stage.check(warned, "The phone warns that the payee's name does not match the account")?;
    stage.act("/sandbox/phone/deny", &json!({ "reason": "wrong_details" })).await?;
    stage.screen("declined").await?;
    stage.done("The person declined: no fingerprint is needed for that")?;
    let order = stage.ordered(text(&asked, "/id"), "refused").await?;
    stage.check(text(&order, "/error") == "access_denied", "The shop was told access_denied")?;
    stage.act("/sandbox/phone/close", &json!({})).await
}

async fn expiry(stage: &mut RemoteSandbox<'_, impl Write + Send>) -> Result<()> {
    stage.title("An expiry")?;
    let item = json!({ "item": "log-in", "mode": "poll", "number_entry": false, "expires_in": 3 });
    let asked = stage.order(&item, "waiting").await?;
    stage.done("The shop asked for three seconds; nobody touches the phone")?;
    let order = stage.ordered(text(&asked, "/id"), "expired").await?;
    stage.check(text(&order, "/error") == "expired_token", "The shop was told expired_token")?;
    let phone = stage.state().await?;
    stage.check(
        phone.pointer("/phone/notice") == Some(&Value::Bool(false))
            && phone.pointer("/phone/pending") == Some(&json!([])),
        "The phone no longer offers it",
    )
}

async fn forged_push(stage: &mut RemoteSandbox<'_, impl Write + Send>) -> Result<()> {
    stage.title("A forged push")?;
    let before = stage.state().await?;
    stage.act("/sandbox/trouble/forged_push", &json!({})).await?;
    stage.done("Somebody sent pushes of their own, and a code signed by a stranger")?;
    let refused = stage.refused_since(&before).await?;
    stage.check(refused >= 3, "The phone refused all three, and says why in the log")?;
    let after = stage.state().await?;
    let phone = |state: &Value, part: &str| state.pointer(part).cloned();
    stage.check(
        phone(&after, "/phone/screen") == Some(Value::Null)
            && phone(&after, "/phone/notice") == Some(Value::Bool(false)),
        "Nothing is shown: no notification, no screen",
    )?;
    let same = phone(&before, "/phone/history") == phone(&after, "/phone/history");
    stage.check(same, "Nothing was signed")
}

/// A string in a JSON value; empty if it is not there.
fn text<'a>(value: &'a Value, pointer: &str) -> &'a str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}
