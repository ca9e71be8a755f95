//! The sealed columns. A value is bound to its column and its row, so that it opens nowhere else.

pub(super) const REQUEST_TOKEN: &str = "requests.token";
pub(super) const NUMBER: &str = "consents.number";
pub(super) const SELECTION: &str = "consents.selection";
pub(super) const DECISION_TOKEN: &str = "decisions.token";
pub(super) const PREPARED_CONTENT: &str = "prepared_consents.content";
/// Of Keycloak's authentications, which are kept with their consent.
pub(super) const BEARER: &str = "authentications.bearer";
/// The two ends of the sealed audit log, and its head.
pub(super) const AUDIT_CHAIN: &str = "audit_chain.sealed";
pub(super) const PUSH_TOKEN: &str = "devices.push_token";
