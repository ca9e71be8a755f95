//! The apps that share a key: `AttestationApplicationId` of the Android attestation schema.

use x509_cert::der::asn1::{AnyRef, OctetStringRef};
use x509_cert::der::{self, Decode as _, Reader as _, SliceReader, Tag, Tagged as _};

/// Which packages can use the key, and who signed them. The system says so, not the hardware: it
/// is worth what the verified boot is worth.
pub(super) struct Application {
    pub(super) packages: Vec<Vec<u8>>,
    /// SHA-256 of the signing certificates.
    pub(super) signers: Vec<Vec<u8>>,
}

impl Application {
    pub(super) fn parse(bytes: &[u8]) -> der::Result<Self> {
        let mut reader = SliceReader::new(bytes)?;
        let application = reader.sequence(|fields| {
            let packages = set(fields, |package| {
                package.sequence(|fields| {
                    let name = <&OctetStringRef>::decode(fields)?.as_bytes().to_vec();
                    let _version = u64::decode(fields)?;
                    Ok::<_, der::Error>(name)
                })
            })?;
            let signers =
                set(fields, |signer| Ok(<&OctetStringRef>::decode(signer)?.as_bytes().to_vec()))?;
            Ok::<_, der::Error>(Self { packages, signers })
        })?;
        reader.finish()?;
        Ok(application)
    }
}

/// A set, its elements in whatever order.
fn set<'a, T>(
    reader: &mut SliceReader<'a>,
    read: impl Fn(&mut SliceReader<'a>) -> der::Result<T>,
) -> der::Result<Vec<T>> {
    let set = AnyRef::decode(reader)?;
    set.tag().assert_eq(Tag::Set)?;
    let mut elements = SliceReader::new(set.value())?;
    let mut values = Vec::new();
    while !elements.is_finished() {
        values.push(read(&mut elements)?);
    }
    Ok(values)
}
