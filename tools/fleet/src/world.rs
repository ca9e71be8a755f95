//! What the fleet lives in: an AS, the way to it, and a folder for the phones.

use crate::Failure;
use crate::arguments::{Arguments, Foreign};
use crate::channel::Channel;
use crate::line::Line;
use crate::server::{SECRET, Server};
use crate::told::Told;
use countersign::transport::{Issuer, Pin, Pins, Roots, Security};
use countersign_sandbox::headless::public_key;
use countersign_sandbox::loopback;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use std::sync::Arc;
use std::time::Duration;
use tempfile::TempDir;
use tokio::net::TcpListener;

/// How long the channel of somebody's AS may take to answer.
const TIME_OUT: Duration = Duration::from_secs(30);

/// The world.
pub(crate) struct World {
    /// As the phones' app is configured.
    pub(crate) issuer: Issuer,
    pub(crate) channel: Channel,
    /// The network, if it is ours to break.
    pub(crate) line: Option<Line>,
    /// The gateway, if it is ours to kill, and what it told.
    pub(crate) server: Option<(Server, Told)>,
    pub(crate) folder: TempDir,
}

impl World {
    /// Starts a gateway, or goes to somebody's AS.
    pub(crate) async fn new(arguments: &Arguments) -> Result<Self, Failure> {
        match &arguments.foreign {
            None => Self::own(arguments.seed).await,
            Some(foreign) => Self::foreign(foreign),
        }
    }

    async fn own(seed: u64) -> Result<Self, Failure> {
        let folder = tempfile::tempdir()?;
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let issuer = format!("http://{}", listener.local_addr()?);
        let (told, uri) = Told::listen().await?;
        let server = Server::start(folder.path(), &issuer, &uri).await?;
        let line = Line::new(server.address, seed);
        tokio::spawn(line.clone().carry(listener));
        let issuer =
            Issuer::new(&issuer, "Fleet Bank", vec![server.vouching], Security::PlainLoopback)?;
        let url = format!("http://{}", server.address);
        let channel = Channel::new(loopback::client()?, &url, SECRET);
        Ok(Self { issuer, channel, line: Some(line), server: Some((server, told)), folder })
    }

    fn foreign(foreign: &Foreign) -> Result<Self, Failure> {
        let roots = foreign.roots.as_ref().map(|file| {
            let certificates = CertificateDer::pem_file_iter(file)?;
            certificates.map(|der| Ok::<_, Failure>(der?.to_vec())).collect::<Result<Vec<_>, _>>()
        });
        let roots = roots.transpose()?;
        let security = match &roots {
            None => Security::PlainLoopback,
            Some(roots) => {
                let pins = foreign.pins.iter().map(|pin| Pin::parse(pin));
                let pins = Pins::new(pins.collect::<Result<_, _>>()?)?;
                Security::Tls { roots: Roots::Only(roots.clone()), pins }
            }
        };
        let vouching = public_key(&std::fs::read(&foreign.vouching_jwk)?)?;
        let issuer = Issuer::new(&foreign.issuer, "Foreign AS", vec![vouching], security)?;
        let client = match &roots {
            None => loopback::client()?,
            Some(roots) => client(roots)?,
        };
        let secret = std::fs::read_to_string(&foreign.channel_secret)?;
        let channel = Channel::new(client, foreign.channel.trim_end_matches('/'), &secret);
        Ok(Self { issuer, channel, line: None, server: None, folder: tempfile::tempdir()? })
    }

    /// Kills the gateway and starts it again, if it is ours; whether it is.
    pub(crate) async fn restart(&mut self) -> Result<bool, Failure> {
        let Some((server, _)) = &mut self.server else { return Ok(false) };
        server.restart().await?;
        self.channel = self.channel.at(&format!("http://{}", server.address));
        if let Some(line) = &self.line {
            line.lead_to(server.address);
        }
        Ok(true)
    }
}

/// A client for the channel of an AS with certificates by these authorities.
fn client(roots: &[Vec<u8>]) -> Result<reqwest::Client, Failure> {
    let mut store = rustls::RootCertStore::empty();
    for der in roots {
        store.add(CertificateDer::from(der.clone()))?;
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let tls = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_root_certificates(store)
        .with_no_client_auth();
    let client = reqwest::Client::builder().tls_backend_preconfigured(tls).timeout(TIME_OUT);
    Ok(client.redirect(reqwest::redirect::Policy::none()).build()?)
}
