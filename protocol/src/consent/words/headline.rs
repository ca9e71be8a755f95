//! What the one sentence at the top says, before it is worded.

use crate::consent::locale::Locale;
use icu_plurals::PluralCategory;
use std::fmt;

/// What the one sentence at the top is about. Amounts and names are formatted and isolated.
pub(in crate::consent) enum Headline<'a> {
    /// One payment.
    Pay { amount: &'a str, payee: &'a str },
    /// Payments that go on.
    PayAgain { amount: &'a str, payee: &'a str },
    /// Many payments at once.
    PayMany { total: &'a str, payments: Counted },
    /// Payments up to a limit, whenever the payee wants.
    PayUpTo { amount: &'a str, payee: &'a str },
    /// Something in the client's words.
    Confirm { client: &'a str },
    /// Access to accounts.
    Share { client: &'a str },
    /// A login.
    SignIn { client: &'a str },
    /// Scopes without a login.
    Asks { client: &'a str },
    /// Several things at once.
    AsksForMany { client: &'a str, things: Counted },
}

/// How many of something, and which form of its name that takes.
pub(in crate::consent) struct Counted {
    number: String,
    pub(super) category: PluralCategory,
}

impl Counted {
    /// Counts by the rules of CLDR.
    pub(in crate::consent) fn of(count: usize, locale: &Locale) -> Self {
        Self { number: locale.number(&count.into()), category: locale.plural(count) }
    }
}

impl fmt::Display for Counted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::consent::language::Language;

    fn payments(language: Language, count: usize) -> String {
        let payments = Counted::of(count, Locale::of(language).unwrap());
        language.headline(&Headline::PayMany { total: "T", payments })
    }

    #[test]
    fn a_bulk_of_one_is_not_called_many() {
        let one = Language::ALL.map(|language| payments(language, 1));

        assert_eq!(
            one,
            [
                "Make 1 payment of T",
                "1 Zahlung über T ausführen",
                "Effectuer 1 paiement de T",
                "Hacer 1 pago de T",
                "Fazer 1 pagamento de T",
                "تنفيذ دفعة واحدة بمبلغ T",
            ]
        );
    }

    #[test]
    fn arabic_counts_in_all_its_forms() {
        let expected = [
            (2, "تنفيذ دفعتين بإجمالي T"),
            (3, "تنفيذ 3 دفعات بإجمالي T"),
            (10, "تنفيذ 10 دفعات بإجمالي T"),
            (11, "تنفيذ 11 دفعة بإجمالي T"),
            (99, "تنفيذ 99 دفعة بإجمالي T"),
            (100, "تنفيذ 100 دفعة بإجمالي T"),
        ];

        for (count, sentence) in expected {
            assert_eq!(payments(Language::Arabic, count), sentence);
        }
    }
}
