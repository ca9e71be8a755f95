//! What was asked for on the command line.

use crate::limits;
use std::path::PathBuf;

pub(crate) const USAGE: &str = "\
fleet [--devices N] [--open M] [--seed S]
    N devices at a gateway that the fleet starts and kills in the middle, a third of their
    connections broken. M devices are open at once.
fleet --issuer URL --channel URL --channel-secret FILE --vouching-jwk FILE
      [--roots PEM --pin PIN --pin PIN] [--devices N] [--open M] [--seed S]
    The same at an AS of your own: nothing is killed and no connection broken there, and the
    devices are removed at the end. Without --roots the issuer is plain http on loopback.
";

/// What to do.
pub(crate) struct Arguments {
    /// How many devices there are.
    pub(crate) devices: usize,
    /// How many of them are open at once.
    pub(crate) open: usize,
    /// Which connections break, and how: the same seed, the same choice.
    pub(crate) seed: u64,
    /// Somebody's AS; `None` starts a gateway.
    pub(crate) foreign: Option<Foreign>,
}

/// An AS that the fleet did not start.
pub(crate) struct Foreign {
    pub(crate) issuer: String,
    pub(crate) channel: String,
    pub(crate) channel_secret: PathBuf,
    pub(crate) vouching_jwk: PathBuf,
    pub(crate) roots: Option<PathBuf>,
    pub(crate) pins: Vec<String>,
}

impl Arguments {
    /// Reads them; `None` for anything that is not in [`USAGE`].
    pub(crate) fn parse(mut given: impl Iterator<Item = String>) -> Option<Self> {
        let (mut devices, mut open, mut seed) = (100, limits::most_open(), 1);
        let (mut issuer, mut channel, mut secret, mut vouching) = (None, None, None, None);
        let (mut roots, mut pins) = (None, Vec::new());
        while let Some(argument) = given.next() {
            let mut value = || given.next();
            match argument.as_str() {
                "--devices" => devices = value()?.parse().ok()?,
                "--open" => open = value()?.parse().ok()?,
                "--seed" => seed = value()?.parse().ok()?,
                "--issuer" => issuer = Some(value()?),
                "--channel" => channel = Some(value()?),
                "--channel-secret" => secret = Some(value()?.into()),
                "--vouching-jwk" => vouching = Some(value()?.into()),
                "--roots" => roots = Some(value()?.into()),
                "--pin" => pins.push(value()?),
                _ => return None,
            }
        }
        let foreign = match (issuer, channel, secret, vouching) {
            (None, None, None, None) => None,
            (Some(issuer), Some(channel), Some(channel_secret), Some(vouching_jwk)) => {
                Some(Foreign { issuer, channel, channel_secret, vouching_jwk, roots, pins })
            }
            _ => return None,
        };
        let most = limits::most_open();
        let open = open.min(most).min(devices);
        (open > 0).then_some(Self { devices, open, seed, foreign })
    }
}
