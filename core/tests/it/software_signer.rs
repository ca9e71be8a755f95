//! The software key store signs as RFC 6979 says: appendix A.2.5, P-256 with SHA-256.

use countersign::platform::software::SoftwareKeys;
use countersign::platform::{
    KeyAlias, KeyPurpose, KeyStore as _, KeyStoreError, Random, RandomError,
};
use countersign_protocol::jose::{PublicKey, Signature};
use std::sync::Arc;

const PRIVATE_KEY: &str = "C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721";
const PUBLIC_X: &str = "60FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB6";
const PUBLIC_Y: &str = "7903FE1008B8BC99A41AE9E95628BC64F2F1B20C2D7E9F5177A3C294D4462299";

/// Gives the RFC's private key to whoever asks for 32 random bytes.
struct ThePrivateKey;

impl Random for ThePrivateKey {
    fn fill(&self, buffer: &mut [u8]) -> Result<(), RandomError> {
        buffer.copy_from_slice(&hex(PRIVATE_KEY));
        Ok(())
    }
}

fn hex(text: &str) -> Vec<u8> {
    let digit = |c: char| u8::try_from(c.to_digit(16).expect("a hexadecimal digit")).unwrap();
    let digits: Vec<u8> = text.chars().map(digit).collect();
    digits.chunks(2).map(|pair| pair.iter().fold(0, |byte, digit| byte << 4 | digit)).collect()
}

fn alias() -> KeyAlias {
    KeyAlias("approval".to_owned())
}

#[test]
fn the_public_key_is_the_one_of_the_rfc() {
    let keys = SoftwareKeys::in_memory(Arc::new(ThePrivateKey));

    let created = keys.create(&alias(), KeyPurpose::Approval, b"challenge").unwrap();

    assert_eq!(created.public_key, hex(&format!("04{PUBLIC_X}{PUBLIC_Y}")));
}

#[test]
fn signatures_are_those_of_the_rfc() {
    let published: [(&[u8], &str, &str); 2] = [
        (
            b"sample",
            "EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716",
            "F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8",
        ),
        (
            b"test",
            "F1ABB023518351CD71D881567B1EA663ED3EFCF6C5132B354F28D3B0B7D38367",
            "019F4113742A2B14BD25926B49C649155F267E60D3814B4C0CC84250E46F0083",
        ),
    ];
    let keys = SoftwareKeys::in_memory(Arc::new(ThePrivateKey));
    let created = keys.create(&alias(), KeyPurpose::Approval, b"").unwrap();
    let public = PublicKey::from_platform(&created.public_key).unwrap();

    for (message, r, s) in published {
        let der = keys.sign_as_platform(&alias(), message).unwrap();
        let signature = Signature::from_der(&der).unwrap();

        assert_eq!(signature.as_bytes().as_slice(), hex(&format!("{r}{s}")));
        assert_eq!(public.verify(message, &signature), Ok(()));
    }
}

#[test]
fn the_same_key_signs_from_a_folder() {
    let folder = tempfile::tempdir().unwrap();
    let random = Arc::new(ThePrivateKey);
    SoftwareKeys::on_disk(folder.path(), random.clone())
        .create(&alias(), KeyPurpose::Approval, b"")
        .unwrap();

    let reopened = SoftwareKeys::on_disk(folder.path(), random);
    let der = reopened.sign_as_platform(&alias(), b"test").unwrap();

    let raw = Signature::from_der(&der).unwrap();
    assert!(raw.as_bytes().starts_with(&hex("F1ABB023518351CD71D881567B1EA663")));
}

#[test]
fn a_key_that_is_gone_signs_nothing() {
    let keys = SoftwareKeys::in_memory(Arc::new(ThePrivateKey));
    keys.create(&alias(), KeyPurpose::Approval, b"").unwrap();

    keys.invalidate(&alias());
    let invalidated = keys.sign_as_platform(&alias(), b"test");
    keys.create(&alias(), KeyPurpose::Approval, b"").unwrap();
    let left = keys.delete(&[alias()]).unwrap();
    let deleted = keys.sign(&alias(), b"test");

    assert_eq!(invalidated, Err(KeyStoreError::Gone));
    assert_eq!(left, []);
    assert_eq!(deleted, Err(KeyStoreError::Gone));
}
