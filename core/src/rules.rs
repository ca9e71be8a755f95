//! The rules of delivery: what happens next with a decision that has no answer, given what is known.
//!
//! One function without any I/O. [`crate::Device::deliver`] follows it call by call, and a model
//! can play it against every network and every bank. Three sentences hold in it:
//!
//! * a decision ends by what the AS signed about it, a receipt or a status, and by nothing else: an
//!   answer without a signature may be anybody's, and the bytes that it answered may still arrive;
//! * while the request lives nothing is given up, because the next try may be the one that counts;
//! * when nobody can be asked any more, or nobody has said anything for [`GIVE_UP_AFTER_SECONDS`],
//!   the decision is given up as one of which this phone never learned what became.

use countersign_protocol::time::UnixSeconds;
use countersign_protocol::vocabulary::Ending;

/// How long after the end of its request a decision is still asked about: 30 days. An AS keeps a
/// request for a day at least (docs/protocol.md §5.4).
pub const GIVE_UP_AFTER_SECONDS: i64 = 30 * 86_400;

/// So many tries, by a clock that may be wrong, stand for an answer: a phone that never reaches its
/// bank gives up, too, and one whose clock was set forward by years does not.
pub const MANY_TRIES: u32 = 100;

/// What is known of a decision that has no answer, at one moment of one try.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Known {
    /// Whether its request still lives.
    pub time: Time,
    /// Whether this phone can still call its bank.
    pub key: Key,
    /// How often it was tried before.
    pub tries: Tries,
    /// Whether it was sent in this try.
    pub sent: bool,
    /// What came of the last call of this try.
    pub heard: Heard,
}

/// Where in its life the request of a decision is, by the AS's time as well as it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Time {
    /// Its `exp` has not come: the decision can still arrive.
    Running,
    /// It is over, and the AS can say how it ended.
    Over,
    /// It has been over for [`GIVE_UP_AFTER_SECONDS`].
    LongOver,
}

/// Whether the transport key is there, without which nothing can be sent or asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Key {
    /// It is, or nobody has said otherwise.
    Held,
    /// The key store says that it is gone, and does not list it any more.
    Gone,
}

/// How often a decision was tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Tries {
    /// Less often than [`MANY_TRIES`].
    Few,
    /// As often or more.
    Many,
}

/// What came of a call about a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Heard {
    /// No call was made in this try.
    Nothing,
    /// No answer came, or the server asks for patience, or this phone could not call.
    NoAnswer,
    /// The decision was answered without a signature: by any status, from the AS or from whatever
    /// stands before it.
    TurnedAway,
    /// The AS's receipt for this very decision.
    Receipt,
    /// The question was answered without a signature, or with one that is not good.
    Unsigned,
    /// The AS signed what became of the request.
    Signed(Word),
}

/// What an AS signed about a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Word {
    /// It waits for a decision.
    Pending,
    /// It ended.
    Ended(Ending<Own>),
}

/// What an AS signed about the decision of this phone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Own {
    /// It was recorded.
    Recorded,
    /// It failed a check, which ended the request.
    Failed,
}

/// What happens next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Step {
    /// Send the decision, the same bytes as ever.
    Send,
    /// Ask the AS for the signed status.
    Ask,
    /// Nothing is known. Try again later.
    Wait,
    /// It ended, as the AS signed.
    End(Ending<Own>),
    /// It ends here as one of which this phone never learned what became.
    GiveUp,
}

/// What happens next with a decision that has no answer. A try begins with [`Heard::Nothing`] and
/// is over with the first step that is neither [`Step::Send`] nor [`Step::Ask`], after three calls
/// at the most.
#[must_use]
pub const fn next(known: &Known) -> Step {
    match (known.heard, known.time, known.key) {
        // What the AS signed counts, whatever else is the matter.
        (Heard::Receipt, ..) => Step::End(Ending::Decided(Own::Recorded)),
        (Heard::Signed(Word::Ended(ending)), ..) => Step::End(ending),
        (_, Time::Running, Key::Gone) => Step::Wait,
        (_, Time::Over | Time::LongOver, Key::Gone) => Step::GiveUp,
        (Heard::Nothing, Time::Running, Key::Held) => Step::Send,
        (Heard::Nothing, Time::Over | Time::LongOver, Key::Held) | (Heard::TurnedAway, ..) => {
            Step::Ask
        }
        // The phone's own clock had said that it was over, and was wrong.
        (Heard::Unsigned | Heard::Signed(Word::Pending), Time::Running, Key::Held)
            if !known.sent =>
        {
            Step::Send
        }
        (Heard::Unsigned | Heard::Signed(Word::Pending), Time::LongOver, Key::Held) => Step::GiveUp,
        (Heard::NoAnswer, Time::LongOver, Key::Held) if matches!(known.tries, Tries::Many) => {
            Step::GiveUp
        }
        (Heard::NoAnswer | Heard::Unsigned | Heard::Signed(Word::Pending), ..) => Step::Wait,
    }
}

impl Time {
    /// Where a request that ends at `expires_at` is at `now`.
    #[must_use]
    pub const fn of(now: UnixSeconds, expires_at: UnixSeconds) -> Self {
        match now.since(expires_at) {
            ..0 => Self::Running,
            0..GIVE_UP_AFTER_SECONDS => Self::Over,
            _ => Self::LongOver,
        }
    }
}

impl Tries {
    /// Of so many.
    #[must_use]
    pub const fn of(tries: u32) -> Self {
        if tries < MANY_TRIES { Self::Few } else { Self::Many }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TIMES: [Time; 3] = [Time::Running, Time::Over, Time::LongOver];
    const KEYS: [Key; 2] = [Key::Held, Key::Gone];
    const ENDINGS: [Ending<Own>; 5] = [
        Ending::Decided(Own::Recorded),
        Ending::Decided(Own::Failed),
        Ending::AnsweredElsewhere,
        Ending::Withdrawn,
        Ending::Expired,
    ];

    fn all_known() -> Vec<Known> {
        let mut words = vec![
            Heard::Nothing,
            Heard::NoAnswer,
            Heard::TurnedAway,
            Heard::Receipt,
            Heard::Unsigned,
            Heard::Signed(Word::Pending),
        ];
        words.extend(ENDINGS.map(|ending| Heard::Signed(Word::Ended(ending))));
        let mut all = Vec::new();
        for heard in words {
            for (time, key) in TIMES.into_iter().flat_map(|time| KEYS.map(|key| (time, key))) {
                for (tries, sent) in [(Tries::Few, false), (Tries::Few, true)]
                    .into_iter()
                    .chain([(Tries::Many, false), (Tries::Many, true)])
                {
                    all.push(Known { time, key, tries, sent, heard });
                }
            }
        }
        all
    }

    #[test]
    fn only_what_the_as_signed_ends_a_decision() {
        for known in all_known() {
            let signed = match known.heard {
                Heard::Receipt => Some(Ending::Decided(Own::Recorded)),
                Heard::Signed(Word::Ended(ending)) => Some(ending),
                _ => None,
            };

            let ended = match next(&known) {
                Step::End(ending) => Some(ending),
                _ => None,
            };

            assert_eq!(ended, signed, "{known:?}");
        }
    }

    #[test]
    fn nothing_is_given_up_while_the_request_lives() {
        for known in all_known().into_iter().filter(|known| known.time == Time::Running) {
            assert_ne!(next(&known), Step::GiveUp, "{known:?}");
        }
    }

    #[test]
    fn nothing_is_sent_that_is_over_or_was_sent_already_or_cannot_be() {
        for known in all_known().into_iter().filter(|known| next(known) == Step::Send) {
            assert_eq!((known.time, known.key), (Time::Running, Key::Held), "{known:?}");
            assert!(!known.sent || known.heard == Heard::Nothing, "{known:?}");
        }
    }

    #[test]
    fn long_after_its_end_every_answer_without_a_word_ends_it_as_never_learned() {
        let long_over = |heard, tries| {
            let (time, key) = (Time::LongOver, Key::Held);
            next(&Known { time, key, tries, sent: false, heard })
        };

        assert_eq!(long_over(Heard::Nothing, Tries::Many), Step::Ask, "asked once more");
        assert_eq!(long_over(Heard::Unsigned, Tries::Few), Step::GiveUp);
        assert_eq!(long_over(Heard::Signed(Word::Pending), Tries::Few), Step::GiveUp);
        assert_eq!(long_over(Heard::NoAnswer, Tries::Few), Step::Wait, "the clock may be wrong");
        assert_eq!(long_over(Heard::NoAnswer, Tries::Many), Step::GiveUp);
    }

    #[test]
    fn without_its_key_a_phone_waits_for_the_end_and_then_gives_up() {
        let gone = |time| {
            let (key, tries, heard) = (Key::Gone, Tries::Few, Heard::NoAnswer);
            next(&Known { time, key, tries, sent: true, heard })
        };

        assert_eq!(TIMES.map(gone), [Step::Wait, Step::GiveUp, Step::GiveUp]);
    }

    #[test]
    fn a_request_is_over_when_its_exp_comes_and_long_over_after_thirty_days() {
        let end = UnixSeconds(1_000_000);
        let at = |seconds| Time::of(end.plus(seconds), end);

        assert_eq!(
            [-1, 0, 2_591_999, 2_592_000].map(at),
            [Time::Running, Time::Over, Time::Over, Time::LongOver]
        );
        assert_eq!([99, 100].map(Tries::of), [Tries::Few, Tries::Many]);
    }
}
