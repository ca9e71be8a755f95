//! Sending the changes that the AS has not acknowledged: where notices go, what was reported, that
//! the enrolment was removed. A change is stored first, so that it survives a crash and days
//! without a network, and sent, ever more rarely, until the AS acknowledges it or signs that the
//! device is revoked.

use super::deliver::Which;
use super::{Inner, ManageError, lock};
use crate::CORE_VERSION;
use crate::platform::{KeyStoreError, new_id};
use crate::server::native::{Answer, ApprovedBody, Native, ServerError};
use crate::store::outbox::Resend;
use crate::store::{EnrolmentRecord, EnrolmentState, Report, StoreError, requests};
use countersign_protocol::jose::Signer as _;
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

impl Inner {
    /// Sends the pending changes of an enrolment.
    ///
    /// # Errors
    ///
    /// The first failure; what was not acknowledged stays pending.
    pub(super) async fn send_changes(&self, enrolment: &str) -> Result<(), ManageError> {
        let session = self.session(enrolment);
        let _alone = session.sending_changes.lock().await;
        let Some(record) = self.settled(enrolment).await? else { return Ok(()) };
        if record.pending_changes.is_empty() {
            return Ok(());
        }
        let sent = self.send_what_is_told(&record).await;
        if !record.pending_changes.removal {
            return sent;
        }
        if !self.is_all_told(&record).await? {
            return Err(sent.err().unwrap_or(ManageError::Undelivered));
        }
        self.send_removal(&record).await
    }

    /// Sends the pending changes of all enrolments whose turn it is, and renews their access tokens
    /// ahead of need.
    pub(super) async fn send_all_changes(&self, which: Which) -> Result<(), StoreError> {
        for record in self.store.records().await?.iter() {
            let Some(native) = self.server(&record.issuer) else { continue };
            if which.takes(self.changes_due(&record.id).as_ref(), native.time.now()) {
                let sent = self.send_changes(&record.id).await;
                self.put_changes_off(native, record, sent.as_ref().err());
                match sent {
                    Ok(()) => {}
                    Err(ManageError::Store(error)) => return Err(error),
                    Err(error) => tracing::info!(%error, "not every change reached the bank"),
                }
            }
            let session = self.session(&record.id);
            if let Ok(caller) = self.caller(native, &session, record) {
                caller.renew_ahead().await;
            }
        }
        Ok(())
    }

    /// Notes when the next round may send the changes of an enrolment again, if this one could not.
    /// In memory: after a start they are tried once more.
    fn put_changes_off(
        &self,
        native: &Native,
        record: &EnrolmentRecord,
        error: Option<&ManageError>,
    ) {
        let mut due = lock(&self.changes_due);
        let Some(error) = error else {
            due.remove(&record.id);
            return;
        };
        let patience = match error {
            ManageError::Server(ServerError::TryLater { after }) => Some(*after),
            _ => None,
        };
        let (last, now) = (due.get(&record.id), native.time.now());
        let next = Resend::of_change(last, now, patience, self.platform.random.as_ref());
        due.insert(record.id.clone(), next);
    }

    fn changes_due(&self, enrolment: &str) -> Option<Resend> {
        lock(&self.changes_due).get(enrolment).copied()
    }

    /// Everything but a removal; of a device that is being removed, nothing but its reports. What
    /// the AS does not take holds back nothing else.
    async fn send_what_is_told(&self, record: &EnrolmentRecord) -> Result<(), ManageError> {
        let changes = &record.pending_changes;
        let mut refused = None;
        if let Some(push) = changes.push.as_ref().filter(|_| !changes.removal) {
            let call = ChangeCall { method: Method::PUT, path: "/push", jti: None };
            let sent = self.send_change(record, call, |change| PushClaims { change, push }).await;
            let push = push.clone();
            let strike = move |record: &mut EnrolmentRecord| {
                // A newer one may have been set while this one was on its way.
                record.pending_changes.push.take_if(|wanted| *wanted == push);
            };
            refused = self.acknowledge(record, sent, strike).await?;
        }
        if changes.capabilities && !changes.removal {
            let sent = self.send_capabilities(record).await;
            let strike = |record: &mut EnrolmentRecord| record.pending_changes.capabilities = false;
            refused = refused.or(self.acknowledge(record, sent, strike).await?);
        }
        for report in self.due_reports(record).await? {
            let jti = Some(report.id.clone());
            let call = ChangeCall { method: Method::POST, path: "/report", jti };
            let (request, reason) = (report.request.as_str(), report.reason);
            let report_of = |change| ReportClaims { change, request, reason };
            let sent = self.send_change(record, call, report_of).await;
            let id = report.id.clone();
            let strike = move |record: &mut EnrolmentRecord| {
                record.pending_changes.reports.retain(|report| report.id != id);
            };
            refused = refused.or(self.acknowledge(record, sent, strike).await?);
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
        let leaving = record.pending_changes.removal;
        let due = move |db: &_, _: &_| {
            let mut due = Vec::new();
            if requests::is_on_its_way(db, &id, now)? {
                return Ok(due);
            }
            for report in reports {
                let held = !leaving
                    && report.reason == ReportReason::Failures
                    && requests::can_be_decided(db, &id, &report.request, now)?;
                if !held {
                    due.push(report);
                }
            }
            Ok(due)
        };
        Ok(self.store.read(due).await?)
    }

    /// Strikes out a change that the AS acknowledged; returns the answer if it did not take it. An
    /// answer without a signature strikes out nothing: it may be anybody's. But if the AS signs
    /// that it has revoked the device, there is nobody left to tell.
    async fn acknowledge(
        &self,
        record: &EnrolmentRecord,
        sent: Result<(), ServerError>,
        strike: impl FnOnce(&mut EnrolmentRecord) + Send + 'static,
    ) -> Result<Option<ServerError>, ManageError> {
        let id = record.id.clone();
        let Err(error) = sent else {
            let write = move |db: &_, seal: &_| EnrolmentRecord::change(db, seal, &id, strike);
            self.store.write(write).await?;
            return Ok(None);
        };
        if error == ServerError::Key(KeyStoreError::Gone) {
            self.note_lost_key(record).await;
        }
        if !error.is_final() {
            return Err(error.into());
        }
        let native = self.server(&record.issuer).ok_or(ManageError::NotEnrolled)?;
        if self.note_state(native, record).await == Some(EnrolmentState::Revoked) {
            let drop_all = move |db: &_, seal: &_| {
                EnrolmentRecord::change(db, seal, &id, |r| r.pending_changes.drop_untold())
            };
            self.store.write(drop_all).await?;
        }
        Ok(Some(error))
    }

    /// Sends what this version of the app can do.
    pub(super) async fn send_capabilities(
        &self,
        record: &EnrolmentRecord,
    ) -> Result<(), ServerError> {
        let types = &self.configuration.presentation.types;
        let call = ChangeCall { method: Method::PUT, path: "/capabilities", jti: None };
        let capabilities = Capabilities::of(CORE_VERSION, types);
        self.send_change(record, call, |change| CapabilitiesClaims { change, capabilities }).await
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
