//! From a notice to a receipt: what the device fetches, believes, signs and sends.

mod approving;
mod chain;
mod counting;
mod delivering;
mod denying;
mod ending;
mod fatigue;
mod genuine;
mod hand;
mod history;
mod leaving;
mod never_learned;
mod racing;
mod receiving;
mod resending;
mod unsigned;

use crate::support::phone::Enrolled;
use crate::support::{NOW, Phone, Server, samples};
use countersign::Consent;

/// A phone that is enrolled and has a payment open.
struct Case {
    server: Server,
    phone: Phone,
    at: Enrolled,
    request: String,
    consent: Consent,
}

impl Case {
    async fn payment() -> Self {
        Self::with(samples::payment()).await
    }

    async fn with(content: serde_json::Value) -> Self {
        let server = Server::start().await;
        let phone = Phone::new(&[&server]);
        Self::at(server, phone, content).await
    }

    /// With the database in a file.
    async fn on_disk(folder: &std::path::Path) -> Self {
        let server = Server::start().await;
        let phone = Phone::on_disk(&[&server], folder);
        Self::at(server, phone, samples::payment()).await
    }

    async fn at(server: Server, phone: Phone, content: serde_json::Value) -> Self {
        let at = phone.enrol(&server).await;
        let request = server.ask(&at.device, content);
        let consent = phone.open_request(&at, &request).await;
        server.forget_calls();
        Self { server, phone, at, request, consent }
    }

    /// What the AS holds for the request.
    fn status(&self) -> &'static str {
        self.server.status(&self.at.device, &self.request)
    }
}
