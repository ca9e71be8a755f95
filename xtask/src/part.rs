//! The interop parts: what each is called and what it needs.

/// A folder under `interop/` whose tests drive this project with programs nobody here wrote.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Part {
    /// npm `openid-client` buys at the sandbox.
    OpenidClient,
    /// npm `oidc-provider` is the AS, the gateway its device channel.
    OidcProvider,
    /// npm `jose` verifies one of every token.
    Jose,
    /// Libraries for formats, currencies, IBANs and canonical JSON compare with the core.
    Oracles,
    /// Chromium plays the customer on the sandbox's pages.
    Pages,
}

impl Part {
    /// In the order in which they run.
    pub(crate) const ALL: [Self; 5] =
        [Self::Jose, Self::Oracles, Self::OpenidClient, Self::OidcProvider, Self::Pages];

    /// The part of this name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|part| part.name() == name)
    }

    /// Its name, which is also that of its folder.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::OpenidClient => "openid-client",
            Self::OidcProvider => "oidc-provider",
            Self::Jose => "jose",
            Self::Oracles => "oracles",
            Self::Pages => "pages",
        }
    }

    /// What it proves, in a line.
    pub(crate) fn about(self) -> &'static str {
        match self {
            Self::OpenidClient => "a CIBA client (npm openid-client) at the sandbox",
            Self::OidcProvider => "a CIBA AS (npm oidc-provider) with the gateway and the core",
            Self::Jose => "every token verified by another library (npm jose)",
            Self::Oracles => "formats, currencies and IBANs against other libraries (PyPI, npm)",
            Self::Pages => "the sandbox's pages in Chromium",
        }
    }

    /// Whether a sandbox must be running for it.
    pub(crate) fn needs_sandbox(self) -> bool {
        match self {
            Self::OpenidClient | Self::Pages => true,
            Self::OidcProvider | Self::Jose | Self::Oracles => false,
        }
    }

    /// Whether it drives a browser.
    pub(crate) fn needs_browser(self) -> bool {
        self == Self::Pages
    }

    /// Whether it uses Python packages.
    pub(crate) fn needs_python(self) -> bool {
        self == Self::Oracles
    }
}

/// Prints the parts.
pub(crate) fn list() {
    for part in Part::ALL {
        println!("{:<15}{}", part.name(), part.about());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_is_found_by_its_own_name() {
        for part in Part::ALL {
            assert_eq!(Part::named(part.name()), Some(part));
        }
    }

    #[test]
    fn only_the_parts_that_talk_to_it_start_a_sandbox() {
        let with: Vec<&str> =
            Part::ALL.into_iter().filter(|part| part.needs_sandbox()).map(Part::name).collect();

        assert_eq!(with, ["openid-client", "pages"]);
    }
}
