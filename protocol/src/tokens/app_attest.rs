//! What App Attest is asked to sign for a key that is not its own.

use crate::jose::PublicKey;
use ring::digest::{Context, SHA256};

/// The `clientDataHash` for the attestation of an approval key (docs/protocol.md §3.2).
///
/// Keys of the Secure Enclave have no attestation. App Attest makes a key of its own and vouches
/// for it; this hash ties that voucher to the approval key and to the challenge that
/// the key was made for. What it then proves is that a genuine
/// copy of the app on a genuine phone spoke for this key, and not where the key lives.
#[must_use]
pub fn app_attest_client_data_hash(challenge: &[u8], approval: &PublicKey) -> [u8; 32] {
    let mut hash = Context::new(&SHA256);
    hash.update(b"countersign-app-attest-1");
    for part in [challenge, approval.thumbprint().as_bytes()] {
        hash.update(&[0]);
        hash.update(part);
    }
    let mut bytes = [0; 32];
    bytes.copy_from_slice(hash.finish().as_ref());
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claims::Members;

    #[test]
    fn it_is_the_hash_of_the_name_the_challenge_and_the_thumbprint() {
        // RFC 9449 §4.2: the thumbprint of this key is 0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I.
        let jwk = br#"{"kty":"EC","x":"l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs","y":"9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA","crv":"P-256"}"#;
        let key = PublicKey::from_jwk(Members::parse(jwk).unwrap()).unwrap();

        let hash = app_attest_client_data_hash(b"a-nonce", &key);

        // printf 'countersign-app-attest-1\0a-nonce\0<thumbprint>' | sha256sum
        let hex: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(hex, "98a1962a23552b6b6001224a3bfcb2305fe37afaf3de9945006f4819391cd299");
    }
}
