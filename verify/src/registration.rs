//! A device asks to be enrolled (docs/protocol.md §3.2): in three steps, because the offer and
//! the evidence are the AS's to fetch and to judge in between.

use crate::{CallCheck, TokenRefusal};
use countersign_protocol::jose::{JoseError, PublicKey, sha256_base64url};
use countersign_protocol::time::UnixSeconds;
use countersign_protocol::tokens::Registration;

/// The longest life of a registration, in seconds.
const MAX_LIFE_SECONDS: i64 = 600;

/// Whom a registration must be for, and who sent it.
#[derive(Clone, Copy, Debug)]
pub struct Registering<'a> {
    /// The AS's issuer URL.
    pub issuer: &'a str,
    /// The key of the proof of possession that came with it.
    pub prover: &'a PublicKey,
    /// The oldest core that is served.
    pub oldest_core: &'a str,
}

/// What the AS knows of an offer.
#[derive(Clone, Copy)]
pub struct OfferRecord<'a> {
    /// The nonce that it was given.
    pub nonce: &'a str,
    /// When it ends.
    pub exp: UnixSeconds,
    /// Whether it ended before that.
    pub ended: bool,
    /// The hash of the registration that was accepted for it, if one was.
    pub accepted: Option<&'a str>,
}

/// A registration that only its evidence can still stop.
#[derive(Clone, Copy, Debug)]
pub struct Registrable<'a> {
    registration: &'a Registration,
}

/// What a registration is to its offer.
#[derive(Clone, Copy, Debug)]
pub enum RegistrationStep<'a> {
    /// The first. Judge its evidence, then [`Registrable::attested`].
    First(Registrable<'a>),
    /// The same bytes were accepted before: give the same receipt again.
    Repeated,
}

/// A registration that may be kept, in a transaction in which its offer is still open.
#[derive(Clone, Copy, Debug)]
pub struct Attested<'a, L> {
    /// What the device says of itself.
    pub registration: &'a Registration,
    /// What is proved of where its approval key lives.
    pub level: L,
}

/// Why a registration is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RegistrationRefusal {
    /// The token is not one, or failed a check.
    #[error(transparent)]
    Token(#[from] TokenRefusal),
    /// The app is too old. Answer 426.
    #[error("the app must be updated")]
    UpdateRequired,
    /// The offer is over. Answer 410.
    #[error("the offer is over")]
    Gone,
    /// Another registration was accepted for this offer. Answer 409.
    #[error("registered otherwise before")]
    Conflict,
}

/// Reads and verifies a registration, before it is known what it answers. The key is in the token
/// itself: the offer, the proof and the digits are what binds it to a person.
///
/// # Errors
///
/// [`RegistrationRefusal::Token`], [`RegistrationRefusal::UpdateRequired`].
pub fn read_registration(
    token: &str,
    to: &Registering<'_>,
) -> Result<Registration, RegistrationRefusal> {
    let unverified = Registration::parse(token).map_err(TokenRefusal::of_form)?;
    let approval = Registration::claimed_key(token).map_err(|error| match error {
        JoseError::Form => TokenRefusal::Form,
        _ => TokenRefusal::Failed(CallCheck::Claims),
    })?;
    if unverified.kid() != approval.thumbprint() {
        return Err(failed(CallCheck::Key));
    }
    let verified = unverified.verify(&approval).map_err(|_| failed(CallCheck::Signature))?;
    let registration =
        Registration::read(&verified, approval).map_err(|_| failed(CallCheck::Claims))?;
    let base = &registration.base;
    base.between(&approval.thumbprint(), to.issuer).map_err(|_| failed(CallCheck::Party))?;
    if registration.transport != *to.prover || registration.transport == approval {
        return Err(failed(CallCheck::Key));
    }
    if !registration.capabilities.is_at_least(to.oldest_core) {
        return Err(RegistrationRefusal::UpdateRequired);
    }
    Ok(registration)
}

/// Checks a registration against the offer that it answers.
///
/// # Errors
///
/// [`RegistrationRefusal`].
pub fn check_registration<'a>(
    registration: &'a Registration,
    token: &str,
    offer: &OfferRecord<'_>,
    now: UnixSeconds,
) -> Result<RegistrationStep<'a>, RegistrationRefusal> {
    if registration.nonce != offer.nonce {
        return Err(failed(CallCheck::Nonce));
    }
    if now >= offer.exp || offer.ended {
        return Err(RegistrationRefusal::Gone);
    }
    if let Some(accepted) = offer.accepted {
        let same = accepted == sha256_base64url(token.as_bytes());
        return if same {
            Ok(RegistrationStep::Repeated)
        } else {
            Err(RegistrationRefusal::Conflict)
        };
    }
    let in_time = registration.base.valid_at(now, MAX_LIFE_SECONDS);
    in_time.map_err(|_| failed(CallCheck::Time))?;
    Ok(RegistrationStep::First(Registrable { registration }))
}

impl<'a> Registrable<'a> {
    /// Takes what was judged of its evidence.
    #[must_use]
    pub const fn attested<L>(self, level: L) -> Attested<'a, L> {
        Attested { registration: self.registration, level }
    }
}

const fn failed(check: CallCheck) -> RegistrationRefusal {
    RegistrationRefusal::Token(TokenRefusal::Failed(check))
}

impl std::fmt::Debug for OfferRecord<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("OfferRecord")
    }
}
