//! DPoP nonces that need no table, and the memory of proofs seen while their nonce lives.

use countersign_protocol::jose::{base64url, from_base64url};
use countersign_protocol::random::{Random, RandomError};
use countersign_protocol::time::UnixSeconds;
use ring::{digest, hmac};
use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, PoisonError};
use subtle::ConstantTimeEq as _;

/// A nonce is new for one window and accepted for this and the next.
const WINDOW_SECONDS: i64 = 300;
/// Proofs of enrolled devices remembered for one window. The limit of calls keeps it far away.
const MOST_OF_DEVICES: usize = 1_000_000;
/// Proofs of keys that no device has, remembered for one window.
const MOST_OF_STRANGERS: usize = 20_000;

/// A window of time, by its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Window(i64);

/// Whose proof is remembered. Strangers have a memory of their own, so that they cannot fill
/// that of the devices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Prover {
    /// A device that is enrolled.
    Device,
    /// Somebody who wants to be.
    Stranger,
}

/// What came of remembering a proof.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Remembered {
    /// It is new.
    New,
    /// It was seen before.
    Replayed,
    /// There is no room until the window ends.
    Full,
}

/// Makes and knows nonces. The key ends with the process, and with it every nonce that was given,
/// so that a restart forgets no proof that could still be replayed.
pub(crate) struct Nonces {
    key: hmac::Key,
    devices: Memory,
    strangers: Memory,
}

struct Memory {
    most: usize,
    seen: Mutex<HashMap<Window, HashSet<[u8; 32]>>>,
}

impl Nonces {
    pub(crate) fn new(random: &dyn Random) -> Result<Self, RandomError> {
        let mut key = [0; 32];
        random.fill(&mut key)?;
        Ok(Self {
            key: hmac::Key::new(hmac::HMAC_SHA256, &key),
            devices: Memory { most: MOST_OF_DEVICES, seen: Mutex::default() },
            strangers: Memory { most: MOST_OF_STRANGERS, seen: Mutex::default() },
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

    /// Remembers a proof's id until its nonce has ended.
    pub(crate) fn remember(
        &self,
        prover: Prover,
        thumbprint: &str,
        jti: &str,
        window: Window,
        now: UnixSeconds,
    ) -> Remembered {
        let memory = match prover {
            Prover::Device => &self.devices,
            Prover::Stranger => &self.strangers,
        };
        let mut context = digest::Context::new(&digest::SHA256);
        context.update(thumbprint.as_bytes());
        context.update(&[0]);
        context.update(jti.as_bytes());
        let mut id = [0; 32];
        id.copy_from_slice(context.finish().as_ref());
        memory.remember(id, window, Window::of(now))
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
    fn remember(&self, id: [u8; 32], window: Window, now: Window) -> Remembered {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.retain(|old, _| old.0 >= now.0 - 1);
        let ids = seen.entry(window).or_default();
        if ids.contains(&id) {
            Remembered::Replayed
        } else if ids.len() >= self.most {
            Remembered::Full
        } else {
            ids.insert(id);
            Remembered::New
        }
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

    #[test]
    fn a_proof_is_new_once_for_each_key() {
        let nonces = Nonces::new(&SystemRandom::default()).unwrap();
        let now = UnixSeconds(0);
        let window = nonces.window(&nonces.current(now), now).unwrap();
        let seen = |key, jti| nonces.remember(Prover::Device, key, jti, window, now);

        assert_eq!(seen("key", "a"), Remembered::New);
        assert_eq!(seen("key", "a"), Remembered::Replayed);
        assert_eq!(seen("key", "b"), Remembered::New);
        assert_eq!(seen("other", "a"), Remembered::New);
    }

    #[test]
    fn the_memory_has_an_end_and_forgets_what_cannot_come_back() {
        let memory = Memory { most: 1, seen: Mutex::default() };

        assert_eq!(memory.remember([1; 32], Window(5), Window(5)), Remembered::New);
        assert_eq!(memory.remember([2; 32], Window(5), Window(5)), Remembered::Full);
        assert_eq!(memory.remember([2; 32], Window(7), Window(7)), Remembered::New);
        assert_eq!(memory.seen.lock().unwrap().len(), 1);
    }
}
