//! What happens while a call is stopped. Nothing of it is a call that is stopped.

use super::world::{World, beside};
use crate::bank::Bank;
use countersign_gateway::channel::RevocationReason;
use countersign_gateway::storage::ConsentStore as _;
use countersign_protocol::jose::Typ;
use countersign_protocol::time::UnixSeconds;
use countersign_testing::Key;
use countersign_testing::http::Answer;
use serde_json::{Value, json};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Change {
    /// The bank revokes the device.
    Revoked,
    /// The bank revokes all devices of the account.
    AllRevoked,
    /// The device reports a request, by another call.
    Blocked,
    /// The bank unblocks the device, which was blocked when the call began.
    Unblocked,
    /// The device replaces its transport key, by another call.
    TransportReplaced,
    /// The device replaces its approval key, by another call.
    ApprovalReplaced,
    /// The device has its notices sent elsewhere, by another call.
    PushChanged,
    /// The AS withdraws the consent.
    Withdrawn,
    /// More than ten minutes pass: consents, offers and access tokens are over.
    Expired,
    /// Another phone denies the consent, takes the offer, or uses up what was prepared.
    Elsewhere,
    /// The same call is made and answered, with the same body.
    Twice,
    /// Another gateway starts over the same records; the call that is stopped is the old one's.
    Restarted,
}

impl Change {
    pub(crate) const ALL: [Self; 12] = [
        Self::Revoked,
        Self::AllRevoked,
        Self::Blocked,
        Self::Unblocked,
        Self::TransportReplaced,
        Self::ApprovalReplaced,
        Self::PushChanged,
        Self::Withdrawn,
        Self::Expired,
        Self::Elsewhere,
        Self::Twice,
        Self::Restarted,
    ];
}

impl World {
    /// The world changes. What answers the same call, if that is what happens.
    pub(crate) async fn happen(&self, change: Change) -> Option<Answer> {
        let gateway = &self.bank.gateway;
        match change {
            Change::Revoked => {
                gateway.revoke(&self.phone.device, RevocationReason::Stolen).await.unwrap();
            }
            Change::AllRevoked => {
                gateway.revoke_all(&self.account, RevocationReason::Fraud).await.unwrap();
            }
            Change::Blocked => {
                let report = json!({"request": self.request, "reason": "failures"});
                self.command("POST", "/ad/device/report", Typ::DeviceReport, &report).await;
            }
            Change::Unblocked => drop(gateway.unblock(&self.phone.device).await),
            Change::TransportReplaced => self.replace("transport", 60).await,
            Change::ApprovalReplaced => self.replace("approval", 62).await,
            Change::PushChanged => {
                let push = json!({"push": {"provider": "fcm", "token": "newer-token"}});
                self.command("PUT", "/ad/device/push", Typ::DevicePush, &push).await;
            }
            Change::Withdrawn => drop(gateway.withdraw(&self.consent).await),
            Change::Expired => {
                self.bank.clock.advance(601);
                self.storage.expire(UnixSeconds(self.bank.now())).unwrap();
            }
            Change::Elsewhere => self.elsewhere().await,
            Change::Twice => {
                return Some(Answer::read(self.call.made(self).send().await.unwrap()).await);
            }
            Change::Restarted => {
                let (storage, realm) = (self.stopping.clone(), self.keycloak.realm());
                let again = Bank::over(Some(storage), |settings| settings.realms = vec![realm]);
                drop(again.await);
            }
        }
        None
    }

    async fn command(&self, method: &str, path: &str, typ: Typ, claims: &Value) {
        let token = self.phone.command(typ, claims);
        self.phone.send(method, path, &typ.media_type(), &token).await;
    }

    async fn replace(&self, role: &str, new: u8) {
        let challenge = self.phone.challenge().await;
        let rotating = self.phone.rotating(role, &Key::numbered(new), &challenge);
        self.phone.send_rotation(&self.phone.rotation(&rotating)).await;
    }

    async fn elsewhere(&self) {
        if let Some(request) = self.other.pending().await.first() {
            let asked = self.other.fetch(request).await;
            assert_eq!(self.other.deny(&asked, "not_me").await.status, 200);
        }
        let mut faster = beside(&self.bank, &self.other, 44);
        assert_eq!(faster.register(&self.new_offer).await.status, 201);
        let asked = json!({"scope": "openid", "consent": self.prepared}).to_string();
        let (path, bearer) = ("/keycloak/v1/bank/authentication", self.keycloak.token("auth-2"));
        let answer = self.bank.channel_as(&bearer, "POST", path, Some(&asked)).await;
        assert_eq!(answer.status, 201, "{}", answer.text());
    }
}
