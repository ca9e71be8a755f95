//! What was asked for on the command line.

use crate::limits;
use clap::{Args, Parser};
use std::num::NonZeroUsize;
use std::path::PathBuf;

/// Devices at a gateway that the fleet starts and kills in the middle, a third of their
/// connections broken.
///
/// With --issuer and what belongs to it, the same at an AS of your own: nothing is killed and no
/// connection broken there, and the devices are removed at the end.
#[derive(Parser)]
pub(crate) struct Arguments {
    /// How many devices there are.
    #[arg(long, default_value = "100")]
    devices: NonZeroUsize,
    /// How many of them are open at once; never more than the limit of open files allows.
    #[arg(long)]
    open: Option<NonZeroUsize>,
    /// Which connections break, and how: the same seed, the same choice.
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
    #[command(flatten)]
    pub(crate) foreign: Option<Foreign>,
}

/// An AS that the fleet did not start.
#[derive(Args)]
#[group(requires_all = ["issuer", "channel", "channel_secret", "vouching_jwk"])]
pub(crate) struct Foreign {
    /// The issuer's URL.
    #[arg(long, required = false)]
    pub(crate) issuer: String,
    /// What stands before /channel/v1.
    #[arg(long, required = false)]
    pub(crate) channel: String,
    /// A file with what the AS proves itself with at the channel.
    #[arg(long, required = false)]
    pub(crate) channel_secret: PathBuf,
    /// A file with the public half of the vouching key.
    #[arg(long, required = false)]
    pub(crate) vouching_jwk: PathBuf,
    /// The authorities of both servers; without them the issuer is plain http on loopback.
    #[arg(long, value_name = "PEM")]
    pub(crate) roots: Option<PathBuf>,
    /// The pins that the app has.
    #[arg(long = "pin", value_name = "PIN")]
    pub(crate) pins: Vec<String>,
}

impl Arguments {
    pub(crate) fn devices(&self) -> usize {
        self.devices.get()
    }

    /// How many devices are open at once.
    pub(crate) fn open(&self) -> usize {
        let most = limits::most_open().min(self.devices());
        self.open.map_or(most, |open| most.min(open.get()))
    }
}
