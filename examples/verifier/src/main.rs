//! An AS that keeps its own records, and takes nothing from this project but the checks: it
//! enrols a phone and verifies a decision, with `countersign-verify` and
//! `countersign-attestation` alone.
//!
//! `cargo run -p countersign-example-verifier` plays it. [`bank`] is what an AS writes; [`phone`]
//! stands for the app, so that there is something to verify.

mod bank;
mod common;
mod key;
mod phone;

use bank::Bank;
use phone::Phone;
use std::error::Error;
use std::io::Write as _;

fn main() -> Result<(), Box<dyn Error>> {
    let mut out = std::io::stdout();
    for line in play()? {
        writeln!(out, "{line}")?;
    }
    Ok(())
}

/// Enrols, asks, and verifies; says what happened.
fn play() -> Result<Vec<String>, Box<dyn Error>> {
    let mut story = Vec::new();
    let (mut bank, phone) = (Bank::new()?, Phone::new()?);

    let offer = bank.offer()?;
    let registration = phone.register(&offer)?;
    let digits = bank.enrol(&registration, phone.transport_key())?;
    story.push(format!("enrolled; phone and session both show {digits}"));

    let request = bank.ask()?;
    let approval = phone.approve(&request)?;
    let decision = bank.decide(&approval)?;
    story.push(format!("approved, by {}", decision.amr.join(" and ")));
    story.push(format!("the same bytes again: {:?}", bank.decide_again(&approval)?));

    let tampered = approval.replace('.', ".A");
    story.push(format!("other bytes: {}", bank.refuse(&tampered)));
    Ok(story)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phone_is_enrolled_and_its_decision_verified_once() -> Result<(), Box<dyn Error>> {
        let story = play()?;

        let told: Vec<_> = story.iter().map(String::as_str).collect();
        let [enrolled, approved, again, other] = told.as_slice() else {
            return Err("another story".into());
        };
        assert!(enrolled.starts_with("enrolled; phone and session both show "), "{enrolled}");
        assert_eq!(*approved, "approved, by swk and user");
        assert_eq!(*again, "the same bytes again: Repeated");
        assert_eq!(*other, "other bytes: refused by check 3, answered with 400");
        Ok(())
    }
}
