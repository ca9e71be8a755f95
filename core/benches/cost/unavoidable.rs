//! The parts that no implementation could leave out.

use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{DerSignature, Signature, SigningKey};
use ring::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};
use rusqlite::{Connection, params};
use std::hint::black_box;

/// One signature check, by ring, over a message the size of a request.
pub(crate) fn check() -> impl Fn() {
    let key = SigningKey::from_slice(&[7; 32]).unwrap();
    let message = vec![b'x'; crate::Bank::REQUEST_SIZE];
    let signature: Signature = key.sign(&message);
    let (point, signature) = (key.verifying_key().to_sec1_point(false), signature.to_bytes());
    move || {
        let key = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point.as_bytes());
        key.verify(black_box(&message), &signature).unwrap();
    }
}

/// One signature, by p256, as the software key store makes it.
pub(crate) fn sign() -> impl Fn() {
    let key = SigningKey::from_slice(&[7; 32]).unwrap();
    let message = vec![b'x'; 500];
    move || {
        let signature: DerSignature = key.sign(black_box(&message));
        black_box(signature);
    }
}

/// Durable inserts of one value, one transaction each, under the pragmas of the device.
pub(crate) struct Inserts {
    connection: Connection,
    value: Vec<u8>,
    _folder: tempfile::TempDir,
}

impl Inserts {
    pub(crate) fn new(size: usize) -> Self {
        let folder = crate::phone::folder();
        let connection = Connection::open(folder.path().join("inserts.db")).unwrap();
        connection
            .execute_batch(
                "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;
                 CREATE TABLE t (n INTEGER PRIMARY KEY, id TEXT UNIQUE, value BLOB) STRICT;",
            )
            .unwrap();
        Self { connection, value: vec![7; size], _folder: folder }
    }

    pub(crate) fn one(&mut self) {
        let id = self.connection.last_insert_rowid().to_string();
        self.connection
            .prepare_cached("INSERT INTO t (id, value) VALUES (?1, ?2)")
            .unwrap()
            .execute(params![id, self.value])
            .unwrap();
    }
}
