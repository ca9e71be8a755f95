//! What a key may do and who enforces it: `AuthorizationList` of the Android attestation schema.

use super::application::Application;
use super::value::{RootOfTrust, Value};
use x509_cert::der::asn1::AnyRef;
use x509_cert::der::{self, Decode as _, ErrorKind, Reader as _, SliceReader, Tag, Tagged as _};

/// One list, with the tags that a policy looks at. The others say nothing that it asks for, or
/// only narrow what the key may do.
#[derive(Default)]
pub(super) struct Authorizations {
    pub(super) purposes: Vec<u64>,
    pub(super) algorithm: Option<u64>,
    pub(super) key_size: Option<u64>,
    pub(super) digests: Vec<u64>,
    pub(super) curve: Option<u64>,
    pub(super) ml_dsa_variant: Option<u64>,
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

impl Authorizations {
    /// Reads a list.
    pub(super) fn decode(reader: &mut SliceReader<'_>) -> der::Result<Self> {
        let mut list = Self::default();
        for (tag, value) in tags(reader)? {
            list.take(tag, value)?;
        }
        Ok(list)
    }

    fn take(&mut self, tag: u32, value: Value<'_>) -> der::Result<()> {
        match (tag, value) {
            (1, Value::Integers(purposes)) => self.purposes = purposes,
            (2, Value::Integer(algorithm)) => self.algorithm = Some(algorithm),
            (3, Value::Integer(bits)) => self.key_size = Some(bits),
            (5, Value::Integers(digests)) => self.digests = digests,
            (10, Value::Integer(curve)) => self.curve = Some(curve),
            (11, Value::Integer(variant)) => self.ml_dsa_variant = Some(variant),
            (303 | 703, Value::Present) => self.rollback_resistant = true,
            (503, Value::Present) => self.no_auth_required = true,
            (504, Value::Integer(types)) => self.user_auth_type = Some(types),
            (505, Value::Integer(seconds)) => self.auth_timeout = Some(seconds),
            (506, Value::Present) => self.allow_while_on_body = true,
            (509, Value::Present) => self.unlocked_device_required = true,
            (600, Value::Present) => self.all_applications = true,
            (702, Value::Integer(origin)) => self.origin = Some(origin),
            (704, Value::RootOfTrust(root)) => self.root_of_trust = Some(root),
            (705, Value::Integer(version)) => self.os_version = Some(version),
            (706, Value::Integer(level)) => self.os_patch_level = Some(level),
            (709, Value::Octets(application)) => {
                self.application = Some(Application::parse(application)?);
            }
            (718, Value::Integer(level)) => self.vendor_patch_level = Some(level),
            (719, Value::Integer(level)) => self.boot_patch_level = Some(level),
            _ => {}
        }
        Ok(())
    }
}

/// The tags of a list and what stands behind them, each tag once. The order does not matter, and
/// some phones do not keep it: Google's verifier notes that and reads on.
pub(super) fn tags<'a>(reader: &mut SliceReader<'a>) -> der::Result<Vec<(u32, Value<'a>)>> {
    reader.sequence(|fields| {
        let mut tags = Vec::<(u32, Value<'a>)>::new();
        while !fields.is_finished() {
            let field = AnyRef::decode(fields)?;
            let Tag::ContextSpecific { constructed: true, number } = field.tag() else {
                return Err(field.tag().unexpected_error(None).into());
            };
            let number = number.value();
            if tags.iter().any(|(seen, _)| *seen == number) {
                return Err(ErrorKind::Failed.into());
            }
            tags.push((number, Value::read(number, field.value())?));
        }
        Ok(tags)
    })
}
