//! What the pages are given: one JSON text with everything in it.

use crate::bank::{self, CUSTOMER};
use crate::desk::Desk;
use crate::ledger::Numbered;
use crate::shop::Order;
use crate::shop::catalogue::{self, Item};
use crate::time;
use crate::trouble;
use countersign_gateway::channel::DeviceState;
use countersign_protocol::time::UnixSeconds;
use serde::Serialize;
use serde_json::Value;

#[derive(Serialize)]
struct State {
    bank: ShownBank,
    now: UnixSeconds,
    shop: ShownShop,
    phone: Value,
    ledger: ShownLedger,
    trouble: trouble::Shown,
}

#[derive(Serialize)]
struct ShownBank {
    name: &'static str,
    fapi: bool,
    profile_note: &'static [&'static str],
}

#[derive(Serialize)]
struct ShownShop {
    catalogue: Vec<&'static Item>,
    orders: Vec<Order>,
}

#[derive(Serialize)]
struct ShownLedger {
    entries: Vec<Numbered>,
    devices: Vec<ShownDevice>,
}

#[derive(Serialize)]
struct ShownDevice {
    id: String,
    model: String,
    state: DeviceState,
    account: Option<&'static str>,
}

/// Everything that the pages show.
///
/// Tokens go into it as they were written: a page that sorted their members would show something
/// else than what was signed.
pub(super) async fn state(desk: &Desk) -> String {
    let label = bank::customer(CUSTOMER).map(|customer| customer.label);
    let devices = desk.gateway().devices(CUSTOMER).await.unwrap_or_default();
    let devices = devices.into_iter().map(|device| ShownDevice {
        id: device.id,
        model: device.model,
        state: device.state,
        account: label,
    });
    let profile = desk.server().profile();
    let state = State {
        bank: ShownBank {
            name: bank::NAME,
            fapi: profile.is_fapi(),
            profile_note: profile.notes(),
        },
        now: time::now(),
        shop: ShownShop { catalogue: catalogue::all().collect(), orders: desk.shop().orders() },
        phone: desk.phone().state(),
        ledger: ShownLedger { entries: desk.ledger().entries(), devices: devices.collect() },
        trouble: desk.trouble().shown(),
    };
    // All of it is plain data with string keys: it cannot fail.
    serde_json::to_string(&state).unwrap_or_default()
}
