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
                "No mutual TLS: access tokens are plain bearer tokens and not bound to a certificate.",
                "No TLS at all: everything runs over http on loopback, so the rules on TLS versions and cipher suites do not apply.",
                "No access to a protected API: there is no resource server to ask with the token.",
                "Certificates and entries of a directory are not checked: clients are registered by hand.",
                "Not certified: the conformance suite of the OpenID Foundation has not been run on it.",
            ],
        }
    }
}
