//! Looking after an enrolment (docs/protocol.md §6).

use super::{Device, Enrolment};
use crate::enrolment::{Capabilities, PushTarget};
use crate::jose::{Draft, JoseError, Signer as _, Typ};
use crate::platform::{Change, RandomError, new_id};
use crate::server::native::{Answer, ApprovedBody, Caller, ServerError};
use crate::store::{EnrolmentRecord, EnrolmentState, StoreError};
use crate::time::UnixSeconds;
use reqwest::Method;
use serde::Serialize;

/// Why something could not be done to an enrolment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ManageError {
    /// No such enrolment is on this phone.
    #[error("no such enrolment")]
    NotEnrolled,
    /// The AS could not be reached, or refused.
    #[error(transparent)]
    Server(#[from] ServerError),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// There is no randomness.
    #[error(transparent)]
    Random(#[from] RandomError),
}

/// The claims that all tokens of §6 share, and what is particular to each.
#[derive(Serialize)]
struct Claims<'a, T> {
    iss: &'a str,
    aud: &'a str,
    iat: UnixSeconds,
    exp: UnixSeconds,
    jti: String,
    #[serde(flatten)]
    particular: T,
}

#[derive(Serialize)]
struct Push<'a> {
    push: &'a PushTarget,
}

#[derive(Serialize)]
struct OurCapabilities {
    capabilities: Capabilities,
}

#[derive(Serialize)]
struct Report<'a> {
    request: &'a str,
    reason: &'static str,
}

/// The longest a `device-status+jwt` may be valid.
const MAX_STATUS_LIFE_SECONDS: i64 = 3600;

impl Device {
    /// Asks the AS how far the enrolment is (confirmed, blocked, revoked), where its endpoints
    /// are and which request keys it has now, and whether this version of the app is still new enough. Do this when the app
    /// starts.
    ///
    /// # Errors
    ///
    /// [`ManageError`].
    #[tracing::instrument(skip_all)]
    pub async fn refresh(&self, enrolment: &str) -> Result<Enrolment, ManageError> {
        let mut record = self.inner.record(enrolment).await?.ok_or(ManageError::NotEnrolled)?;
        let native = self.inner.server(&record.issuer).ok_or(ManageError::NotEnrolled)?;
        let known = record.clone();
        record.endpoints = native.discover().await?;
        // A request key that the AS took back is dropped now, not when its successor first signs.
        native.fetch_keys(&record.endpoints.as_keys).await?;
        let session = self.inner.session(&record.id);
        let answer = Answer::Token(200, Typ::DeviceStatus);
        let caller = self.inner.caller(native, &session, &record)?;
        let token = caller.call(Method::GET, &record.endpoints.device, None, &answer).await?;
        let token = String::from_utf8(token).map_err(|_| ServerError::Answer)?;
        let verified = native.verify(&token, Typ::DeviceStatus, &record.endpoints.as_keys).await?;
        record.state = status(&verified, &record, native.time.now()).map_err(ServerError::from)?;
        if record.state != known.state || record.endpoints != known.endpoints {
            let changed = record.clone();
            self.inner.store.write(move |db, seal| changed.update(db, seal)).await?;
            self.inner.platform.changed(Change::Enrolments);
        }
        Ok(self.inner.describe(&record))
    }

    /// Tells the AS where notices go from now on.
    ///
    /// # Errors
    ///
    /// [`ManageError`].
    pub async fn update_push(&self, enrolment: &str, push: &PushTarget) -> Result<(), ManageError> {
        self.change(enrolment, Method::PUT, "/push", Typ::DevicePush, Push { push }).await
    }

    /// Tells the AS what this version of the app can do: after an update.
    ///
    /// # Errors
    ///
    /// [`ManageError`].
    pub async fn update_capabilities(&self, enrolment: &str) -> Result<(), ManageError> {
        let particular = OurCapabilities {
            capabilities: Capabilities::of(&self.inner.configuration.presentation.types),
        };
        self.change(enrolment, Method::PUT, "/capabilities", Typ::DeviceCapabilities, particular)
            .await
    }

    /// "This was not me": the AS blocks the device until the bank unblocks it. Deny the request
    /// first.
    ///
    /// # Errors
    ///
    /// [`ManageError`].
    pub async fn report(&self, enrolment: &str, request: &str) -> Result<(), ManageError> {
        let particular = Report { request, reason: "not_me" };
        self.change(enrolment, Method::POST, "/report", Typ::DeviceReport, particular).await?;
        let id = enrolment.to_owned();
        let write =
            move |db: &_, _: &_| EnrolmentRecord::set_state(db, &id, EnrolmentState::Blocked);
        self.inner.store.write(write).await?;
        self.inner.platform.changed(Change::Enrolments);
        Ok(())
    }

    /// Ends the enrolment at the AS, then deletes its keys, requests and history here.
    ///
    /// # Errors
    ///
    /// [`ManageError`]. After a transient one nothing was removed here: try again, or
    /// [`Device::forget`].
    #[tracing::instrument(skip_all)]
    pub async fn remove(&self, enrolment: &str) -> Result<(), ManageError> {
        let Some(record) = self.inner.record(enrolment).await? else { return Ok(()) };
        if let Some(native) = self.inner.server(&record.issuer) {
            let session = self.inner.session(&record.id);
            let caller = self.inner.caller(native, &session, &record)?;
            match caller.call(Method::DELETE, &record.endpoints.device, None, &Answer::Empty).await
            {
                // A device that the AS no longer accepts or knows is as good as removed.
                Ok(_)
                | Err(ServerError::Unauthenticated | ServerError::Unknown | ServerError::Gone) => {}
                Err(error) => return Err(error.into()),
            }
        }
        self.forget(enrolment).await
    }

    /// Deletes an enrolment here only: its keys, requests and history.
    ///
    /// # Errors
    ///
    /// [`ManageError`].
    pub async fn forget(&self, enrolment: &str) -> Result<(), ManageError> {
        let Some(record) = self.inner.record(enrolment).await? else { return Ok(()) };
        self.delete_keys(&[record.transport_alias, record.approval_alias]);
        self.inner.end_session(enrolment);
        let id = record.id;
        self.inner.store.write(move |db, _| EnrolmentRecord::delete(db, &id)).await?;
        self.inner.platform.changed(Change::Enrolments);
        Ok(())
    }

    async fn change<T: Serialize>(
        &self,
        enrolment: &str,
        method: Method,
        path: &str,
        typ: Typ,
        particular: T,
    ) -> Result<(), ManageError> {
        let record = self.inner.record(enrolment).await?.ok_or(ManageError::NotEnrolled)?;
        let native = self.inner.server(&record.issuer).ok_or(ManageError::NotEnrolled)?;
        let session = self.inner.session(&record.id);
        let caller: Caller<'_> = self.inner.caller(native, &session, &record)?;
        let now = native.time.now();
        let claims = Claims {
            iss: &record.device_id,
            aud: &record.issuer,
            iat: now,
            exp: now.plus(60),
            jti: new_id(self.inner.platform.random.as_ref())?,
            particular,
        };
        let token = Draft::new(typ, &caller.key.kid(), &claims)
            .sign(&caller.key)
            .map_err(ServerError::from)?;
        let url = format!("{}{path}", record.endpoints.device);
        let body = ApprovedBody { typ, token: &token };
        caller.call(method, &url, Some(body), &Answer::Empty).await?;
        Ok(())
    }
}

/// Reads a verified `device-status+jwt` (docs/protocol.md §3.4).
fn status(
    verified: &crate::jose::Verified,
    record: &EnrolmentRecord,
    now: UnixSeconds,
) -> Result<EnrolmentState, JoseError> {
    let (base, mut claims) = verified.claims()?;
    base.between(&record.issuer, &record.device_id)?;
    base.valid_at(now, MAX_STATUS_LIFE_SECONDS)?;
    let state = EnrolmentState::parse(&claims.string("state", 16)?);
    claims.finish()?;
    state.ok_or(JoseError::Claims(crate::claims::ClaimError::Wrong))
}
