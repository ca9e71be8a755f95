//! Receiving: a push is a hint. The phone asks the bank, and only what the bank signed for it
//! makes a notification.

use super::push::Data;
use super::screen::{Screen, ScreenState};
use super::{Answer, Complaint, Phone};
use crate::ledger::{Entry, Outcome, Who};
use crate::time;
use countersign::intake::{Notice, NoticeError};
use countersign::{Consent, FetchError, Received};
use countersign_protocol::time::UnixSeconds;
use std::time::Duration;
use tokio::sync::mpsc;

/// Why a message is not followed.
const fn notice_text(error: NoticeError) -> &'static str {
    match error {
        NoticeError::TooLarge => "It is larger than a notice can be.",
        NoticeError::NotANotice => "It is no notice of the bank's: nothing that it says is read.",
        NoticeError::Version => "It is of a version that this phone does not know.",
    }
}

impl Phone {
    /// Takes messages from the push service for ever.
    pub async fn listen(self, mut messages: mpsc::UnboundedReceiver<Data>) {
        while let Some(data) = messages.recv().await {
            let phone = self.clone();
            tokio::spawn(async move { phone.receive(&data).await });
        }
    }

    /// Takes one message, whoever sent it.
    pub async fn receive(&self, data: &Data) {
        let notice = match Notice::from_fcm(data) {
            Ok(notice) => notice,
            Err(error) => {
                return self.ignore("Ignored a push", notice_text(error));
            }
        };
        match self.0.device.receive(&notice).await {
            Ok(received) => self.arrived(received),
            Err(FetchError::NotEnrolled) => {
                self.ignore(
                    "Ignored a push",
                    "It names an enrolment that this phone does not have.",
                );
            }
            Err(FetchError::NoSuchRequest) => self.ignore(
                "Ignored a push",
                "The bank was asked and knows no such request: somebody else sent it.",
            ),
            Err(FetchError::NotGenuine) => self.not_genuine(notice.request),
            // It waits at the bank; the phone finds it when it asks the next time.
            Err(_) => {}
        }
    }

    fn arrived(&self, received: Received) {
        self.expire_in_time(&received.request, received.expires_at);
        let auto = self.change(|model| {
            let for_person = model.auto.is_none_or(|auto| auto.answer == Answer::Ignore);
            if for_person && model.arrived.iter().all(|known| known.request != received.request) {
                model.arrived.push(received.clone());
                model.unread |= !received.muted;
            }
            model.auto.filter(|_| !for_person)
        });
        if let Some(auto) = auto {
            // The receiver is there as long as the desk is.
            self.0.by_itself.send((received, auto)).unwrap_or_default();
        }
    }

    fn not_genuine(&self, request: String) {
        self.ignore("Refused a request", "It was not signed by the bank for this phone.");
        self.change(|model| {
            let mut screen = Screen::arriving(request);
            screen.state = ScreenState::NotGenuine;
            model.screen.get_or_insert(screen);
        });
    }

    fn ignore(&self, title: &str, text: &str) {
        self.0.ledger.add(Entry::new(Who::Phone, title).text(text).outcome(Outcome::Refused));
    }

    /// When its time is up, a request leaves the list and its screen says so.
    fn expire_in_time(&self, request: &str, expires_at: UnixSeconds) {
        let (phone, request) = (self.clone(), request.to_owned());
        let left = expires_at.since(time::now()).clamp(0, 3600).unsigned_abs();
        tokio::spawn(async move {
            tokio::time::sleep(Duration::from_secs(left)).await;
            phone.change(|model| {
                model.settle(&request);
                let screen = model.screen.as_mut().filter(|screen| screen.request == request);
                if let Some(screen) = screen {
                    screen.end_undecided(ScreenState::Expired);
                }
            });
        });
    }

    /// Opens a request, or the newest one.
    ///
    /// # Errors
    ///
    /// [`Complaint`] if nothing waits.
    pub async fn open(&self, request: Option<String>) -> Result<(), Complaint> {
        let _turn = self.0.turn.lock().await;
        let request = match request {
            Some(request) => Some(request),
            None => self.newest().await,
        };
        let found = self.change(|model| {
            model.unread = false;
            let request = request?;
            let arrived = model.arrived.iter().any(|received| received.request == request);
            let listed = model.listed.iter().any(|listed| listed.id == request);
            (arrived || listed).then_some(request)
        });
        self.fetch(found.ok_or(Complaint("nothing is waiting"))?).await
    }

    /// The newest request that waits: at the bank, or here if the bank cannot be asked.
    async fn newest(&self) -> Option<String> {
        let enrolment = self.enrolment()?;
        // Without a connection, the screen says so.
        let asked = self.list(&enrolment).await;
        self.with(|model| {
            let listed = model.listed.last().map(|listed| listed.id.clone());
            let arrived = || model.arrived.last().map(|received| received.request.clone());
            listed.filter(|_| asked.is_ok()).or_else(arrived)
        })
    }

    async fn fetch(&self, request: String) -> Result<(), Complaint> {
        let enrolment = self.enrolment().ok_or(Complaint("the phone is not enrolled"))?;
        // Turning to a request puts the one on the screen back; nothing but a person does that.
        self.change(|model| {
            if let Some(screen) = model.screen.replace(Screen::arriving(request.clone())) {
                screen.put_back();
            }
        });
        let state = match self.0.device.open_request(&enrolment, &request).await {
            Ok(consent) => {
                self.change(|model| model.keep_title(&consent));
                self.expire_in_time(consent.id(), consent.expires_at());
                self.show(consent);
                return Ok(());
            }
            Err(FetchError::NotGenuine | FetchError::NoSuchRequest | FetchError::NotEnrolled) => {
                ScreenState::NotGenuine
            }
            Err(FetchError::Over) => ScreenState::Expired,
            Err(FetchError::Decided) => ScreenState::AnsweredElsewhere,
            Err(FetchError::InHand) => return Err(FetchError::InHand.into()),
            Err(FetchError::TooMany | FetchError::Server(_) | FetchError::Store(_)) => {
                ScreenState::Offline
            }
        };
        self.change(|model| {
            if let Some(screen) = model.screen.as_mut().filter(|screen| screen.request == request) {
                screen.state = state;
            }
            if state != ScreenState::Offline {
                model.settle(&request);
            }
        });
        Ok(())
    }

    fn show(&self, consent: Consent) {
        let over = consent.expires_at() <= time::now();
        self.change(|model| {
            let mut screen = Screen::of(consent);
            if over {
                screen.end_undecided(ScreenState::Expired);
            }
            model.screen = Some(screen);
        });
    }

    /// Asks the bank what waits, and learns what no longer does.
    pub(super) async fn list(&self, enrolment: &str) -> Result<(), Complaint> {
        let listed = self.0.device.pending(enrolment).await?;
        let now = time::now();
        self.change(|model| {
            let waits = |id: &str| listed.iter().any(|request| request.id == id);
            model.arrived.retain(|received| waits(&received.request));
            if let Some(screen) = &mut model.screen
                && !waits(&screen.request)
            {
                let over = screen.consent.as_ref().is_some_and(|it| it.expires_at() <= now);
                let state = if over { ScreenState::Expired } else { ScreenState::Withdrawn };
                screen.end_undecided(state);
            }
            model.listed = listed;
        });
        Ok(())
    }

    /// What an app does when it comes to the foreground: sends what was not answered, and asks
    /// what is new.
    ///
    /// # Errors
    ///
    /// [`Complaint`] if there is no connection.
    pub async fn refresh(&self) -> Result<(), Complaint> {
        let _turn = self.0.turn.lock().await;
        let delivered = self.0.device.deliver_now().await?.tried;
        self.change(|model| {
            for (request, delivery) in &delivered {
                let screen = model.screen.as_mut();
                if let Some(screen) = screen.filter(|screen| screen.request == *request) {
                    screen.delivered(delivery);
                }
            }
        });
        self.read_history().await;
        self.look_in_turn().await?;
        let offline = self.with(|model| match &model.screen {
            Some(screen) if screen.state == ScreenState::Offline => Some(screen.request.clone()),
            _ => None,
        });
        match offline {
            Some(request) => self.fetch(request).await,
            None => Ok(()),
        }
    }
}
