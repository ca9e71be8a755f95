//! A bank on a desk: a CIBA authorization server, a shop that asks for payments, a phone that is
//! the real core with software keys, and a log of what the bank saw. In one process, on loopback,
//! with nothing set up by hand.
//!
//! Begin at [`Sandbox`].

pub mod bank;
pub mod changes;
pub mod ciba;
pub mod desk;
pub mod headless;
pub mod ledger;
mod listen;
pub mod loopback;
pub mod phone;
pub mod script;
pub mod shop;
mod thief;
pub mod time;
pub mod trouble;
mod watch;
mod web;

use changes::Changes;
use ciba::client::{Authentication, Client, Delivery, Secret};
use ciba::profile::Profile;
use ciba::{AuthorizationServer, SetupError};
use countersign_gateway::keys::{KeyFileError, MemoryKey};
use countersign_gateway::{Gateway, Limits, Settings};
use countersign_protocol::jose::{PublicKey, Signer as _};
use desk::{Desk, Parts};
use ledger::Ledger;
use phone::{Complaint, Finger, Phone, PhoneError, PhonePush};
use shop::{AskError, NOTIFICATION_PATH, Shop};
use std::net::Ipv4Addr;
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use trouble::Trouble;

/// What can be chosen.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// The port of 127.0.0.1; 0 takes any that is free.
    pub port: u16,
    /// Whether the authorization server is held to what FAPI-CIBA asks.
    pub fapi: bool,
}

/// A sandbox that runs until it is dropped.
pub struct Sandbox {
    desk: Desk,
    server: JoinHandle<()>,
}

/// Why a sandbox does not open.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The port is taken.
    #[error("the port cannot be listened on: {0}")]
    Listen(#[from] std::io::Error),
    /// There is no key.
    #[error(transparent)]
    Key(#[from] KeyFileError),
    /// The gateway did not open.
    #[error(transparent)]
    Gateway(#[from] countersign_gateway::OpenError),
    /// The authorization server did not open.
    #[error(transparent)]
    Server(#[from] SetupError),
    /// The shop did not open.
    #[error("the shop does not open: {0}")]
    Shop(#[from] AskError),
    /// The phone did not open.
    #[error(transparent)]
    Phone(#[from] PhoneError),
    /// The phone could not be enrolled.
    #[error("the phone could not be enrolled: {0}")]
    Enrolment(#[from] Complaint),
}

impl Sandbox {
    /// Opens a sandbox: everything listens, and the phone is enrolled.
    ///
    /// # Errors
    ///
    /// [`OpenError`].
    pub async fn open(options: Options) -> Result<Self, OpenError> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, options.port)).await?;
        let url = format!("http://127.0.0.1:{}", listener.local_addr()?.port());
        let (changes, trouble) = (Changes::new(), Trouble::default());
        let ledger = Ledger::new(changes.clone());
        let (push, messages) = PhonePush::new(trouble.clone());
        let vouching = MemoryKey::generate()?;
        let vouched = *vouching.public_key();

        let gateway = Gateway::open(settings(&url, vouching, push)?).await?;
        tokio::spawn(watch::write_down(gateway.events(), ledger.clone()));
        let profile = if options.fapi { Profile::Fapi } else { Profile::Plain };
        let server = AuthorizationServer::new(&url, profile, gateway.clone(), ledger.clone())?;
        let shop = Shop::new(&url, ledger.clone(), changes.clone())?;
        register(&server, &shop, &url);
        let (phone, by_itself) =
            Phone::new(&url, vouched, ledger.clone(), changes.clone(), trouble.clone())?;
        tokio::spawn(phone.clone().listen(messages));

        let parts = Parts {
            url,
            vouching: vouched,
            server,
            gateway,
            shop,
            phone,
            ledger,
            changes,
            trouble: trouble.clone(),
        };
        let desk = Desk::new(parts, by_itself);
        let server = tokio::spawn(listen::serve(listener, web::router(&desk), trouble));
        let sandbox = Self { desk, server };
        sandbox.enrol().await?;
        Ok(sandbox)
    }

    /// Where it is served.
    #[must_use]
    pub fn url(&self) -> &str {
        self.desk.url()
    }

    /// The key that vouches for the bank's request keys, for phones that are not on the desk.
    #[must_use]
    pub fn vouching_key(&self) -> &PublicKey {
        self.desk.vouching_key()
    }

    /// Everything on the desk.
    #[must_use]
    pub const fn desk(&self) -> &Desk {
        &self.desk
    }

    /// Enrols the phone as a person would, over HTTP, so that a visitor can begin by buying.
    async fn enrol(&self) -> Result<(), Complaint> {
        self.desk.offer().await?;
        self.desk.phone().enrol(Finger::Succeed).await?;
        self.desk.confirm().await
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.server.abort();
    }
}

fn settings(url: &str, vouching: MemoryKey, push: PhonePush) -> Result<Settings, OpenError> {
    let request = Arc::new(MemoryKey::generate()?);
    // Nobody calls the channel over HTTP here; the authorization server is in this process.
    let secret = countersign_protocol::jose::base64url(MemoryKey::generate()?.public_key().sec1());
    let mut settings = Settings::new(
        url,
        bank::NAME,
        request,
        Arc::new(vouching),
        countersign_gateway::Secret::new(secret),
    );
    settings.push = Arc::new(push);
    settings.publish_events = true;
    // The authorization server refuses what cannot be shown; what it lets through on purpose is
    // for the phone to refuse.
    settings.refuse_unshowable = false;
    // One person tries things out here: limits meant for attackers would only be in the way.
    settings.limits = Limits {
        pending_per_account: 50,
        consents_per_hour: 5000,
        calls_per_minute: 5000,
        offers_per_hour: 500,
        ..Limits::default()
    };
    Ok(settings)
}

/// The clients that are there from the start.
fn register(server: &AuthorizationServer, shop: &Shop, url: &str) {
    let endpoint = reqwest::Url::parse(url).and_then(|url| url.join(NOTIFICATION_PATH));
    for client in endpoint.iter().flat_map(|endpoint| shop.registrations(endpoint)) {
        server.clients().put(client);
    }
    server.clients().put(Client {
        id: "shop-basic".to_owned(),
        name: "Test shop".to_owned(),
        legal_name: "Test shop".to_owned(),
        authentication: Authentication::Secret(Secret::new("shop-basic-secret".to_owned())),
        keys: None,
        delivery: Delivery::Poll,
        request_alg: None,
        user_code: false,
        may_use_ciba: true,
        unchecked: false,
    });
}

impl std::fmt::Debug for Sandbox {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Sandbox({})", self.url())
    }
}
