//! The fleet itself: enrol, burst, and the account afterwards.

use crate::Failure;
use crate::answer::{Answered, Wish, answer};
use crate::arguments::Arguments;
use crate::figures::{Figures, signature_check};
use crate::ledger::Ledger;
use crate::limits::memory;
use crate::phone::Phone;
use crate::told::Told;
use crate::world::World;
use countersign::Device;
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

/// Calls of the AS that are on their way at the same time.
const CALLS: usize = 16;
/// How long nothing may be told before the rest counts as untold.
const TELLING: Duration = Duration::from_secs(60);

/// Runs everything.
pub(crate) async fn run(arguments: &Arguments) -> Result<(Figures, Ledger), Failure> {
    let mut world = World::new(arguments).await?;
    let mut figures =
        Figures { devices: arguments.devices(), open: arguments.open(), ..Figures::default() };
    let mut ledger = Ledger::default();

    let begun = Instant::now();
    let phones = enrol(&world, arguments).await?;
    figures.enrolling = begun.elapsed();

    let waves: Vec<_> = phones.chunks(arguments.open()).collect();
    for (number, wave) in waves.iter().enumerate() {
        let middle = number == waves.len() / 2;
        let answered = burst(&mut world, wave, middle, &mut figures).await?;
        let told = world.server.as_ref().map(|(_, told)| told);
        if let Some(told) = told {
            wait_until_told(told, &answered).await;
        }
        let channel = &world.channel;
        let records = stream::iter(&answered).map(|(consent, _)| channel.record(consent));
        let records: Vec<_> = records.buffered(CALLS).try_collect().await?;
        for ((consent, answered), record) in answered.iter().zip(&records) {
            ledger.add(answered, record, told.map(|told| told.of(consent)));
        }
    }
    figures.connections = world.line.as_ref().map(|line| line.counted());
    figures.gateway_memory = world.server.as_ref().map(|(server, _)| memory(&server.process()));
    if world.server.is_none() {
        leave(&phones).await?;
    }
    figures.check = signature_check()?;
    Ok((figures, ledger))
}

/// All phones, their apps closed.
async fn enrol(world: &World, arguments: &Arguments) -> Result<Vec<Arc<Phone>>, Failure> {
    // Accounts of their own, so that nobody at somebody's AS is asked.
    let run = std::process::id();
    let folder = world.folder.path();
    stream::iter(0..arguments.devices())
        .map(|number| {
            let account = format!("fleet-{run}-{number}");
            Phone::enrol(&world.issuer, &world.channel, account, folder)
        })
        .buffered(CALLS)
        .map_ok(Arc::new)
        .try_collect()
        .await
}

/// Every phone of a wave is asked, all start at once, a third of the connections break, and in
/// the middle the gateway dies.
async fn burst(
    world: &mut World,
    wave: &[Arc<Phone>],
    with_restart: bool,
    figures: &mut Figures,
) -> Result<Vec<(String, Answered)>, Failure> {
    let channel = &world.channel;
    let asked = stream::iter(wave).map(|phone| channel.ask(&phone.account));
    let consents: Vec<_> = asked.buffered(CALLS).try_collect().await?;

    let before = memory("self");
    let devices: Vec<Device> =
        wave.iter().map(|phone| phone.app.start()).collect::<Result<_, _>>()?;
    if let Some(line) = &world.line {
        line.break_connections(true);
    }
    let (begun, mut tasks) = (Instant::now(), JoinSet::new());
    for (number, (consent, (phone, device))) in
        consents.into_iter().zip(wave.iter().zip(&devices)).enumerate()
    {
        let (phone, device) = (Arc::clone(phone), device.clone());
        let wish = if number % 10 == 9 { Wish::Deny } else { Wish::Approve };
        tasks.spawn(async move { (consent, answer(&phone, &device, wish).await) });
    }
    let mut answered = Vec::with_capacity(wave.len());
    while let Some(ended) = tasks.join_next().await {
        let (consent, ended) = ended?;
        answered.push((consent, ended?));
        if with_restart && answered.len() == wave.len() / 2 && world.restart().await? {
            figures.restarts += 1;
        }
    }
    figures.deciding += begun.elapsed();
    if let Some(line) = &world.line {
        line.break_connections(false);
    }
    let grown = memory("self").saturating_sub(before);
    figures.device_memory = figures.device_memory.max(grown / devices.len().max(1) as u64);

    for (_, one) in &answered {
        figures.readable.push(one.readable);
        figures.settled.push(one.settled);
        figures.unknown += usize::from(one.was_unknown);
        figures.tries += one.tries;
    }
    Ok(answered)
}

/// Outcomes are told in the background; waits as long as there are new ones.
async fn wait_until_told(told: &Told, answered: &[(String, Answered)]) {
    let missing = || answered.iter().filter(|(consent, _)| told.of(consent) == 0).count();
    let (mut left, mut since) = (missing(), Instant::now());
    while left > 0 && since.elapsed() < TELLING {
        tokio::time::sleep(Duration::from_millis(200)).await;
        let now = missing();
        if now < left {
            (left, since) = (now, Instant::now());
        }
    }
}

/// Removes the devices from somebody's AS.
async fn leave(phones: &[Arc<Phone>]) -> Result<(), Failure> {
    let removed = stream::iter(phones).map(|phone| async move {
        let device = phone.app.start()?;
        Ok::<_, Failure>(device.remove(&phone.enrolment).await?)
    });
    removed.buffer_unordered(CALLS).try_collect().await
}
