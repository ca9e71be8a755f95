//! Android: what the hardware says about a key.

use super::der::{boolean, enumerated, explicit, integer, integers, null, octets, sequence, set};

/// What a key is attested for.
pub const CHALLENGE: &str = "the-nonce-of-an-offer";
/// The bank's app, and who signed it.
pub const PACKAGE: &str = "com.bank.app";
pub const SIGNER: [u8; 32] = [7; 32];
pub const BOOT_KEY: [u8; 32] = [9; 32];

/// A description that can be changed before it is written.
#[derive(Clone)]
pub struct Description {
    pub levels: [u8; 2],
    pub challenge: Vec<u8>,
    pub software: Vec<(u32, Vec<u8>)>,
    pub hardware: Vec<(u32, Vec<u8>)>,
}

impl Description {
    /// What a phone with Android 16 says of a key that is as it should be.
    pub fn good() -> Self {
        Self {
            levels: [2, 2],
            challenge: CHALLENGE.into(),
            software: vec![
                (701, integer(1_772_441_990_000)),
                (709, octets(&application(&[PACKAGE], &[SIGNER]))),
            ],
            hardware: vec![
                (1, integers(&[2])),
                (2, integer(3)),
                (3, integer(256)),
                (5, integers(&[4])),
                (10, integer(1)),
                (504, integer(2)),
                (509, null()),
                (702, integer(0)),
                (704, root_of_trust(true, 0)),
                (705, integer(160_000)),
                (706, integer(202_602)),
                (718, integer(20_260_205)),
                (719, integer(20_260_205)),
            ],
        }
    }

    /// Sets or replaces what the hardware says.
    pub fn hardware(self, tag: u32, value: Vec<u8>) -> Self {
        let mut other = self.no_hardware(tag);
        other.hardware.push((tag, value));
        other
    }

    pub fn software(self, tag: u32, value: Vec<u8>) -> Self {
        let mut other = self.no_software(tag);
        other.software.push((tag, value));
        other
    }

    pub fn no_hardware(mut self, tag: u32) -> Self {
        self.hardware.retain(|(held, _)| *held != tag);
        self
    }

    pub fn no_software(mut self, tag: u32) -> Self {
        self.software.retain(|(held, _)| *held != tag);
        self
    }

    pub fn levels(mut self, levels: [u8; 2]) -> Self {
        self.levels = levels;
        self
    }

    pub fn der(&self) -> Vec<u8> {
        let list = |tags: &[(u32, Vec<u8>)]| {
            sequence(&tags.iter().map(|(tag, value)| explicit(*tag, value)).collect::<Vec<_>>())
        };
        let [attestation, key] = self.levels;
        sequence(&[
            integer(400),
            enumerated(attestation),
            integer(400),
            enumerated(key),
            octets(&self.challenge),
            octets(b""),
            list(&self.software),
            list(&self.hardware),
        ])
    }
}

pub fn application(packages: &[&str], signers: &[[u8; 32]]) -> Vec<u8> {
    let package = |name: &&str| sequence(&[octets(name.as_bytes()), integer(1)]);
    sequence(&[
        set(&packages.iter().map(package).collect::<Vec<_>>()),
        set(&signers.iter().map(|signer| octets(signer)).collect::<Vec<_>>()),
    ])
}

pub fn root_of_trust(locked: bool, state: u8) -> Vec<u8> {
    sequence(&[octets(&BOOT_KEY), boolean(locked), enumerated(state), octets(&[1; 32])])
}
