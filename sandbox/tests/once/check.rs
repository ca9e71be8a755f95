//! Plays a case, and holds what the phone says against what the bank has.

use crate::bank::{Asked, Bank, Judged};
use crate::grid::{Case, Meanwhile};
use crate::killer::Kill;
use crate::phone::{Ended, start};
use countersign_gateway::channel::ConsentState;
use serde_json::{Value, json};
use std::path::Path;

/// What the phone says of a request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Said {
    /// `None` if it never got it.
    outcome: Option<String>,
    decision: Option<String>,
    receipt: Option<String>,
}

/// One bank, and one case after the other.
pub(crate) struct Check {
    bank: Bank,
}

impl Check {
    pub(crate) fn new() -> Self {
        Self { bank: Bank::open() }
    }

    /// Plays a case; says whether the phone was killed in it.
    pub(crate) fn play(&mut self, case: &Case) -> Result<bool, String> {
        let (asked, folder) = (self.bank.ask(), self.bank.phone());
        let decide = vec![json!({"do": "open", "request": asked.request}), decide(case, &asked)];

        self.bank.proxy.fail(case.fault, case.scope, case.kill);
        let first = self.start(folder.path(), decide.clone(), case.kill);
        self.bank.proxy.fail(case.fault, case.scope, Kill::Never);
        match case.meanwhile {
            Meanwhile::Nothing => {}
            Meanwhile::Withdrawn => self.bank.withdraw(&asked),
            // Its five minutes and a bit.
            Meanwhile::Expired => self.bank.advance(310),
        }

        let after = self.say(folder.path(), &asked, &["resend"]);
        self.is_honest(&asked, &after).map_err(|why| format!("with the fault: {why}"))?;
        self.bank.proxy.heal();
        let mut healed = self.say(folder.path(), &asked, &["resend", "pending"]);
        self.is_honest(&asked, &healed).map_err(|why| format!("when healed: {why}"))?;
        if undecided(&healed) && case.meanwhile == Meanwhile::Nothing {
            // It was killed before the person's decision was kept: they decide again.
            self.start(folder.path(), decide, Kill::Never);
            healed = self.say(folder.path(), &asked, &[]);
            self.is_honest(&asked, &healed).map_err(|why| format!("decided again: {why}"))?;
        }
        self.has_converged(case, &asked, &healed)?;
        Ok(first.killed)
    }

    fn start(&self, folder: &Path, script: Vec<Value>, kill: Kill) -> Ended {
        let mut orders = self.bank.orders(folder, script);
        orders.kill = kill;
        start(&orders, &self.bank.proxy.running)
    }

    /// Starts the phone, has it do this, and asks what it thinks.
    fn say(&self, folder: &Path, asked: &Asked, does: &[&str]) -> Said {
        let mut script: Vec<_> = does.iter().map(|word| json!({"do": word})).collect();
        script.push(json!({"do": "history"}));
        let answers = self.start(folder, script, Kill::Never).answers;
        let history = answers.last().unwrap()["ok"].as_array().unwrap();
        let entry = history.iter().find(|entry| entry["request"] == asked.request.as_str());
        let text = |name: &str| entry?[name].as_str().map(str::to_owned);
        Said { outcome: text("outcome"), decision: text("decision"), receipt: text("receipt") }
    }

    /// Nothing that the phone says is untrue, and nothing left it that it does not know of.
    fn is_honest(&self, asked: &Asked, said: &Said) -> Result<(), String> {
        let record = self.bank.record(asked);
        let true_of_it = match said.outcome.as_deref() {
            Some("approved") => record.state == ConsentState::Approved && said.receipt.is_some(),
            Some("denied") => record.state == ConsentState::Denied && said.receipt.is_some(),
            Some("unknown") => said.decision.is_some(),
            Some("expired") => record.state == ConsentState::Expired,
            Some("withdrawn") => record.state == ConsentState::Withdrawn,
            Some("refused") => record.state == ConsentState::Failed,
            Some("open") | None => !is_recorded(record.state) && said.decision.is_none(),
            _ => false,
        };
        let same = record.decision.is_none() || record.decision == said.decision;
        for (request, sent) in &self.bank.proxy.state.lock().unwrap().decisions {
            let sent = sent.as_ref().map(|sent| String::from_utf8_lossy(sent).into_owned());
            if *request != asked.request {
                continue;
            }
            if said.decision.is_none() {
                return Err(format!("a decision was sent and not kept; {}", said.brief()));
            }
            if sent.is_some() && sent != said.decision {
                return Err("other bytes were sent than are kept".to_owned());
            }
        }
        if true_of_it && same {
            return Ok(());
        }
        Err(format!(
            "the bank has {:?} (same: {same}), the phone says {}",
            record.state,
            said.brief()
        ))
    }

    /// With a healthy bank everything is settled.
    fn has_converged(&mut self, case: &Case, asked: &Asked, said: &Said) -> Result<(), String> {
        let record = self.bank.record(asked);
        let mut judged = self.bank.judged();
        judged.retain(|judged| judged.request == asked.request);
        let recorded = judged.iter().filter(|judged| judged.is_recorded()).count();
        if judged.iter().any(Judged::is_wrong) {
            return Err("the bank found a decision wrong".to_owned());
        }
        let (state, word) = match case.approves {
            true => (ConsentState::Approved, "approved"),
            false => (ConsentState::Denied, "denied"),
        };
        let outcome = said.outcome.as_deref();
        let settled = match (record.state, case.meanwhile) {
            (found, _) if found == state => outcome == Some(word) && recorded == 1,
            (ConsentState::Withdrawn, Meanwhile::Withdrawn)
            | (ConsentState::Expired, Meanwhile::Expired) => {
                recorded == 0
                    && !matches!(outcome, Some("open" | "unknown" | "approved" | "denied"))
            }
            _ => false,
        };
        if settled {
            return Ok(());
        }
        Err(format!(
            "not settled: the bank has {:?}, recorded {recorded} times, the phone says {}",
            record.state,
            said.brief()
        ))
    }
}

impl Said {
    fn brief(&self) -> String {
        let (decided, receipt) = (self.decision.is_some(), self.receipt.is_some());
        format!("{:?} (decision: {decided}, receipt: {receipt})", self.outcome)
    }
}

fn undecided(said: &Said) -> bool {
    matches!(said.outcome.as_deref(), None | Some("open"))
}

const fn is_recorded(state: ConsentState) -> bool {
    matches!(state, ConsentState::Approved | ConsentState::Denied)
}

fn decide(case: &Case, asked: &Asked) -> Value {
    if case.approves {
        json!({"do": "approve", "request": asked.request})
    } else {
        json!({"do": "deny", "request": asked.request, "reason": "changed_mind"})
    }
}
