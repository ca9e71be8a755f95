//! Amounts as exact decimals, from text to text. No number type is involved.

use super::locale::Locale;
use super::problem::ProblemKind;
use icu_decimal::input::Decimal;
use iso_currency::Currency;

/// An amount above zero that its currency can express.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Money {
    /// In the smallest unit of the currency.
    units: u128,
    currency: Currency,
    minor_digits: u8,
}

/// The most digits before the decimal point (Berlin Group NextGenPSD2: 14).
const MAX_WHOLE_DIGITS: usize = 14;

/// The currency with this code, and its minor digits, if it is in the list of ISO 4217 as published
/// on 1 January 2026 and has any. Codes without minor units (gold, testing, "no currency") are
/// refused, and so are those that have been withdrawn.
pub(super) fn currency(code: &str) -> Result<(Currency, u8), ProblemKind> {
    let upper = code.len() == 3 && code.bytes().all(|b| b.is_ascii_uppercase());
    let currency = Currency::from_code(code).filter(|_| upper).ok_or(ProblemKind::Currency)?;
    // The crate keeps the withdrawn ones. It counts the bolívar among them, which is in use beside
    // its successor.
    if currency != Currency::VES && currency.is_superseded().is_some() {
        return Err(ProblemKind::Currency);
    }
    let digits = currency.exponent().ok_or(ProblemKind::Currency)?;
    Ok((currency, u8::try_from(digits).map_err(|_| ProblemKind::Currency)?))
}

impl Money {
    /// Reads `[0-9]{1,14}(\.[0-9]{1,n})?` without leading zeros, above zero, where n is what the
    /// currency has. Nothing is rounded: `10.005 EUR` and `1.5 JPY` are refused.
    pub(super) fn parse(amount: &str, code: &str) -> Result<Self, ProblemKind> {
        let (currency, minor_digits) = currency(code)?;
        let (whole, fraction) = match amount.split_once('.') {
            Some((whole, fraction)) if !fraction.is_empty() => (whole, fraction),
            Some(_) => return Err(ProblemKind::Amount),
            None => (amount, ""),
        };
        let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
        let width = usize::from(minor_digits);
        let shaped = (1..=MAX_WHOLE_DIGITS).contains(&whole.len())
            && digits(whole)
            && digits(fraction)
            && (whole == "0" || !whole.starts_with('0'))
            && fraction.len() <= width;
        if !shaped {
            return Err(ProblemKind::Amount);
        }
        // All digits: neither a sign nor a separator is left that a number type would take.
        let units =
            format!("{whole}{fraction:0<width$}").parse().map_err(|_| ProblemKind::Amount)?;
        if units == 0 {
            Err(ProblemKind::Amount)
        } else {
            Ok(Self { units, currency, minor_digits })
        }
    }

    /// The sums, one for each currency, in the order of their first amounts. Exact: refused if
    /// they do not fit.
    pub(super) fn sum(amounts: &[Self]) -> Result<Vec<Self>, ProblemKind> {
        let mut sums: Vec<Self> = Vec::new();
        for amount in amounts {
            match sums.iter_mut().find(|sum| sum.currency == amount.currency) {
                Some(sum) => {
                    sum.units = sum.units.checked_add(amount.units).ok_or(ProblemKind::Amount)?;
                }
                None => sums.push(amount.clone()),
            }
        }
        Ok(sums)
    }

    /// As this language writes it, with all minor digits, the sign if there is one, and the code:
    /// `€1,234.50 EUR`.
    pub(super) fn text(&self, locale: &Locale) -> String {
        let mut number = Decimal::from(self.units);
        number.multiply_pow10(-i16::from(self.minor_digits));
        locale.amount(&number, self.currency.code())
    }
}

/// Reads a JSON number that is written as a plain decimal: no sign, no exponent.
pub(super) fn decimal(text: &str) -> Option<Decimal> {
    let plain = text.len() <= 20 && text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    Decimal::try_from_str(text).ok().filter(|_| plain)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::consent::language::Language;

    fn shown(amount: &str, currency: &str) -> Result<String, ProblemKind> {
        let english = Locale::of(Language::English)?;
        // No-break spaces as plain ones, to be read here.
        Ok(Money::parse(amount, currency)?.text(english).replace('\u{a0}', " "))
    }

    #[test]
    fn amounts_keep_their_value_and_get_all_minor_digits() {
        assert_eq!(shown("123.50", "EUR").as_deref(), Ok("€123.50 EUR"));
        assert_eq!(shown("10.5", "EUR").as_deref(), Ok("€10.50 EUR"));
        assert_eq!(shown("1234567", "JPY").as_deref(), Ok("1,234,567 JPY"));
        assert_eq!(shown("1.234", "KWD").as_deref(), Ok("1.234 KWD"));
        assert_eq!(shown("0.01", "USD").as_deref(), Ok("0.01 USD"));
        assert_eq!(shown("90071992547409.93", "EUR").as_deref(), Ok("€90,071,992,547,409.93 EUR"));
        assert_eq!(shown("1", "CLF").as_deref(), Ok("1.0000 CLF"));
    }

    #[test]
    fn what_is_not_exactly_an_amount_is_refused() {
        let wrong = [
            ("1.5", "JPY"),
            ("10.005", "EUR"),
            ("007.00", "EUR"),
            ("-0", "EUR"),
            ("-1", "EUR"),
            ("+1", "EUR"),
            ("1e2", "EUR"),
            (".5", "EUR"),
            ("5.", "EUR"),
            ("", "EUR"),
            ("1,000", "EUR"),
            ("0", "EUR"),
            ("0.00", "EUR"),
            ("١٢", "EUR"),
            ("１", "EUR"),
            ("1 ", "EUR"),
            ("NaN", "EUR"),
            ("123456789012345", "EUR"),
        ];

        for (amount, currency) in wrong {
            assert_eq!(shown(amount, currency), Err(ProblemKind::Amount), "{amount} {currency}");
        }
    }

    #[test]
    fn a_code_without_minor_units_or_out_of_use_is_no_currency_to_pay_in() {
        let metals_and_baskets = "XAG XAU XBA XBB XBC XBD XDR XPD XPT XSU XUA XTS XXX";
        let withdrawn = "BGN CUC DEM FRF HRK LTL SLL VEF ZWL ZWD";
        let none = ["EURO", "eur", "ZZZ", "E R", "978", "", "ЕUR", "ＥＵＲ"];

        for code in metals_and_baskets.split(' ').chain(withdrawn.split(' ')).chain(none) {
            assert_eq!(shown("1", code), Err(ProblemKind::Currency), "{code}");
        }
    }

    #[test]
    fn sums_are_exact_and_kept_apart_by_currency() {
        let amounts = [("0.10", "EUR"), ("0.2", "EUR"), ("1", "JPY"), ("90071992547409.93", "EUR")];
        let amounts = amounts.map(|(amount, currency)| Money::parse(amount, currency).unwrap());

        let english = Locale::of(Language::English).unwrap();
        let sums = Money::sum(&amounts).unwrap();
        let sums: Vec<_> = sums.iter().map(|sum| sum.text(english)).collect();

        assert_eq!(sums, ["€90,071,992,547,410.23\u{a0}EUR", "1\u{a0}JPY"]);
    }

    /// Every code there could be: 178 in the list, 13 of them without minor units.
    #[test]
    fn minor_units_are_those_of_iso_4217() {
        let none = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF";
        let three = "BHD IQD JOD KWD LYD OMR TND";
        let four = "CLF UYW";
        let letters = || b'A'..=b'Z';
        let codes = letters().flat_map(|a| {
            letters().flat_map(move |b| letters().map(move |c| [a, b, c].map(char::from)))
        });

        let mut by_digits = [Vec::new(), Vec::new(), Vec::new(), Vec::new(), Vec::new()];
        for code in codes.map(String::from_iter) {
            if let Ok((_, digits)) = currency(&code) {
                by_digits[usize::from(digits)].push(code);
            }
        }

        assert_eq!(by_digits[0].join(" "), none);
        assert_eq!(by_digits[1], Vec::<String>::new());
        assert_eq!(by_digits[2].len(), 178 - 13 - 17 - 7 - 2);
        assert_eq!(by_digits[3].join(" "), three);
        assert_eq!(by_digits[4].join(" "), four);
    }
}
