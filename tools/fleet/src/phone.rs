//! One phone: the real core with keys in memory and a database file.

use crate::Failure;
use crate::channel::Channel;
use countersign::platform::SystemRandom;
use countersign::platform::software::{SoftwareKeys, SoftwareSecrets};
use countersign::transport::Issuer;
use countersign_sandbox::headless::Installation;
use std::path::Path;
use std::sync::Arc;

/// A phone that is enrolled. Its app is not running.
pub(crate) struct Phone {
    /// The account at the AS.
    pub(crate) account: String,
    /// The enrolment's id on the phone.
    pub(crate) enrolment: String,
    pub(crate) app: Installation,
}

impl Phone {
    /// Makes a phone, enrols it as a customer would, and closes the app.
    pub(crate) async fn enrol(
        issuer: &Issuer,
        channel: &Channel,
        account: String,
        folder: &Path,
    ) -> Result<Self, Failure> {
        let database = folder.join(format!("{account}.sqlite"));
        let keys = SoftwareKeys::in_memory(Arc::new(SystemRandom::new()));
        let secrets = SoftwareSecrets::in_memory();
        let app = Installation::new(issuer.clone(), database, "Fleet phone", keys, secrets);
        let device = app.start()?;
        let (offer, token) = channel.offer(&account).await?;
        let link = format!("https://bank.example/?offer={token}");
        let enrolled = app.enrol(&device, device.read_offer(&link).await?).await?;
        channel.confirm(&offer, &enrolled.digits).await?;
        device.refresh(&enrolled.id).await?;
        Ok(Self { account, enrolment: enrolled.id, app })
    }
}
