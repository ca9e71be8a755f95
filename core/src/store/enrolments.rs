//! Enrolments: which phone is bound to which account at which AS.

use super::chain::Chain;
use super::{
    ApprovalHealth, EnrolmentState, KeyRotation, PendingChanges, Seal, StoreError, optional,
};
use crate::platform::{KeyAlias, KeyLevel, KeyPurpose, Unlock};
use countersign_protocol::discovery::Endpoints;
use countersign_protocol::jose::{PublicKey, from_base64url};
use countersign_protocol::time::{SKEW_SECONDS, UnixSeconds};
use countersign_protocol::tokens::DeviceStatus;
use rusqlite::{Connection, params};
use serde::{Deserialize, Serialize};

/// Everything about an enrolment. All of it but the id, handle and state is sealed.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct EnrolmentRecord {
    /// Its id on this phone. The AS does not know it.
    pub(crate) id: String,
    /// The handle in notices.
    pub(crate) handle: String,
    #[serde(skip, default = "pending")]
    pub(crate) state: EnrolmentState,
    /// No notifications until then.
    #[serde(skip, default = "never")]
    pub(crate) muted_until: UnixSeconds,
    pub(crate) issuer: String,
    pub(crate) device_id: String,
    /// The account's handle at the AS: the `sub` of its requests.
    pub(crate) account: String,
    /// What the bank calls the account.
    pub(crate) account_label: String,
    pub(crate) digits: String,
    pub(crate) transport_alias: KeyAlias,
    pub(crate) approval_alias: KeyAlias,
    /// Uncompressed points, base64url.
    pub(crate) transport_key: String,
    pub(crate) approval_key: String,
    /// Keys of both kinds that were replaced: the decisions in the history are signed by them.
    #[serde(default)]
    pub(crate) former_keys: Vec<String>,
    pub(crate) level: KeyLevel,
    pub(crate) unlock: Unlock,
    pub(crate) endpoints: Endpoints,
    /// Which capabilities the AS has acknowledged, by a hash of them. Unknown where an older
    /// version enrolled.
    #[serde(default)]
    pub(crate) told_capabilities: Option<String>,
    #[serde(default)]
    pub(crate) health: ApprovalHealth,
    /// When the state was what it is: what the AS signed before then says nothing new.
    #[serde(default = "never")]
    pub(crate) state_as_of: UnixSeconds,
    /// How often this phone itself has blocked or locked it: a status that was asked for before
    /// the last time says nothing of it.
    #[serde(default)]
    pub(crate) closings: u32,
    #[serde(default, rename = "duties")]
    pub(crate) pending_changes: PendingChanges,
}

const fn pending() -> EnrolmentState {
    EnrolmentState::Pending
}

const fn never() -> UnixSeconds {
    UnixSeconds(0)
}

impl EnrolmentRecord {
    /// Stores it; storing it again changes nothing. False if another enrolment has its handle: a
    /// notice could mean either.
    pub(crate) fn insert(&self, db: &Connection, seal: &Seal) -> Result<bool, StoreError> {
        if let Some(kept) = Self::by_handle(db, seal, &self.handle)? {
            return Ok(kept.id == self.id);
        }
        let sealed = self.sealed(seal)?;
        db.execute(
            "INSERT INTO enrolments (id, handle, state, sealed) VALUES (?1, ?2, ?3, ?4)",
            params![self.id, self.handle, self.state.as_str(), sealed],
        )?;
        Chain::begin(db, seal, &self.id)?;
        Ok(true)
    }

    /// Changes an enrolment as it is stored now, and returns it with the result of the change;
    /// `None` if it is gone. Called inside a write, so that nothing comes in between.
    pub(crate) fn change<T>(
        db: &Connection,
        seal: &Seal,
        id: &str,
        change: impl FnOnce(&mut Self) -> T,
    ) -> Result<Option<(Self, T)>, StoreError> {
        let Some(mut record) = Self::by_id(db, seal, id)? else { return Ok(None) };
        let result = change(&mut record);
        record.update(db, seal)?;
        Ok(Some((record, result)))
    }

    /// Stores it as it is now.
    fn update(&self, db: &Connection, seal: &Seal) -> Result<(), StoreError> {
        let sealed = self.sealed(seal)?;
        db.execute(
            "UPDATE enrolments SET state = ?2, sealed = ?3 WHERE id = ?1",
            params![self.id, self.state.as_str(), sealed],
        )?;
        Ok(())
    }

    /// The aliases of its keys, the new one of a pending rotation among them.
    pub(crate) fn aliases(&self) -> impl Iterator<Item = &KeyAlias> {
        let coming = self.pending_changes.rotation.as_ref().map(|rotation| &rotation.alias);
        [&self.transport_alias, &self.approval_alias].into_iter().chain(coming)
    }

    /// Notes that this phone has just blocked or locked it, at this time of the server.
    pub(crate) const fn close(&mut self, now: UnixSeconds) {
        self.closings = self.closings.wrapping_add(1);
        self.state_as_of = now;
    }

    /// Takes a status that the AS signed, unless it is overtaken: by a later one, by what this
    /// phone did after it was asked for (`closings`, as they were then), or by a block that the AS
    /// has not heard of yet. A revocation is always taken.
    pub(crate) fn take_status(&mut self, status: DeviceStatus, closings: u32, now: UnixSeconds) {
        // A time that lies ahead came of a wrong clock, and must not shut the AS out for ever.
        let known = self.state_as_of;
        let overtaken = status.issued_at < known && known <= now.plus(SKEW_SECONDS);
        let disturbed = self.closings != closings || self.pending_changes.asks_for_block();
        if status.state != EnrolmentState::Revoked && (overtaken || disturbed) {
            return;
        }
        self.state = status.state;
        self.state_as_of = status.issued_at;
        if status.state == EnrolmentState::Active {
            self.health.unlock();
        }
    }

    /// Whether everything that the AS decides is the same in both.
    pub(crate) fn is_as(&self, other: &Self) -> bool {
        self.state == other.state
            && self.endpoints == other.endpoints
            && self.health == other.health
    }

    /// The enrolment with the new key in the place of the old one.
    pub(crate) fn adopting(&self, rotation: &KeyRotation) -> Self {
        let mut after = self.clone();
        after.former_keys.push(match rotation.role {
            KeyPurpose::Transport => self.transport_key.clone(),
            KeyPurpose::Approval => self.approval_key.clone(),
        });
        let KeyRotation { alias, key, level, unlock, .. } = rotation.clone();
        match rotation.role {
            KeyPurpose::Transport => (after.transport_alias, after.transport_key) = (alias, key),
            KeyPurpose::Approval => {
                (after.approval_alias, after.approval_key) = (alias, key);
                (after.level, after.unlock) = (level, unlock);
            }
        }
        after
    }

    pub(crate) fn transport_public(&self) -> Option<PublicKey> {
        point(&self.transport_key)
    }

    pub(crate) fn approval_public(&self) -> Option<PublicKey> {
        point(&self.approval_key)
    }

    fn sealed(&self, seal: &Seal) -> Result<Vec<u8>, StoreError> {
        let json = serde_json::to_vec(self).map_err(|_| StoreError::Damaged)?;
        seal.seal(&place(&self.id), &json)
    }

    pub(crate) fn all(db: &Connection, seal: &Seal) -> Result<Vec<Self>, StoreError> {
        let mut query = db.prepare_cached(
            "SELECT id, state, muted_until, sealed FROM enrolments ORDER BY rowid",
        )?;
        let rows =
            query.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?;
        rows.map(|row| Self::unseal(row?, seal)).collect()
    }

    pub(crate) fn by_handle(
        db: &Connection,
        seal: &Seal,
        handle: &str,
    ) -> Result<Option<Self>, StoreError> {
        Self::one(
            db,
            seal,
            "SELECT id, state, muted_until, sealed FROM enrolments WHERE handle = ?1",
            handle,
        )
    }

    pub(crate) fn by_id(
        db: &Connection,
        seal: &Seal,
        id: &str,
    ) -> Result<Option<Self>, StoreError> {
        let query = "SELECT id, state, muted_until, sealed FROM enrolments WHERE id = ?1";
        Self::one(db, seal, query, id)
    }

    /// Mutes it until then.
    pub(crate) fn mute(db: &Connection, id: &str, until: UnixSeconds) -> Result<(), StoreError> {
        db.execute("UPDATE enrolments SET muted_until = ?2 WHERE id = ?1", params![id, until.0])?;
        Ok(())
    }

    /// Removes it with all its requests and history.
    pub(crate) fn delete(db: &Connection, id: &str) -> Result<(), StoreError> {
        db.execute("DELETE FROM enrolments WHERE id = ?1", [id])?;
        Ok(())
    }

    fn one(
        db: &Connection,
        seal: &Seal,
        query: &str,
        key: &str,
    ) -> Result<Option<Self>, StoreError> {
        let row = db
            .prepare_cached(query)?
            .query_row([key], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)));
        optional(row)?.map(|row| Self::unseal(row, seal)).transpose()
    }

    fn unseal(
        (id, state, muted_until, sealed): (String, String, i64, Vec<u8>),
        seal: &Seal,
    ) -> Result<Self, StoreError> {
        let json = seal.open_value(&place(&id), &sealed)?;
        let mut record: Self = serde_json::from_slice(&json).map_err(|_| StoreError::Damaged)?;
        record.muted_until = UnixSeconds(muted_until);
        record.state = EnrolmentState::from_name(&state).ok_or(StoreError::Damaged)?;
        Ok(record)
    }
}

impl KeyRotation {
    /// The new key.
    pub(crate) fn public(&self) -> Option<PublicKey> {
        point(&self.key)
    }
}

/// The public key in its stored form.
pub(crate) fn point(key: &str) -> Option<PublicKey> {
    from_base64url(key).and_then(|point| PublicKey::from_sec1(&point).ok())
}

fn place(id: &str) -> String {
    format!("enrolments.sealed:{id}")
}
