//! No call waits for ever.

use crate::bank::Bank;
use crate::killer::Kill;
use crate::phone::start;
use crate::proxy::{Fault, Scope};
use serde_json::json;

#[test]
fn a_bank_that_never_answers_leaves_the_decision_unknown() {
    let mut bank = Bank::open();
    let (asked, folder) = (bank.ask(), bank.phone());
    let decide =
        |word| bank.orders(folder.path(), vec![json!({"do": word, "request": asked.request})]);
    bank.proxy.fail(Fault::Silent, Scope::DecisionAlone, Kill::Never);

    let silent = start(&decide("approve"), &bank.proxy.running).answers.remove(0);
    let hung_up = bank.proxy.state.lock().unwrap().hung_up;
    bank.proxy.heal();
    let later = bank.orders(folder.path(), vec![json!({"do": "resend"})]);
    let later = start(&later, &bank.proxy.running).answers.remove(0);

    assert_eq!(silent["ok"]["delivery"], "unknown");
    assert_eq!(hung_up, 1, "it was the phone that ended it");
    assert_eq!(later["ok"][0]["delivery"], "recorded");
}
