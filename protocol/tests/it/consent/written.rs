//! How single values are written and what is marked: amounts, names, accounts.

use super::shown::screen;
use crate::signed::examples::{PAYMENT, checked_payee, details, details_and_accounts};
use crate::signed::view;
use countersign_protocol::consent::{Direction, FieldKind, View};

fn keys(view: &View) -> Vec<&'static str> {
    view.warnings.iter().map(|warning| warning.key).collect()
}

#[test]
fn a_payee_whose_name_does_not_fit_is_warned_of() {
    let results = [
        ("match", "The name fits the account", None),
        ("close_match", "The name nearly fits the account", Some("payee_close_match")),
        ("no_match", "The name does not fit the account", Some("payee_no_match")),
        ("not_available", "The name could not be checked", Some("payee_not_available")),
    ];

    for (result, words, warning) in results {
        let verification =
            format!(r#"{{"detail":0,"result":"{result}","name_on_file":"Merchant B"}}"#);
        let view = view(&checked_payee(&verification));
        let mark = warning.map(|key| format!(" !{key}")).unwrap_or_default();
        let lines = format!(
            "
= Check of the payee's name
1 Name and account: {words}{mark}
1 Name on the account: Merchant B
= This request"
        );

        assert!(screen(&view).contains(&lines), "{}", screen(&view));
        assert_eq!(keys(&view), warning.into_iter().collect::<Vec<_>>());
    }
}

#[test]
fn an_iban_that_fails_its_check_is_shown_and_marked() {
    // The RFC's own example in another section; the last digit of a right one; no such country.
    for iban in ["DE2310010010123456788", "DE02100100109307118604", "XX02100100109307118603"] {
        let view = view(&details(&PAYMENT.replace("DE02100100109307118603", iban)));

        assert_eq!(keys(&view), ["iban_check_failed"], "{iban}");
        assert!(screen(&view).contains(" !iban_check_failed\n3 Bank of the payee"), "{iban}");
        assert_eq!(
            view.warnings[0].text,
            "This account number fails its check digits. Ask the payee for the right one."
        );
    }
}

#[test]
fn names_in_the_worlds_scripts_are_shown_unchanged_and_isolated_in_the_title() {
    for name in ["شركة الاتصالات", "בְּרֵאשִׁית בע״מ", "บริษัท ไทย", "中国银行", "株式会社トヨタ", "हिन्दी"]
    {
        let view = view(&details(&PAYMENT.replace(r#""Merchant A""#, &format!(r#""{name}""#))));

        let payee = view.sections[1].fields.iter().find(|field| field.label == "To").unwrap();

        assert_eq!(payee.text, name);
        assert_eq!(payee.direction, Direction::Auto);
        assert_eq!(keys(&view), [""; 0], "{name}");
        assert_eq!(view.title, format!("Pay €123.50\u{a0}EUR to \u{2068}{name}\u{2069}"));
    }
}

#[test]
fn a_name_that_mixes_alphabets_is_marked() {
    // The first letter is Cyrillic.
    let view = view(&details(&PAYMENT.replace(r#""Merchant A""#, r#""Аpple""#)));

    assert_eq!(keys(&view), ["mixed_script"]);
    assert!(screen(&view).contains("1 To: Аpple < !mixed_script"));
}

#[test]
fn amounts_accounts_and_codes_are_written_left_to_right() {
    let view = view(&details_and_accounts(PAYMENT));

    let ltr: Vec<_> = view
        .sections
        .iter()
        .flat_map(|section| &section.fields)
        .filter(|field| field.direction == Direction::Ltr)
        .map(|field| (field.label.as_str(), field.kind))
        .collect();

    assert_eq!(
        ltr,
        [
            ("Amount", FieldKind::Amount),
            ("Account of the payee", FieldKind::Account),
            ("Bank of the payee (BIC)", FieldKind::Account),
            ("Used at", FieldKind::Link),
            ("Currency", FieldKind::Code),
        ]
    );
}

#[test]
fn an_amount_is_written_with_all_minor_digits_of_its_currency() {
    let amounts = [
        ("123.50", "EUR", "€123.50\u{a0}EUR"),
        ("10.5", "EUR", "€10.50\u{a0}EUR"),
        ("1234567", "JPY", "1,234,567\u{a0}JPY"),
        ("1.234", "KWD", "1.234\u{a0}KWD"),
        ("99999999999999.99", "USD", "99,999,999,999,999.99\u{a0}USD"),
    ];

    for (amount, currency, words) in amounts {
        let detail = PAYMENT.replace("123.50", amount).replace("EUR", currency);
        let view = view(&details(&detail));

        assert_eq!(view.amount.as_deref(), Some(words));
        let row = view.rows().iter().find(|row| row.field == "/instructedAmount/amount").unwrap();
        assert_eq!(row.value, amount);
    }
}

#[test]
fn html_and_links_in_a_text_stay_text() {
    let text = "<b>Gift</b> https://example.com &amp; +49 30 1234";

    let view = view(&details(&PAYMENT.replace("Ref Number Merchant", text)));

    assert!(screen(&view).contains(&format!("2 Reference: {text} <")));
}
