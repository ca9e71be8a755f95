//! Where the AS's endpoints are (docs/protocol.md §2.1).

use super::{Native, ServerError};
use crate::CORE_VERSION;
use countersign_protocol::claims::Members;
use countersign_protocol::discovery::{DiscoveryError, Endpoints};

impl Native {
    /// Reads where the AS's endpoints are.
    pub(crate) async fn discover(&self) -> Result<Endpoints, ServerError> {
        let url = format!("{}/.well-known/authentication-device", self.issuer.id());
        let answer = self.get(&url, "application/json").await?;
        if answer.status != 200 {
            return Err(ServerError::of(&answer));
        }
        if !answer.is_of("application/json") {
            return Err(ServerError::Answer);
        }
        let document = Members::parse(&answer.body).map_err(|_| ServerError::Answer)?;
        match Endpoints::read(document, self.issuer.id(), CORE_VERSION) {
            Ok(endpoints) => {
                self.note_support(true).await?;
                Ok(endpoints)
            }
            Err(DiscoveryError::UpdateRequired) => {
                self.note_support(false).await?;
                Err(ServerError::UpdateRequired)
            }
            Err(DiscoveryError::Document) => Err(ServerError::Answer),
        }
    }
}
