//! The phone's language: what the person sets for the whole phone.

use super::Phone;
use super::screen::Screen;
use crate::bank::TIME_ZONE;
use countersign::consent::words::Language;

impl Phone {
    /// Sets the language. What is on the screen is opened again, because a consent in hand stays
    /// as it was shown; a screen that was already answered stays too.
    pub async fn speak(&self, language: Language) {
        let _turn = self.0.turn.lock().await;
        self.0.device.present_in(language, TIME_ZONE.to_owned());
        let open = self.change(|model| {
            model.language = language;
            let screen = model.screen.as_ref().filter(|screen| screen.state.is_open())?;
            screen.consent.clone()
        });
        let Some(old) = open else { return };
        // Without a connection it stays in the old language.
        let opened = self.0.device.open_request(old.enrolment(), old.id()).await;
        let Ok(consent) = opened else { return };
        self.change(|model| {
            model.keep_title(&consent);
            let screen = model.screen.as_mut().filter(|screen| screen.request == old.id());
            if let Some(screen) = screen.filter(|screen| screen.state.is_open()) {
                *screen = Screen::of(consent);
            }
        });
    }
}
