//! What stands behind a tag of an `AuthorizationList` of the Android attestation schema.

use x509_cert::der::asn1::{AnyRef, OctetStringRef};
use x509_cert::der::{self, Decode, ErrorKind, Reader as _, SliceReader, Tag, Tagged as _};

/// A value, in the form that the schema gives its tag.
pub(super) enum Value<'a> {
    Integer(u64),
    Integers(Vec<u64>),
    /// The tag says something by being there.
    Present,
    Octets(&'a [u8]),
    RootOfTrust(RootOfTrust),
    /// One value of a tag that no key of an app has, or that is not in every version of the
    /// schema in the same form.
    Unread,
}

/// What was booted.
pub(super) struct RootOfTrust {
    pub(super) boot_key: Vec<u8>,
    pub(super) locked: bool,
    pub(super) state: BootState,
}

/// What the boot loader found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BootState {
    /// The maker's system, whole.
    Verified,
    /// A system that the phone's owner vouches for.
    SelfSigned,
    /// Nobody knows.
    Unverified,
    /// Found not to be whole.
    Failed,
}

impl<'a> Value<'a> {
    /// Reads what stands behind a tag, as attestation versions 1 to 500 (`KeyMint` 5) have it.
    ///
    /// A tag that is not known is an error: it may allow something.
    pub(super) fn read(tag: u32, value: &'a [u8]) -> der::Result<Self> {
        match tag {
            // Purposes, block modes, digests, paddings, digests of RSA-OAEP's mask.
            1 | 4 | 5 | 6 | 203 => integers(value).map(Self::Integers),
            // Algorithm, size, curve, variant of ML-DSA, exponent of RSA; limits of time and
            // use; who unlocks it and for how long; creation, origin, versions and patches.
            2
            | 3
            | 10
            | 11
            | 200
            | 400..=402
            | 405
            | 504
            | 505
            | 701
            | 702
            | 705
            | 706
            | 718
            | 719 => one(value).map(Self::Integer),
            // 303 since Keymaster 4, 703 before: deleted keys are gone for good. No person
            // needed, usable while carried, presence, confirmation, unlocked phone, all apps.
            303 | 503 | 506..=509 | 600 | 703 => present(value),
            704 => RootOfTrust::parse(value).map(Self::RootOfTrust),
            // The app; identifiers of the phone; the hash of its modules.
            709..=717 | 723 | 724 => {
                one::<&OctetStringRef>(value).map(|octets| Self::Octets(octets.as_bytes()))
            }
            // The caller's nonce, minimal length of a MAC, early boot, pauses between uses,
            // secure user id, the app's own data.
            7 | 8 | 305 | 403 | 404 | 502 | 601 => one::<AnyRef<'_>>(value).map(|_| Self::Unread),
            _ => Err(ErrorKind::Failed.into()),
        }
    }
}

impl RootOfTrust {
    fn parse(bytes: &[u8]) -> der::Result<Self> {
        let mut reader = SliceReader::new(bytes)?;
        let root = reader.sequence(|fields| {
            let boot_key = <&OctetStringRef>::decode(fields)?.as_bytes().to_vec();
            let locked = device_locked(AnyRef::decode(fields)?)?;
            let state = AnyRef::decode(fields)?;
            let state = match (state.tag(), state.value()) {
                (Tag::Enumerated, [0]) => BootState::Verified,
                (Tag::Enumerated, [1]) => BootState::SelfSigned,
                (Tag::Enumerated, [2]) => BootState::Unverified,
                (Tag::Enumerated, [3]) => BootState::Failed,
                _ => return Err(Tag::Enumerated.value_error().into()),
            };
            // The hash of what was booted came with version 3.
            let _hash = <Option<&OctetStringRef>>::decode(fields)?;
            Ok::<_, der::Error>(Self { boot_key, locked, state })
        })?;
        reader.finish()?;
        Ok(root)
    }
}

/// TRUE is 0xff in DER, but some phones write 1 here, and only here: Google's own verifier takes
/// it, and it can mean nothing else.
fn device_locked(value: AnyRef<'_>) -> der::Result<bool> {
    match (value.tag(), value.value()) {
        (Tag::Boolean, [0xff | 0x01]) => Ok(true),
        (Tag::Boolean, [0x00]) => Ok(false),
        _ => Err(Tag::Boolean.value_error().into()),
    }
}

/// Exactly one value.
fn one<'a, T: Decode<'a, Error = der::Error>>(bytes: &'a [u8]) -> der::Result<T> {
    T::from_der(bytes)
}

fn present(bytes: &[u8]) -> der::Result<Value<'_>> {
    let value: AnyRef<'_> = one(bytes)?;
    if value.is_null() { Ok(Value::Present) } else { Err(ErrorKind::Failed.into()) }
}

fn integers(bytes: &[u8]) -> der::Result<Vec<u64>> {
    let set: AnyRef<'_> = one(bytes)?;
    set.tag().assert_eq(Tag::Set)?;
    let mut reader = SliceReader::new(set.value())?;
    let mut values = Vec::new();
    while !reader.is_finished() {
        values.push(u64::decode(&mut reader)?);
    }
    Ok(values)
}
