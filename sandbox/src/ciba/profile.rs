//! What the `--fapi` switch asks, and what it leaves out.

/// How strict the server is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Profile {
    /// CIBA Core.
    Plain,
    /// CIBA Core, and of FAPI-CIBA what can be had in one process on loopback.
    Fapi,
}

impl Profile {
    /// Whether it is FAPI-CIBA.
    #[must_use]
    pub const fn is_fapi(self) -> bool {
        matches!(self, Self::Fapi)
    }

    /// What is left out, in words for the pages.
    #[must_use]
    pub const fn notes(self) -> &'static [&'static str] {
        match self {
            Self::Plain => &[],
            Self::Fapi => &[
                "No mutual TLS: access tokens are bearer tokens, not bound to a certificate.",
                "No TLS: all is http on loopback, so there are no versions and ciphers to choose.",
                "No protected API: there is no resource server to ask with the token.",
                "No directory: clients are registered by hand, without certificates.",
                "Not certified: the OpenID Foundation's conformance suite has not been run on it.",
            ],
        }
    }
}
