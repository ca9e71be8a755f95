//! How a world stands, and what holds whatever happened in it.

use super::calls::Call;
use super::world::World;
use countersign_gateway::channel::DeviceState;
use countersign_gateway::storage::{AuditRecord, ConsentStore as _, DeviceStore as _};
use countersign_protocol::jose::Signer as _;
use countersign_protocol::time::UnixSeconds;

/// Compared, and printed where it is not what it must be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Standing {
    device: DeviceState,
    reason: Option<String>,
    /// Whether the keys are those that the phone was enrolled with.
    transport: &'static str,
    approval: &'static str,
    push: Option<String>,
    failures: u32,
    consent: &'static str,
    /// How many devices the account has, and how many consents wait for the other phone.
    devices: usize,
    waiting: usize,
    prepared: bool,
    /// How many copies the device was given that can still be answered.
    copies: usize,
}

impl Standing {
    pub(crate) fn of(world: &World) -> Self {
        let (now, storage) = (UnixSeconds(world.bank.now()), &world.storage);
        let device = storage.device(&world.phone.device).unwrap().unwrap();
        let which = |old| if old { "old" } else { "new" };
        Self {
            device: device.state,
            reason: device.state_reason,
            transport: which(device.transport == *world.phone.transport.public_key()),
            approval: which(device.approval == *world.phone.approval.public_key()),
            push: device.push_token,
            failures: device.failures,
            consent: storage.consent(&world.consent, now).unwrap().unwrap().state.as_str(),
            devices: storage.devices_of(&world.account).unwrap().len(),
            waiting: storage.pending_of(&world.other.device, 20, now).unwrap().len(),
            copies: storage.pending_of(&world.phone.device, 20, now).unwrap().len(),
            prepared: storage.prepared(&world.prepared, &world.account, now).unwrap().is_some(),
        }
    }

    /// What is different from another, in words. The copies are for the rules alone.
    pub(crate) fn since(&self, before: &Self) -> String {
        let text = |text: &Option<String>| text.clone().unwrap_or_else(|| "none".to_owned());
        let all = |one: &Self| {
            [
                ("device", one.device.as_str().to_owned()),
                ("reason", text(&one.reason)),
                ("transport", one.transport.to_owned()),
                ("approval", one.approval.to_owned()),
                ("push", text(&one.push)),
                ("failures", one.failures.to_string()),
                ("consent", one.consent.to_owned()),
                ("devices", one.devices.to_string()),
                ("waiting", one.waiting.to_string()),
                ("prepared", one.prepared.to_string()),
            ]
        };
        let pairs = all(before).into_iter().zip(all(self)).filter(|(was, is)| was != is);
        pairs.map(|(_, (name, is))| format!("{name}={is}")).collect::<Vec<_>>().join(" ")
    }
}

/// A call from where it went on to its end.
pub(crate) struct Course<'a> {
    pub(crate) world: &'a World,
    pub(crate) between: Standing,
    pub(crate) after: Standing,
    /// Whether so much time passed that what is asked for has ended when it is there.
    pub(crate) is_late: bool,
    /// What was noted meanwhile.
    pub(crate) noted: Vec<AuditRecord>,
}

impl Course<'_> {
    /// The rules that are broken.
    pub(crate) fn broken(&self) -> Vec<&'static str> {
        let rules = [self.states(), self.decisions(), self.records()].concat();
        rules.into_iter().filter(|(holds, _)| !holds).map(|(_, name)| name).collect()
    }

    fn states(&self) -> Vec<(bool, &'static str)> {
        use DeviceState::{Active, Blocked, Revoked};
        let Self { world, between, after, .. } = self;
        let was_unblocked = between.device == Blocked && after.device == Active;
        let replaced = between.transport == "new" && world.call.is_by_the_device();
        vec![
            (between.device != Revoked || after.device == Revoked, "what is revoked stays revoked"),
            (after.device != Revoked || after.push.is_none(), "who is revoked gets no notices"),
            (!was_unblocked || world.call == Call::Unblock, "nobody but the bank unblocks"),
            (
                !replaced || between == after && self.only_refusals(),
                "a key that was replaced changes nothing",
            ),
            (
                between.device == Active || after.copies <= between.copies,
                "who is not active is asked nothing",
            ),
            (
                between.device == Active || !self.told(&DECIDED) && !self.told(&REPLACED),
                "who is not active decides nothing and replaces no key",
            ),
        ]
    }

    fn decisions(&self) -> Vec<(bool, &'static str)> {
        let Self { world, between, after, .. } = self;
        let log = world.noted(0);
        let ends = log.iter().filter(|entry| entry.consent.as_ref() == Some(&world.consent));
        let ends = ends.filter(|entry| ENDED.contains(&entry.event.as_str())).count();
        let used = between.prepared && !after.prepared;
        let kept = world.call == Call::AskPrepared && self.told(&["consent_asked"]);
        vec![
            (between.consent == "pending" || after.consent == between.consent, "an end is the end"),
            (ends == usize::from(after.consent != "pending"), "a consent has one end in the log"),
            (
                after.failures <= between.failures || between.device == DeviceState::Active,
                "a failure counts for an active device alone",
            ),
            (
                self.is_late || used == kept,
                "what was prepared is used exactly if a consent is kept",
            ),
        ]
    }

    /// Each change has its entry, and each entry its change.
    fn records(&self) -> Vec<(bool, &'static str)> {
        let Self { between, after, .. } = self;
        let states = [
            ("request_reported", DeviceState::Blocked),
            ("failures_reported", DeviceState::Blocked),
            ("device_revoked", DeviceState::Revoked),
            ("device_unblocked", DeviceState::Active),
            ("device_confirmed", DeviceState::Active),
        ];
        let told: Vec<_> = states.into_iter().filter(|(event, _)| self.told(&[event])).collect();
        let moved = between.device != after.device;
        let again = told.iter().all(|(event, _)| event.ends_with("_reported"));
        let push = between.push != after.push;
        vec![
            (!moved || !told.is_empty(), "a state that changes is noted"),
            (
                told.iter().all(|(_, state)| *state == after.device),
                "what is noted of a state is so",
            ),
            (moved || again, "a state that does not change is not noted, unless it is reported"),
            ((between.consent != after.consent) == self.told(&ENDED), "an end and its entry"),
            (
                self.is_late || (between.waiting < after.waiting) == self.told(&["consent_asked"]),
                "a question and its entry",
            ),
            (
                (between.devices < after.devices) == self.told(&["device_registered"]),
                "a device and its entry",
            ),
            (
                (between.transport != after.transport) == self.told(&["transport_key_rotated"]),
                "a transport key and its entry",
            ),
            (
                (between.approval != after.approval) == self.told(&["approval_key_rotated"]),
                "an approval key and its entry",
            ),
            (
                push == self.told(&["push_changed"]) || after.push.is_none(),
                "a push target and its entry",
            ),
        ]
    }

    /// Whether one of these is noted, of this device or of none.
    fn told(&self, events: &[&str]) -> bool {
        let own = &self.world.phone.device;
        let about = |entry: &&AuditRecord| {
            let new = entry.event == "device_registered";
            new || entry.device.as_ref().is_none_or(|device| device == own)
        };
        self.noted.iter().filter(about).any(|entry| events.contains(&entry.event.as_str()))
    }

    fn only_refusals(&self) -> bool {
        self.noted.iter().all(|entry| entry.event.ends_with("_refused"))
    }
}

const DECIDED: [&str; 3] = ["consent_approved", "consent_denied", "consent_failed"];
const REPLACED: [&str; 2] = ["transport_key_rotated", "approval_key_rotated"];
const ENDED: [&str; 5] = [
    "consent_approved",
    "consent_denied",
    "consent_failed",
    "consent_withdrawn",
    "consent_expired",
];
