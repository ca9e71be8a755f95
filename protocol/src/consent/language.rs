//! The languages that views are worded in.

/// A language that views are worded in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Language {
    /// English.
    English,
    /// German.
    German,
    /// French.
    French,
    /// Spanish.
    Spanish,
    /// Portuguese as it is written in Brazil.
    BrazilianPortuguese,
    /// Arabic, written from right to left.
    Arabic,
}

impl Language {
    /// All languages.
    pub const ALL: [Self; 6] = [
        Self::English,
        Self::German,
        Self::French,
        Self::Spanish,
        Self::BrazilianPortuguese,
        Self::Arabic,
    ];

    /// The BCP 47 tag: `en`, `de`, `fr`, `es`, `pt-BR` or `ar`.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
            Self::French => "fr",
            Self::Spanish => "es",
            Self::BrazilianPortuguese => "pt-BR",
            Self::Arabic => "ar",
        }
    }

    /// The language with exactly this tag.
    #[must_use]
    pub fn of_tag(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.tag() == tag)
    }

    /// The best of the languages an app ships, for what the phone says its owner reads: BCP 47
    /// tags, the preferred one first. The first tag counts whose language is among them, whatever
    /// its region: someone who reads `pt-PT` gets `pt-BR` rather than English.
    ///
    /// Where none fits: English if the app ships it, else the first language it ships, and
    /// English if it ships none.
    #[must_use]
    pub fn matching(tags: &[&str], shipped: &[Self]) -> Self {
        let wanted = tags.iter().filter_map(|tag| Self::spoken(tag));
        let fits = wanted.into_iter().find(|language| shipped.contains(language));
        let english = || shipped.contains(&Self::English).then_some(Self::English);
        fits.or_else(english).or_else(|| shipped.first().copied()).unwrap_or(Self::English)
    }

    /// The language of a tag, by its first part. Android also writes `pt_BR`.
    fn spoken(tag: &str) -> Option<Self> {
        let primary = |tag: &str| tag.split(['-', '_']).next().map(str::to_ascii_lowercase);
        Self::ALL.into_iter().find(|language| primary(language.tag()) == primary(tag))
    }

    /// Whether the screen is to be laid out from right to left.
    #[must_use]
    pub const fn is_right_to_left(self) -> bool {
        match self {
            Self::English
            | Self::German
            | Self::French
            | Self::Spanish
            | Self::BrazilianPortuguese => false,
            Self::Arabic => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_language_that_the_app_ships_counts() {
        let shipped = [Language::German, Language::English, Language::BrazilianPortuguese];

        for (tags, best) in [
            (&["de-CH", "en"][..], Language::German),
            (&["it", "pt-PT", "de"], Language::BrazilianPortuguese),
            (&["pt_BR"], Language::BrazilianPortuguese),
            (&["AR-eg", "DE"], Language::German),
            (&["zh-Hant-TW", "x-private", "", "-"], Language::English),
            (&[], Language::English),
        ] {
            assert_eq!(Language::matching(tags, &shipped), best, "{tags:?}");
        }
    }

    #[test]
    fn where_nothing_fits_the_app_still_speaks() {
        assert_eq!(Language::matching(&["it"], &[Language::French]), Language::French);
        assert_eq!(Language::matching(&["fr"], &[]), Language::English);
    }

    #[test]
    fn a_tag_names_a_language_to_the_letter() {
        assert_eq!(Language::of_tag("pt-BR"), Some(Language::BrazilianPortuguese));
        for tag in ["pt", "PT-br", "en-GB", ""] {
            assert_eq!(Language::of_tag(tag), None, "{tag}");
        }
    }
}
