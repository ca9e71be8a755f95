//! The attestation object: CBOR (RFC 8949).

use ciborium::Value;

/// How deeply an object is nested at most: a map, a map, an array, a byte string.
const DEPTH: usize = 8;

/// What `DCAppAttestService` gives, read strictly.
pub struct AttestationObject {
    /// Certificates in DER, the key's own first.
    pub(super) x5c: Vec<Vec<u8>>,
    /// What the nonce covers, as it came.
    pub(super) authenticator_data: Vec<u8>,
}

/// It is not an attestation object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an attestation object")]
pub struct ObjectError;

impl AttestationObject {
    /// Reads `{"fmt": "apple-appattest", "attStmt": {"x5c": […], "receipt": …}, "authData": …}`.
    ///
    /// # Errors
    ///
    /// [`ObjectError`] if something is missing, doubled, of another type or left over.
    pub fn parse(bytes: &[u8]) -> Result<Self, ObjectError> {
        let mut rest = bytes;
        let value: Value = ciborium::de::from_reader_with_recursion_limit(&mut rest, DEPTH)
            .map_err(|_| ObjectError)?;
        if !rest.is_empty() {
            return Err(ObjectError);
        }
        let [format, statement, data] = members(value, ["fmt", "attStmt", "authData"])?;
        let [x5c, receipt] = members(statement, ["x5c", "receipt"])?;
        // The receipt is for asking Apple about the phone later; nothing here rests on it.
        receipt.into_bytes().map_err(|_| ObjectError)?;
        if format.as_text() != Some("apple-appattest") {
            return Err(ObjectError);
        }
        let x5c = x5c.into_array().map_err(|_| ObjectError)?;
        let x5c: Result<_, _> = x5c.into_iter().map(Value::into_bytes).collect();
        Ok(Self {
            x5c: x5c.map_err(|_| ObjectError)?,
            authenticator_data: data.into_bytes().map_err(|_| ObjectError)?,
        })
    }
}

/// The members of a map that has these and no other, each once.
fn members<const N: usize>(map: Value, names: [&str; N]) -> Result<[Value; N], ObjectError> {
    let mut left = map.into_map().map_err(|_| ObjectError)?;
    let mut taken = Vec::new();
    for name in names {
        let at = left.iter().position(|(key, _)| key.as_text() == Some(name));
        taken.push(left.swap_remove(at.ok_or(ObjectError)?).1);
    }
    if left.is_empty() { taken.try_into().map_err(|_| ObjectError) } else { Err(ObjectError) }
}

impl std::fmt::Debug for AttestationObject {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("AttestationObject")
    }
}
