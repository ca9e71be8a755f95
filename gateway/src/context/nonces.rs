//! DPoP nonces that need no table, and the memory of proofs seen while their nonce lives.

use countersign_protocol::jose::{DpopProof, base64url, from_base64url};
use countersign_protocol::random::{Random, RandomError};
use countersign_protocol::time::UnixSeconds;
use ring::{digest, hmac};
use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, PoisonError};
use subtle::ConstantTimeEq as _;

/// A nonce is new for one window and accepted for this and the next.
const WINDOW_SECONDS: i64 = 300;
/// Proofs that are remembered for one window, beside the share that everybody has.
const MOST: usize = 1_000_000;
/// Proofs of one device that there is room for in each window, whatever the others do: far more
/// than a phone makes in ten minutes.
const SHARE: usize = 64;

/// A window of time, by its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Window(i64);

/// What came of remembering a proof.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Remembered {
    /// It is new.
    New,
    /// It was seen before.
    Replayed,
    /// There is no room for more of this device until the window ends.
    Full,
}

/// Makes and knows nonces. The key ends with the process, and with it every nonce that was given,
/// so that a restart forgets no proof that could still be replayed.
pub(crate) struct Nonces {
    key: hmac::Key,
    memory: Memory,
}

struct Memory {
    share: usize,
    most: usize,
    seen: Mutex<HashMap<Window, Seen>>,
}

/// The proofs of one window, by whose they are.
#[derive(Default)]
struct Seen {
    /// How many there are beyond the shares.
    beyond: usize,
    ids: HashMap<String, HashSet<[u8; 32]>>,
}

impl Nonces {
    pub(crate) fn new(random: &dyn Random) -> Result<Self, RandomError> {
        let mut key = [0; 32];
        random.fill(&mut key)?;
        Ok(Self {
            key: hmac::Key::new(hmac::HMAC_SHA256, &key),
            memory: Memory { share: SHARE, most: MOST, seen: Mutex::default() },
        })
    }

    /// The nonce to give now.
    pub(crate) fn current(&self, now: UnixSeconds) -> String {
        self.nonce(Window::of(now))
    }

    /// The window of a nonce that is still good.
    pub(crate) fn window(&self, nonce: &str, now: UnixSeconds) -> Option<Window> {
        let current = Window::of(now);
        let given = from_base64url(nonce)?;
        [current, Window(current.0 - 1)]
            .into_iter()
            .find(|window| self.tag(*window).as_slice().ct_eq(&given).into())
    }

    /// Remembers a proof's id until its nonce has ended: one of a device that is enrolled, or for
    /// an offer that is open. `most` is how many of them there may be in one window.
    pub(crate) fn remember(
        &self,
        (owner, most): (&str, usize),
        proof: &DpopProof,
        window: Window,
        now: UnixSeconds,
    ) -> Remembered {
        let mut context = digest::Context::new(&digest::SHA256);
        context.update(proof.key.thumbprint().as_bytes());
        context.update(&[0]);
        context.update(proof.jti.as_bytes());
        let mut id = [0; 32];
        id.copy_from_slice(context.finish().as_ref());
        self.memory.remember((owner, most), id, window, Window::of(now))
    }

    fn nonce(&self, window: Window) -> String {
        base64url(&self.tag(window))
    }

    fn tag(&self, window: Window) -> Vec<u8> {
        let tag = hmac::sign(&self.key, &window.0.to_be_bytes());
        tag.as_ref().iter().copied().take(16).collect()
    }
}

impl Memory {
    fn remember(
        &self,
        (owner, most): (&str, usize),
        id: [u8; 32],
        window: Window,
        now: Window,
    ) -> Remembered {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.retain(|old, _| old.0 >= now.0 - 1);
        let Seen { beyond, ids } = seen.entry(window).or_default();
        let held = ids.get(owner).map_or(0, HashSet::len);
        if ids.get(owner).is_some_and(|ids| ids.contains(&id)) {
            return Remembered::Replayed;
        }
        if held >= most || held >= self.share && *beyond >= self.most {
            return Remembered::Full;
        }
        if held >= self.share {
            *beyond += 1;
        }
        ids.entry(owner.to_owned()).or_default().insert(id);
        Remembered::New
    }
}

impl Window {
    fn of(now: UnixSeconds) -> Self {
        Self(now.0.div_euclid(WINDOW_SECONDS))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use countersign_protocol::random::SystemRandom;

    #[test]
    fn a_nonce_is_good_in_its_window_and_the_next() {
        let nonces = Nonces::new(&SystemRandom::default()).unwrap();

        let nonce = nonces.current(UnixSeconds(600));

        assert!(nonces.window(&nonce, UnixSeconds(899)).is_some());
        assert!(nonces.window(&nonce, UnixSeconds(1199)).is_some());
        assert!(nonces.window(&nonce, UnixSeconds(1200)).is_none());
        assert!(nonces.window(&nonce, UnixSeconds(599)).is_none());
    }

    #[test]
    fn another_gateway_gave_no_nonce_of_ours() {
        let ours = Nonces::new(&SystemRandom::default()).unwrap();
        let theirs = Nonces::new(&SystemRandom::default()).unwrap();

        assert!(ours.window(&theirs.current(UnixSeconds(0)), UnixSeconds(0)).is_none());
        assert!(ours.window("", UnixSeconds(0)).is_none());
    }

    fn memory() -> Memory {
        Memory { share: 2, most: 1, seen: Mutex::default() }
    }

    #[test]
    fn a_proof_is_new_once_for_each_device() {
        let memory = memory();
        let seen = |owner, id| memory.remember((owner, 9), [id; 32], Window(5), Window(5));

        assert_eq!(seen("device", 1), Remembered::New);
        assert_eq!(seen("device", 1), Remembered::Replayed);
        assert_eq!(seen("device", 2), Remembered::New);
        assert_eq!(seen("other", 1), Remembered::New);
    }

    #[test]
    fn one_device_cannot_fill_the_memory_of_the_others() {
        let memory = memory();
        let seen = |owner, id| memory.remember((owner, 9), [id; 32], Window(5), Window(5));

        let greedy = [1, 2, 3, 4].map(|id| seen("greedy", id));
        let modest = [1, 2, 3].map(|id| seen("modest", id));

        let (new, full) = (Remembered::New, Remembered::Full);
        assert_eq!(greedy, [new, new, new, full], "a share of two, and one beside");
        assert_eq!(modest, [new, new, full], "its share is its own");
        assert_eq!(seen("greedy", 1), Remembered::Replayed, "nothing is forgotten for it");
    }

    #[test]
    fn a_device_has_no_more_than_it_may_call() {
        let memory = Memory { share: 2, most: 1000, seen: Mutex::default() };
        let seen = |id| memory.remember(("device", 3), [id; 32], Window(5), Window(5));

        let (new, full) = (Remembered::New, Remembered::Full);
        assert_eq!([1, 2, 3, 4].map(seen), [new, new, new, full]);
    }

    #[test]
    fn what_cannot_come_back_is_forgotten() {
        let memory = memory();
        for id in 1..=4 {
            memory.remember(("device", 9), [id; 32], Window(5), Window(5));
        }

        let later = memory.remember(("device", 9), [4; 32], Window(7), Window(7));

        assert_eq!(later, Remembered::New);
        assert_eq!(memory.seen.lock().unwrap().len(), 1);
    }
}
