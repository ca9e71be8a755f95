//! Sending the changes that the AS has not acknowledged: where notices go, what was reported, that
//! the enrolment was removed. A change is stored first, so that it survives a crash and days
//! without a network, and sent until the AS acknowledges it or refuses it for good.

use super::{Inner, ManageError};
use crate::CORE_VERSION;
use crate::platform::{Change, KeyStoreError, new_id};
use crate::server::native::{Answer, ApprovedBody, ServerError};
use crate::store::{EnrolmentRecord, Report, StoreError, requests};
use countersign_protocol::jose::{Signer as _, sha256_base64url};
use countersign_protocol::tokens::{
    CapabilitiesClaims, Claims, DeviceChange, PushClaims, ReportClaims,
};
use countersign_protocol::vocabulary::{Capabilities, ReportReason};
use countersign_transport::Method;

/// The call by which the AS is asked for a change.
struct ChangeCall {
    method: Method,
    path: &'static str,
    /// The token's id, where the change may be sent more than once; `None` for a new one.
    jti: Option<String>,
}

/// Tells what an app can do from what another version of it can do.
pub(super) fn fingerprint(capabilities: &Capabilities) -> String {
    sha256_base64url(&serde_json::to_vec(capabilities).unwrap_or_default())
}

impl Inner {
    /// Sends the pending changes of an enrolment.
    ///
    /// # Errors
    ///
    /// The first failure. After a transient one the rest stays pending; what the AS refused for
    /// good is dropped.
    pub(super) async fn send_changes(&self, enrolment: &str) -> Result<(), ManageError> {
        let session = self.session(enrolment);
        let _alone = session.sending_changes.lock().await;
        let Some(record) = self.settled(enrolment).await? else { return Ok(()) };
        if record.pending_changes.is_empty() {
            return Ok(());
        }
        let sent = self.send_push_and_reports(&record).await;
        if !record.pending_changes.removal {
            return sent;
        }
        // Even if something before it could not be sent: the person wants to be gone.
        self.send_removal(&record).await
    }

    /// Sends the pending changes of all enrolments, and renews their access tokens ahead of need.
    pub(super) async fn send_all_changes(&self) -> Result<(), StoreError> {
        for record in self.store.records().await?.iter() {
            let Some(native) = self.server(&record.issuer) else { continue };
            match self.send_changes(&record.id).await {
                Ok(()) => {}
                Err(ManageError::Store(error)) => return Err(error),
                Err(error) => tracing::info!(%error, "not every change reached the bank"),
            }
            let session = self.session(&record.id);
            if let Ok(caller) = self.caller(native, &session, record) {
                caller.renew_ahead().await;
            }
        }
        Ok(())
    }

    async fn send_push_and_reports(&self, record: &EnrolmentRecord) -> Result<(), ManageError> {
        let mut refused = None;
        if let Some(push) =
            record.pending_changes.push.as_ref().filter(|_| !record.pending_changes.removal)
        {
            let call = ChangeCall { method: Method::PUT, path: "/push", jti: None };
            let sent = self.send_change(record, call, |change| PushClaims { change, push }).await;
            let push = push.clone();
            refused = self
                .acknowledge(record, sent, move |record| {
                    // A newer one may have been set while this one was on its way.
                    record.pending_changes.push.take_if(|wanted| *wanted == push);
                })
                .await?;
        }
        for report in self.due_reports(record).await? {
            let jti = Some(report.id.clone());
            let call = ChangeCall { method: Method::POST, path: "/report", jti };
            let (request, reason) = (report.request.as_str(), report.reason);
            let report_of = |change| ReportClaims { change, request, reason };
            let sent = self.send_change(record, call, report_of).await;
            let id = report.id.clone();
            let dropped = self
                .acknowledge(record, sent, move |r| {
                    r.pending_changes.reports.retain(|r| r.id != id)
                })
                .await?;
            refused = refused.or(dropped);
        }
        refused.map_or(Ok(()), |error| Err(error.into()))
    }

    /// The reports that may be sent now. The AS blocks a device that reports, and takes no decision
    /// from one that is blocked. So a decision that is on its way goes first, and after failed
    /// approvals the report waits until the person has had the time to deny the request at which
    /// they failed. Approving is locked on this phone meanwhile.
    async fn due_reports(&self, record: &EnrolmentRecord) -> Result<Vec<Report>, ManageError> {
        if record.pending_changes.reports.is_empty() {
            return Ok(Vec::new());
        }
        let native = self.server(&record.issuer).ok_or(ManageError::NotEnrolled)?;
        let (id, now) = (record.id.clone(), native.time.now());
        let reports = record.pending_changes.reports.clone();
        let due = move |db: &_, _: &_| {
            let mut due = Vec::new();
            if requests::is_on_its_way(db, &id, now)? {
                return Ok(due);
            }
            for report in reports {
                let held = report.reason == ReportReason::Failures
                    && requests::can_be_decided(db, &id, &report.request, now)?;
                if !held {
                    due.push(report);
                }
            }
            Ok(due)
        };
        Ok(self.store.read(due).await?)
    }

    /// Strikes out a change that the AS acknowledged, or refused for good; returns the refusal.
    async fn acknowledge(
        &self,
        record: &EnrolmentRecord,
        sent: Result<(), ServerError>,
        strike: impl FnOnce(&mut EnrolmentRecord) + Send + 'static,
    ) -> Result<Option<ServerError>, ManageError> {
        let refused = match sent {
            Ok(()) => None,
            Err(error) if error.is_final() => Some(error),
            Err(error) => return Err(error.into()),
        };
        let id = record.id.clone();
        self.store.write(move |db, seal| EnrolmentRecord::change(db, seal, &id, strike)).await?;
        Ok(refused)
    }

    async fn send_removal(&self, record: &EnrolmentRecord) -> Result<(), ManageError> {
        if let Some(native) = self.server(&record.issuer) {
            let session = self.session(&record.id);
            let caller = self.caller(native, &session, record)?;
            let url = &record.endpoints.device;
            match caller.call(Method::DELETE, url, None, &Answer::Empty).await {
                // A device that the AS no longer accepts or knows is as good as removed.
                Ok(_)
                | Err(ServerError::Unauthenticated | ServerError::Unknown | ServerError::Gone) => {}
                // Without its key this phone cannot call the AS any more.
                Err(ServerError::Key(_)) if self.lost_transport_key(record) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(self.forget(record).await?)
    }

    fn lost_transport_key(&self, record: &EnrolmentRecord) -> bool {
        let alias = &record.transport_alias;
        let there: Result<_, KeyStoreError> = self.platform.keys.list(&alias.0);
        there.is_ok_and(|there| !there.contains(alias))
    }

    /// Deletes an enrolment here: first what is in the database, then the keys. What a crash
    /// leaves between the two is deleted at the next start.
    pub(super) async fn forget(&self, record: &EnrolmentRecord) -> Result<(), StoreError> {
        let id = record.id.clone();
        self.store.write(move |db, _| EnrolmentRecord::delete(db, &id)).await?;
        let keys: Vec<_> = record.aliases().cloned().collect();
        self.delete_keys(&keys);
        self.end_session(&record.id);
        self.platform.changed(Change::Enrolments);
        Ok(())
    }

    /// What this version of the app can do.
    pub(super) fn capabilities(&self) -> Capabilities {
        Capabilities::of(CORE_VERSION, &self.configuration.presentation.types)
    }

    /// Sends what this version of the app can do, if the AS has acknowledged something else: after
    /// an update of the app, or of the types, languages or templates in it.
    pub(super) async fn send_changed_capabilities(
        &self,
        record: &EnrolmentRecord,
    ) -> Result<(), ManageError> {
        let told = record.told_capabilities.as_ref();
        if told == Some(&fingerprint(&self.capabilities())) {
            return Ok(());
        }
        self.send_capabilities(record).await
    }

    /// Sends what this version of the app can do.
    pub(super) async fn send_capabilities(
        &self,
        record: &EnrolmentRecord,
    ) -> Result<(), ManageError> {
        let call = ChangeCall { method: Method::PUT, path: "/capabilities", jti: None };
        let capabilities = self.capabilities();
        let told = fingerprint(&capabilities);
        let claims = |change| CapabilitiesClaims { change, capabilities };
        self.send_change(record, call, claims).await?;
        let id = record.id.clone();
        let keep = move |record: &mut EnrolmentRecord| record.told_capabilities = Some(told);
        let write = move |db: &_, seal: &_| EnrolmentRecord::change(db, seal, &id, keep);
        self.store.write(write).await?;
        Ok(())
    }

    async fn send_change<'a, T: Claims>(
        &self,
        record: &'a EnrolmentRecord,
        call: ChangeCall,
        claims: impl FnOnce(DeviceChange<'a>) -> T,
    ) -> Result<(), ServerError> {
        let native = self.server(&record.issuer).ok_or(ServerError::Unknown)?;
        let session = self.session(&record.id);
        let caller = self.caller(native, &session, record)?;
        let now = native.time.now();
        let jti = match call.jti {
            Some(jti) => jti,
            None => new_id(self.platform.random.as_ref())?,
        };
        let (iss, aud) = (record.device_id.as_str(), record.issuer.as_str());
        let change = DeviceChange { iss, aud, iat: now, exp: now.plus(60), jti };
        let token = claims(change).draft(&caller.key.kid()).sign(&caller.key)?;
        let url = format!("{}{}", record.endpoints.device, call.path);
        let body = ApprovedBody { typ: T::TYP, token: &token };
        caller.call(call.method, &url, Some(body), &Answer::Empty).await?;
        Ok(())
    }
}
