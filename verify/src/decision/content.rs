//! Checks 11 to 16: the decision against the AS's own reading of its own record.

use super::{Check, Record, VerifyError};
use countersign_protocol::consent::words::Language;
use countersign_protocol::consent::{
    Addressee, ConsentRequest, Presentation, ProblemKind, Reading, Selection, Template, Types,
};
use countersign_protocol::jose::{Typ, Unverified};
use countersign_protocol::tokens::{Answer, Decision, Display};
use subtle::ConstantTimeEq as _;

/// The AS's record, read as a decision says that it was shown.
pub(super) struct OwnReading {
    pub(super) request: ConsentRequest,
    /// Whether the AS can read it in that way. If not, it is read in some other.
    known: bool,
}

impl OwnReading {
    /// By the template and in the language that the decision names: a bank's own type may lack
    /// a language and could then not be shown.
    ///
    /// # Errors
    ///
    /// [`VerifyError::Record`].
    pub(super) fn of(record: &Record<'_>, display: Option<&Display>) -> Result<Self, VerifyError> {
        let template = display.map(|display| Template::named(&display.template, record.templates));
        let language = display.map(|display| Language::of_tag(&display.locale));
        let any = presentation(record.types);
        let known = template != Some(None) && language != Some(None);
        let template = template.flatten().unwrap_or(Template::CURRENT);
        let language = language.flatten().unwrap_or(any.language);
        let request = read(record, template, &Presentation { language, ..any })?;
        let described = |name: &String| record.capabilities.describes(name, record.types);
        let worded = match request.reading() {
            Reading::Shown(_) => true,
            Reading::NotShown(problem) => problem.kind != ProblemKind::MissingLabel,
        };
        let known = known && worded && request.types().iter().all(described);
        Ok(Self { request, known })
    }

    /// Checks 11 to 16, in their order.
    pub(super) fn check(&self, claims: &Decision, record: &Record<'_>) -> Result<(), Check> {
        let request = &self.request;
        equal(&claims.nonce, request.nonce(), Check::Nonce)?;
        equal(&claims.request_hash, request.hash(), Check::RequestHash)?;
        match &claims.answer {
            // No is no, however it was shown: what cannot be compared is not held against it.
            Answer::Denial(_) if !self.known => Ok(()),
            Answer::Denial(_) => self.denied(claims),
            Answer::Approval { .. } if !self.known => Err(Check::Presentation),
            Answer::Approval { selection, number, .. } => {
                self.approved(claims, selection.as_ref())?;
                typed(number.as_deref(), record.number)
            }
        }
    }

    /// Check 14 of a denial, which need not say what was shown.
    fn denied(&self, claims: &Decision) -> Result<(), Check> {
        let Some(display) = &claims.display else { return Ok(()) };
        let Reading::Shown(view) = self.request.reading() else { return Err(Check::Display) };
        equal(&display.hash, &view.display_hash_of_denial(), Check::Display)
    }

    /// Checks 14 and 15. The hash holds the selection's rows, so that a selection which is no
    /// answer to the offer has no hash to compare and fails as what it is.
    fn approved(&self, claims: &Decision, selection: Option<&Selection>) -> Result<(), Check> {
        let (Reading::Shown(view), Some(display)) = (self.request.reading(), &claims.display)
        else {
            return Err(Check::Display);
        };
        if selection.is_some() && view.choices.is_empty() {
            return Err(Check::Selection); // an answer, even an empty one, to no question
        }
        let nothing = Selection::default();
        let right = view.display_hash(selection.unwrap_or(&nothing));
        equal(&display.hash, &right.map_err(|_| Check::Selection)?, Check::Display)
    }
}

fn read(
    record: &Record<'_>,
    template: Template,
    presentation: &Presentation,
) -> Result<ConsentRequest, VerifyError> {
    let unverified = Unverified::parse(record.request_token, &[Typ::ConsentRequest])
        .map_err(|_| VerifyError::Record)?;
    let key = record.request_keys.iter().find(|key| key.thumbprint() == unverified.kid());
    let verified = unverified.verify(key.ok_or(VerifyError::Record)?);
    let verified = verified.map_err(|_| VerifyError::Record)?;
    let to = Addressee { issuer: record.issuer, device: record.device, account: record.account };
    ConsentRequest::read_by(template, &verified, &to, presentation).map_err(|_| VerifyError::Record)
}

/// Any language will do in which all types can be shown: the rows that are hashed do not depend
/// on it.
#[must_use]
pub fn presentation(types: &Types) -> Presentation {
    let language = types.languages().first().copied().unwrap_or(Language::English);
    Presentation { language, time_zone: "UTC".to_owned(), types: types.clone() }
}

/// Check 16.
fn typed(typed: Option<&str>, asked: Option<&str>) -> Result<(), Check> {
    match (typed, asked) {
        (Some(typed), Some(asked)) => equal(typed, asked, Check::Number),
        (None, None) => Ok(()),
        (None, Some(_)) | (Some(_), None) => Err(Check::Number),
    }
}

/// Compares in constant time.
fn equal(left: &str, right: &str, check: Check) -> Result<(), Check> {
    bool::from(left.as_bytes().ct_eq(right.as_bytes())).then_some(()).ok_or(check)
}
