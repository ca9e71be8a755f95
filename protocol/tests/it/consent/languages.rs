//! Every shape in every language: other words, the same screen.

use crate::signed::examples::{self, checked_payee};
use crate::signed::{reading, view_in};
use countersign_protocol::consent::words::Language;
use countersign_protocol::consent::{Field, Reading, Types, View};
use std::fmt::Write as _;

fn shapes() -> Vec<(&'static str, String)> {
    let no_match = r#"{"detail":0,"result":"no_match","name_on_file":"Merchant B"}"#;
    let close = no_match.replace("no_match", "close_match");
    let unknown = r#"{"detail":0,"result":"not_available"}"#;
    let mut shapes = examples::all();
    shapes.extend(examples::further());
    shapes.push(("payee that does not fit", checked_payee(no_match)));
    shapes.push(("payee that nearly fits", checked_payee(&close)));
    shapes.push(("payee that could not be checked", checked_payee(unknown)));
    shapes
}

/// A view without its words: what must be the same in all languages.
fn bones(view: &View) -> Vec<String> {
    let field = |field: &Field| {
        let warnings: Vec<_> = field.warnings.iter().map(|warning| warning.key).collect();
        format!(
            "{} {:?} {} {:?} {} {warnings:?}",
            field.key, field.kind, field.prominence, field.direction, field.client_words
        )
    };
    let sections = view.sections.iter().flat_map(|section| {
        std::iter::once(section.key.clone()).chain(section.fields.iter().map(field))
    });
    let choices = view.choices.iter().map(|choice| {
        format!(
            "{} {} {} {}",
            choice.detail,
            choice.at_least,
            choice.at_most,
            choice.accounts.len()
        )
    });
    let warnings = view.warnings.iter().map(|warning| warning.key.to_owned());
    sections.chain(choices).chain(warnings).collect()
}

/// All that is read on the screen, a line each, in the order of the screen.
fn words(view: &View) -> String {
    let mut out = format!("{}\n", view.title);
    for warning in &view.warnings {
        writeln!(out, "! {}", warning.text).unwrap();
    }
    if let Some(amount) = &view.amount {
        writeln!(out, "* {amount}").unwrap();
    }
    for section in &view.sections {
        writeln!(out, "= {}", section.title).unwrap();
        for field in &section.fields {
            writeln!(out, "{} {}: {}", field.prominence, field.label, field.text).unwrap();
        }
    }
    for choice in &view.choices {
        writeln!(out, "? {}", choice.title).unwrap();
    }
    out
}

/// Isolates and no-break spaces in a form that can be seen in a diff.
fn visible(text: &str) -> String {
    let shown = [('\u{2068}', "["), ('\u{2069}', "]"), ('\u{a0}', "~"), ('\u{202f}', "~")];
    shown.iter().fold(text.to_owned(), |text, (hidden, mark)| text.replace(*hidden, mark))
}

#[test]
fn every_shape_says_in_every_language_what_it_said() {
    for (name, parts) in shapes() {
        let all: Vec<_> = Language::ALL
            .into_iter()
            .map(|language| format!("-- {}\n{}", language.tag(), words(&view_in(language, &parts))))
            .collect();

        insta::assert_snapshot!(
            format!("words_{}", name.replace(' ', "_")),
            visible(&all.join("\n"))
        );
    }
}

#[test]
fn a_language_changes_the_words_and_nothing_else() {
    for (name, parts) in shapes() {
        let english = view_in(Language::English, &parts);
        for language in Language::ALL {
            let view = view_in(language, &parts);

            assert_eq!(bones(&view), bones(&english), "{name} in {}", language.tag());
            assert_eq!(view.rows(), english.rows());
            assert_eq!(view.locale, language.tag());
            assert_eq!(view.right_to_left, language == Language::Arabic);
        }
    }
}

#[test]
fn only_names_and_codes_are_the_same_in_two_languages() {
    // What a language other than English may share with it: words that are the same there.
    let shared = [
        "IBAN",
        "Message",
        "Service",
        "Total",
        "Website",
        "Mandate",
        "Transaction",
        "Name",
        "payment",
        "Account",
    ];
    for (name, parts) in shapes() {
        let english = view_in(Language::English, &parts);
        for language in Language::ALL.into_iter().skip(1) {
            let view = view_in(language, &parts);
            let fields = |view: &View| -> Vec<Field> {
                view.sections.iter().flat_map(|section| section.fields.clone()).collect()
            };
            for (own, foreign) in fields(&view).iter().zip(fields(&english)) {
                let same = own.label == foreign.label && !shared.contains(&own.label.as_str());
                assert!(!same, "{name} in {}: {}", language.tag(), own.label);
            }
            assert_ne!(view.title, english.title, "{name}");
        }
    }
}

#[test]
fn foreign_values_cannot_turn_an_arabic_sentence() {
    let parts = examples::details(examples::PAYMENT_FROM);

    let title = view_in(Language::Arabic, &parts).title;

    assert_eq!(title, "دفع \u{2068}123.50\u{a0}€\u{a0}EUR\u{2069} إلى \u{2068}Merchant A\u{2069}");
}

#[test]
fn a_bulk_is_counted_as_the_language_counts() {
    let one = r#"{"instructedAmount":{"currency":"EUR","amount":"1"},"creditorName":"A","creditorAccount":{"iban":"DE02100100109307118603"}}"#;
    let bulk = |count: usize| {
        let payments = vec![one; count].join(",");
        examples::details(&format!(r#"{{"type":"payment_initiation","payments":[{payments}]}}"#))
    };
    let title = |language, count| visible(&view_in(language, &bulk(count)).title);

    assert_eq!(title(Language::German, 1), "1 Zahlung über 1,00~€~EUR ausführen");
    assert_eq!(title(Language::German, 2), "2 Zahlungen über insgesamt 2,00~€~EUR ausführen");
    assert_eq!(title(Language::Arabic, 2), "تنفيذ دفعتين بإجمالي [2.00~€~EUR]");
    assert_eq!(title(Language::Arabic, 5), "تنفيذ 5 دفعات بإجمالي [5.00~€~EUR]");
    assert_eq!(title(Language::Arabic, 12), "تنفيذ 12 دفعة بإجمالي [12.00~€~EUR]");
}

#[test]
fn a_request_that_cannot_be_shown_cannot_in_any_language() {
    let parts = examples::details(r#"{"type":"something_else"}"#);

    for language in Language::ALL {
        let shown = matches!(reading(&parts, language, Types::default()), Reading::Shown(_));
        assert!(!shown, "{}", language.tag());
    }
}
