//! Whether a device can show a consent as the gateway reads it, and send the answer.

use crate::context::Gateway;
use crate::model::Unshowable;
use crate::storage::Device;
use countersign_protocol::consent::{
    Addressee, ConsentRequest, Presentation, ProblemKind, Reading, Template,
};
use countersign_protocol::jose::{JoseError, Typ, Verified};
use countersign_protocol::tokens::longest_approval;
use countersign_verify::presentation;

impl Gateway {
    /// Whether a device has the types that are asked for, and a template and a language that the
    /// gateway has too.
    ///
    /// # Errors
    ///
    /// [`Unshowable`]: what it lacks.
    pub(super) fn check_device(&self, device: &Device, types: &[String]) -> Result<(), Unshowable> {
        let settings = self.settings();
        match device.capabilities.lacks(types, &settings.types, &settings.templates) {
            Some(lacking) => Err(lacking.into()),
            None => Ok(()),
        }
    }

    /// Whether a device can show this copy as the gateway reads it, and its longest answer fits
    /// into a decision.
    ///
    /// # Errors
    ///
    /// [`JoseError`] if it is no request for this device.
    pub(super) fn check_copy(
        &self,
        device: &Device,
        copy: &Verified,
        to: &Addressee<'_>,
    ) -> Result<Result<(), Unshowable>, JoseError> {
        let settings = self.settings();
        let known = |template: &&Template| {
            device.capabilities.templates.iter().any(|name| name == template.as_str())
        };
        let Some(template) = settings.templates.iter().rev().find(known) else {
            return Ok(Err(Unshowable::Template));
        };
        for language in device.capabilities.languages() {
            let presentation = Presentation { language, ..presentation(&settings.types) };
            let request = ConsentRequest::read_by(*template, copy, to, &presentation)?;
            match (request.shown(), request.reading()) {
                (Some(shown), _) if longest_approval(&shown) > LONGEST => {
                    return Ok(Err(Unshowable::TooLarge));
                }
                (Some(_), _) | (None, Reading::Shown(_)) => return Ok(Ok(())),
                // Another language may have the words.
                (None, Reading::NotShown(problem)) if problem.kind == ProblemKind::MissingLabel => {
                }
                (None, Reading::NotShown(problem)) => {
                    tracing::info!(kind = ?problem.kind, "a consent cannot be shown");
                    return Ok(Err(match problem.kind {
                        ProblemKind::UnknownType => Unshowable::Type,
                        _ => Unshowable::Content,
                    }));
                }
            }
        }
        Ok(Err(Unshowable::Locale))
    }
}

/// The longest decision, in bytes.
const LONGEST: usize = Typ::ConsentApproval.max_length();
