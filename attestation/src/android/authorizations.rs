//! What a key may do and who enforces it: `AuthorizationList` of the Android attestation schema.

use super::application::Application;
use x509_cert::der::asn1::{AnyRef, OctetStringRef};
use x509_cert::der::{self, Decode, ErrorKind, Reader as _, SliceReader, Tag, Tagged as _};

/// Tags that say nothing the policy asks for, or that only narrow what the key may do: block
/// mode, padding, caller nonce, minimal MAC length, ML-DSA variant, RSA exponent and digest,
/// early boot only, limits of time and use, secure user id, presence and confirmation, the app's
/// own data, creation time, identifiers of the phone and the hash of its modules.
const HARMLESS: [u32; 29] = [
    4, 6, 7, 8, 11, 200, 203, 305, 400, 401, 402, 403, 404, 405, 502, 507, 508, 601, 701, 710, 711,
    712, 713, 714, 715, 716, 717, 723, 724,
];

/// One list, with the tags that a policy looks at.
#[derive(Default)]
pub(super) struct Authorizations {
    pub(super) purposes: Vec<u64>,
    pub(super) algorithm: Option<u64>,
    pub(super) key_size: Option<u64>,
    pub(super) digests: Vec<u64>,
    pub(super) curve: Option<u64>,
    pub(super) rollback_resistant: bool,
    pub(super) no_auth_required: bool,
    pub(super) user_auth_type: Option<u64>,
    pub(super) auth_timeout: Option<u64>,
    pub(super) allow_while_on_body: bool,
    pub(super) unlocked_device_required: bool,
    pub(super) all_applications: bool,
    pub(super) origin: Option<u64>,
    pub(super) root_of_trust: Option<RootOfTrust>,
    pub(super) os_version: Option<u64>,
    pub(super) os_patch_level: Option<u64>,
    pub(super) application: Option<Application>,
    pub(super) vendor_patch_level: Option<u64>,
    pub(super) boot_patch_level: Option<u64>,
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

impl Authorizations {
    /// Reads a list. The order of its tags does not matter, and some phones do not keep it.
    pub(super) fn decode(reader: &mut SliceReader<'_>) -> der::Result<Self> {
        reader.sequence(|fields| {
            let (mut list, mut seen) = (Self::default(), Vec::new());
            while !fields.is_finished() {
                let field = AnyRef::decode(fields)?;
                let Tag::ContextSpecific { constructed: true, number } = field.tag() else {
                    return Err(field.tag().unexpected_error(None).into());
                };
                if seen.contains(&number.value()) {
                    return Err(ErrorKind::Failed.into());
                }
                seen.push(number.value());
                list.take(number.value(), field.value())?;
            }
            Ok(list)
        })
    }

    fn take(&mut self, tag: u32, value: &[u8]) -> der::Result<()> {
        match tag {
            1 => self.purposes = set(value)?,
            2 => self.algorithm = Some(one(value)?),
            3 => self.key_size = Some(one(value)?),
            5 => self.digests = set(value)?,
            10 => self.curve = Some(one(value)?),
            // 303 since Keymaster 4, 703 before.
            303 | 703 => self.rollback_resistant = is_there(value)?,
            503 => self.no_auth_required = is_there(value)?,
            504 => self.user_auth_type = Some(one(value)?),
            505 => self.auth_timeout = Some(one(value)?),
            506 => self.allow_while_on_body = is_there(value)?,
            509 => self.unlocked_device_required = is_there(value)?,
            600 => self.all_applications = is_there(value)?,
            702 => self.origin = Some(one(value)?),
            704 => self.root_of_trust = Some(RootOfTrust::parse(value)?),
            705 => self.os_version = Some(one(value)?),
            706 => self.os_patch_level = Some(one(value)?),
            709 => {
                let octets: &OctetStringRef = one(value)?;
                self.application = Some(Application::parse(octets.as_bytes())?);
            }
            718 => self.vendor_patch_level = Some(one(value)?),
            719 => self.boot_patch_level = Some(one(value)?),
            tag if HARMLESS.contains(&tag) => {}
            _ => return Err(ErrorKind::Failed.into()),
        }
        Ok(())
    }
}

impl RootOfTrust {
    fn parse(bytes: &[u8]) -> der::Result<Self> {
        let mut reader = SliceReader::new(bytes)?;
        let root = reader.sequence(|fields| {
            let boot_key = <&OctetStringRef>::decode(fields)?.as_bytes().to_vec();
            let locked = bool::decode(fields)?;
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

/// Exactly one value.
fn one<'a, T: Decode<'a, Error = der::Error>>(bytes: &'a [u8]) -> der::Result<T> {
    T::from_der(bytes)
}

/// A tag that says something by being there.
fn is_there(bytes: &[u8]) -> der::Result<bool> {
    if one::<AnyRef<'_>>(bytes)?.is_null() { Ok(true) } else { Err(ErrorKind::Failed.into()) }
}

/// A set of integers.
fn set(bytes: &[u8]) -> der::Result<Vec<u64>> {
    let set: AnyRef<'_> = one(bytes)?;
    set.tag().assert_eq(Tag::Set)?;
    let mut reader = SliceReader::new(set.value())?;
    let mut values = Vec::new();
    while !reader.is_finished() {
        values.push(u64::decode(&mut reader)?);
    }
    Ok(values)
}
