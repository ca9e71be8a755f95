//! Two processes with one database, as an app and its notification extension are.

use crate::bank::{Bank, Judged};
use crate::phone::{Running, start};
use countersign_gateway::channel::ConsentState;
use serde_json::{Value, json};

#[test]
fn two_processes_on_one_database_make_one_decision() {
    let mut bank = Bank::open();
    for _ in 0..6 {
        let (asked, folder) = (bank.ask(), bank.phone());
        let script = |decide: Value| {
            bank.orders(
                folder.path(),
                vec![json!({"do": "open", "request": asked.request}), decide],
            )
        };
        let approve = script(json!({"do": "approve", "request": asked.request}));
        let deny =
            script(json!({"do": "deny", "request": asked.request, "reason": "changed_mind"}));

        let (approved, denied) = std::thread::scope(|scope| {
            let (one, two) = (Running::default(), Running::default());
            let one = scope.spawn(move || start(&approve, &one));
            let two = scope.spawn(move || start(&deny, &two));
            (one.join().unwrap(), two.join().unwrap())
        });
        let history =
            bank.orders(folder.path(), vec![json!({"do": "resend"}), json!({"do": "history"})]);
        let history = start(&history, &Running::default()).answers.remove(1);

        let record = bank.record(&asked);
        let recorded = bank.judged().into_iter().filter(Judged::is_recorded);
        let entry = &history["ok"][0];
        let expected = if record.state == ConsentState::Approved { "approved" } else { "denied" };
        assert_eq!(recorded.count(), 1);
        assert_eq!(entry["outcome"], expected);
        assert_eq!(entry["decision"].as_str(), record.decision.as_deref());
        let made = [&approved, &denied]
            .iter()
            .filter(|ended| ended.answers.last().unwrap()["ok"]["delivery"] == "recorded")
            .count();
        assert_eq!(made, 1, "{:?} {:?}", approved.answers.last(), denied.answers.last());
    }
}
