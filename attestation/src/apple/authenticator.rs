//! Authenticator data (W3C WebAuthn §6.1), as far as App Attest uses it.

/// The flag that says that a credential follows.
const ATTESTED: u8 = 0x40;

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
}

impl<'a> AuthenticatorData<'a> {
    /// `None` if it is too short or holds no credential. What follows the credential's id, the
    /// key once more, is not looked at: the certificate has it.
    pub(super) fn parse(bytes: &'a [u8]) -> Option<Self> {
        let (app, rest) = bytes.split_at_checked(32)?;
        let (flags, rest) = rest.split_first()?;
        let (counter, rest) = rest.split_first_chunk::<4>()?;
        let (aaguid, rest) = rest.split_at_checked(16)?;
        let (length, rest) = rest.split_first_chunk::<2>()?;
        let (credential, _key) = rest.split_at_checked(u16::from_be_bytes(*length).into())?;
        let attested = flags & ATTESTED != 0;
        attested.then_some(Self { app, counter: u32::from_be_bytes(*counter), aaguid, credential })
    }
}
