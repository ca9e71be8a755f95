//! What each language writes, by hand from CLDR's charts.

use super::*;

fn locale(tag: &str) -> &'static Locale {
    let kept = LOCALES.iter().find(|(known, _)| *known == tag).unwrap();
    kept.1.as_ref().unwrap()
}

fn decimal(text: &str) -> Decimal {
    Decimal::try_from_str(text).unwrap()
}

#[test]
fn every_language_has_its_formats() {
    for language in Language::ALL {
        assert!(Locale::of(language).is_ok(), "{}", language.tag());
    }
}

#[test]
fn an_amount_is_written_as_its_reader_writes_it() {
    let written = [
        ("en", "€1,234.50\u{a0}EUR"),
        ("de", "1.234,50\u{a0}€\u{a0}EUR"),
        ("fr", "1\u{202f}234,50\u{a0}€\u{a0}EUR"),
        ("es", "1234,50\u{a0}€\u{a0}EUR"),
        ("pt-BR", "€\u{a0}1.234,50\u{a0}EUR"),
        ("ar", "1,234.50\u{a0}€\u{a0}EUR"),
    ];

    for (tag, text) in written {
        assert_eq!(locale(tag).amount(&decimal("1234.50"), "EUR"), text, "{tag}");
    }
}

#[test]
fn a_sign_that_could_be_mistaken_is_left_out() {
    let written = [
        ("en", "USD", "1,234,567.00\u{a0}USD"),
        ("en", "JPY", "1,234,567.00\u{a0}JPY"),
        ("en", "SEK", "1,234,567.00\u{a0}SEK"),
        ("en", "CAD", "CA$1,234,567.00\u{a0}CAD"),
        ("de", "USD", "1.234.567,00\u{a0}USD"),
        ("fr", "USD", "1\u{202f}234\u{202f}567,00\u{a0}$US\u{a0}USD"),
        ("es", "USD", "1.234.567,00\u{a0}US$\u{a0}USD"),
        ("pt-BR", "BRL", "R$\u{a0}1.234.567,00\u{a0}BRL"),
        ("ar", "SAR", "1,234,567.00\u{a0}SAR"),
    ];

    for (tag, code, text) in written {
        assert_eq!(locale(tag).amount(&decimal("1234567.00"), code), text, "{tag}");
    }
}

#[test]
fn numbers_keep_all_their_digits() {
    assert_eq!(locale("de").number(&decimal("90071992547409.9300")), "90.071.992.547.409,9300");
    assert_eq!(locale("ar").number(&decimal("0.05")), "0.05");
}

#[test]
fn a_day_is_written_with_its_month_in_words() {
    let written = [
        ("en", "February 9, 2027"),
        ("de", "9. Februar 2027"),
        ("fr", "9 février 2027"),
        ("es", "9 de febrero de 2027"),
        ("pt-BR", "9 de fevereiro de 2027"),
        ("ar", "9 فبراير 2027"),
    ];

    for (tag, text) in written {
        assert_eq!(locale(tag).day(civil::date(2027, 2, 9)).as_deref(), Some(text), "{tag}");
    }
}

#[test]
fn a_moment_is_told_by_the_clock_of_the_zone() {
    // 2026-11-18T11:06:40Z.
    let time = UnixSeconds(1_795_000_000);
    let written = [
        ("en", "November 18, 2026 at 12:06"),
        ("de", "18. November 2026 um 12:06"),
        ("fr", "18 novembre 2026 à 12:06"),
        ("es", "18 de noviembre de 2026 a las 12:06"),
        ("pt-BR", "18 de novembro de 2026 às 12:06"),
        ("ar", "18 نوفمبر 2026 في 12:06"),
    ];

    for (tag, text) in written {
        assert_eq!(locale(tag).time(time, "Europe/Berlin").as_deref(), Some(text), "{tag}");
    }
}

#[test]
fn an_unknown_zone_is_utc_and_says_so() {
    let time = UnixSeconds(1_795_000_000);
    for zone in ["Nowhere/Land", "UTC", ""] {
        let shown = locale("de").time(time, zone);
        assert_eq!(shown.as_deref(), Some("18. November 2026 um 11:06\u{a0}UTC"), "{zone}");
    }
}

#[test]
fn an_hour_that_comes_twice_is_told_with_its_offset() {
    // Clocks in Berlin go from 03:00 back to 02:00 on 25 October 2026 at 01:00 UTC.
    let first = UnixSeconds(1_792_888_200);
    let shown = |time| locale("de").time(time, "Europe/Berlin").unwrap();

    assert_eq!(shown(first), "25. Oktober 2026 um 02:30\u{a0}UTC+02:00");
    assert_eq!(shown(UnixSeconds(first.0 + 3600)), "25. Oktober 2026 um 02:30\u{a0}UTC+01:00");
    assert_eq!(shown(UnixSeconds(first.0 + 7200)), "25. Oktober 2026 um 03:30");
}

#[test]
fn midnight_is_the_beginning_of_its_day() {
    // 2026-11-18T00:00:00Z.
    let shown = locale("en").time(UnixSeconds(1_794_960_000), "Africa/Abidjan");
    assert_eq!(shown.as_deref(), Some("November 18, 2026 at 00:00"));
}
