//! Authenticator data (W3C WebAuthn §6.1), as far as App Attest uses it.

use super::launch::Launch;
use ciborium::Value;

/// The flag that says that a credential follows.
const ATTESTED: u8 = 0x40;
/// The flag that says that extensions follow. They may follow without it: Apple's own sample
/// leaves it clear.
const EXTENDED: u8 = 0x80;

/// How deeply what is behind the credential's id is nested at most: a map of values.
const DEPTH: usize = 4;

/// The data, taken apart.
pub(super) struct AuthenticatorData<'a> {
    /// SHA-256 of the app's id.
    pub(super) app: &'a [u8],
    /// How often the key was used.
    pub(super) counter: u32,
    /// Which kind of build.
    pub(super) aaguid: &'a [u8],
    /// The key's id.
    pub(super) credential: &'a [u8],
    /// The key, as an uncompressed point.
    pub(super) point: Vec<u8>,
    /// What iOS says of the app as it was launched.
    pub(super) launch: Launch,
}

impl<'a> AuthenticatorData<'a> {
    /// `None` if it is too short, holds no credential, or holds anything else.
    pub(super) fn parse(bytes: &'a [u8]) -> Option<Self> {
        let (app, rest) = bytes.split_at_checked(32)?;
        let (flags, rest) = rest.split_first()?;
        let (counter, rest) = rest.split_first_chunk::<4>()?;
        let (aaguid, rest) = rest.split_at_checked(16)?;
        let (length, rest) = rest.split_first_chunk::<2>()?;
        let (credential, rest) = rest.split_at_checked(u16::from_be_bytes(*length).into())?;
        if flags & ATTESTED == 0 {
            return None;
        }
        let (key, rest) = item(rest)?;
        let launch = if rest.is_empty() && flags & EXTENDED == 0 {
            Launch::default()
        } else {
            let (extensions, rest) = item(rest)?;
            if !rest.is_empty() {
                return None;
            }
            Launch::parse(extensions)?
        };
        let (counter, point) = (u32::from_be_bytes(*counter), point(key)?);
        Some(Self { app, counter, aaguid, credential, point, launch })
    }
}

/// One CBOR item, and what follows it.
fn item(mut bytes: &[u8]) -> Option<(Value, &[u8])> {
    let item = ciborium::de::from_reader_with_recursion_limit(&mut bytes, DEPTH).ok()?;
    Some((item, bytes))
}

/// A P-256 key for ES256 (RFC 9053 §2.1 and §7.1.1) and nothing else about it.
fn point(key: Value) -> Option<Vec<u8>> {
    let members = key.into_map().ok()?;
    let member = |label: i64| {
        let mut found = members.iter().filter(|(key, _)| *key == Value::from(label));
        found.next().map(|(_, value)| value)
    };
    let fixed = [(1, 2), (3, -7), (-1, 1)];
    let is_es256 = fixed.into_iter().all(|(label, value)| member(label) == Some(&value.into()));
    match (member(-2)?.as_bytes()?.as_slice(), member(-3)?.as_bytes()?.as_slice()) {
        (x, y) if is_es256 && members.len() == 5 && x.len() == 32 && y.len() == 32 => {
            Some([&[4], x, y].concat())
        }
        _ => None,
    }
}
