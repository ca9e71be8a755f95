//! What one phone does in a burst: open what waits, decide, deliver until there is an answer.

use crate::Failure;
use crate::phone::Phone;
use countersign::{ApprovalInput, Consent, Delivery, DenialReason, Device, FetchError, Outcome};
use std::time::{Duration, Instant};
use tokio::time::timeout;

/// When a phone gives up. A burst on a slow machine takes a fraction of it.
const PATIENCE: Duration = Duration::from_secs(500);
/// The first and the longest pause before something is tried again.
const PAUSES: [Duration; 2] = [Duration::from_millis(100), Duration::from_secs(3)];

/// What the person wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wish {
    Approve,
    Deny,
}

/// How it went, on the phone's side.
pub(crate) struct Answered {
    pub(crate) wish: Wish,
    /// From the start of the app to a consent on the screen.
    pub(crate) readable: Duration,
    /// From the touch to an answer that is final.
    pub(crate) settled: Duration,
    /// Whether the phone said "unknown" for a while.
    pub(crate) was_unknown: bool,
    /// How often something was tried again.
    pub(crate) tries: u32,
    /// What the phone says in the end, and the decision that it made: one for each request in
    /// its history.
    pub(crate) history: Vec<(Outcome, Option<String>)>,
}

/// Pauses that grow, and how many were taken.
#[derive(Default)]
struct Pauses(u32);

impl Pauses {
    async fn take(&mut self) {
        let grown = PAUSES[0] * 2_u32.saturating_pow(self.0.min(8));
        tokio::time::sleep(grown.min(PAUSES[1])).await;
        self.0 += 1;
    }
}

/// Answers the one request that waits for this phone.
pub(crate) async fn answer(
    phone: &Phone,
    device: &Device,
    wish: Wish,
) -> Result<Answered, Failure> {
    let answered = timeout(PATIENCE, answer_patiently(phone, device, wish)).await;
    answered.map_err(|_| "a phone got no answer in time")?
}

async fn answer_patiently(phone: &Phone, device: &Device, wish: Wish) -> Result<Answered, Failure> {
    let (begun, mut pauses) = (Instant::now(), Pauses::default());
    let consent = open(phone, device, &mut pauses).await?;
    let readable = begun.elapsed();

    let touched = Instant::now();
    let delivery = match wish {
        Wish::Approve => {
            let input = ApprovalInput::default();
            let (prepared, signature) = phone.app.prepare(device, &consent, &input)?;
            device.complete(&prepared, &signature).await?
        }
        Wish::Deny => device.deny(&consent, DenialReason::ChangedMind).await?,
    };
    let was_unknown = delivery == Delivery::Unknown;
    if was_unknown {
        settle(device, consent.id(), &mut pauses).await?;
    }
    let settled = touched.elapsed();

    let history = device.history(None, 100).await?;
    let history = history.into_iter().map(|entry| (entry.outcome, entry.decision)).collect();
    Ok(Answered { wish, readable, settled, was_unknown, tries: pauses.0, history })
}

/// Lists and opens, until there is something to show.
async fn open(phone: &Phone, device: &Device, pauses: &mut Pauses) -> Result<Consent, Failure> {
    loop {
        let opened = match device.pending(&phone.enrolment).await {
            Ok(waiting) => match waiting.first() {
                Some(request) => device.open_request(&phone.enrolment, &request.id).await,
                None => return Err("nothing waits for a phone that was asked".into()),
            },
            Err(error) => Err(error),
        };
        match opened {
            Ok(consent) => return Ok(consent),
            // The network's or the server's trouble: it passes.
            Err(FetchError::Server(_)) => pauses.take().await,
            Err(error) => return Err(error.into()),
        }
    }
}

/// Delivers again until there is an answer.
async fn settle(device: &Device, request: &str, pauses: &mut Pauses) -> Result<(), Failure> {
    loop {
        pauses.take().await;
        let round = device.deliver_now().await?;
        let tried = round.tried.iter().find(|(tried, _)| tried == request);
        if tried.is_some_and(|(_, delivery)| *delivery != Delivery::Unknown) {
            return Ok(());
        }
    }
}
