//! In which language and time zone the device shows: what the person sets on the phone.

use super::{Device, Inner};
use countersign_protocol::consent::Presentation;
use countersign_protocol::consent::words::Language;
use std::sync::PoisonError;

impl Device {
    /// From now on requests are read in this language and time zone: the person changed them
    /// while the app runs. A [`super::Consent`] in hand stays as it was shown; open its request
    /// again to show it anew.
    pub fn present_in(&self, language: Language, time_zone: String) {
        let mut shown = self.inner.presentation.lock().unwrap_or_else(PoisonError::into_inner);
        (shown.language, shown.time_zone) = (language, time_zone);
    }

    /// The language that requests are read in now.
    #[must_use]
    pub fn language(&self) -> Language {
        self.inner.presentation().language
    }
}

impl Inner {
    pub(super) fn presentation(&self) -> Presentation {
        self.presentation.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
