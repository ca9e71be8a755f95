//! A bank's own types: their words in the languages of the app, and in no other (docs/own-types.md).

use crate::signed::examples::details;
use crate::signed::reading;
use countersign_protocol::consent::words::Language;
use countersign_protocol::consent::{OwnType, Problem, ProblemKind, Reading, Types, View};

const SHIPPED: [Language; 2] = [Language::English, Language::German];
const CARD_LIMIT: &str = r#"{
    "type": "urn:bank.example:card_limit",
    "title": {"en": "Change the limit of a card", "de": "Das Limit einer Karte ändern"},
    "section": {"en": "Card", "de": "Karte"},
    "fields": [
        {"name": "card", "kind": "masked_pan", "label": {"en": "Card", "de": "Karte"}, "prominence": 1},
        {"name": "limit", "kind": "money", "label": {"en": "New limit", "de": "Neues Limit"}, "prominence": 1},
        {"name": "abroad", "kind": "flag", "label": {"en": "Abroad", "de": "Im Ausland", "fr": "À l’étranger"},
         "yes": {"en": "Allowed", "de": "Erlaubt"}, "no": {"en": "Not allowed", "de": "Nicht erlaubt"}}
    ]
}"#;
const ASKED: &str = r#"{"type":"urn:bank.example:card_limit","card":"4000 **** **** 0002","limit":{"amount":"1500","currency":"EUR"},"abroad":false}"#;

fn types() -> Types {
    Types::with_own(vec![OwnType::parse(CARD_LIMIT.as_bytes(), &SHIPPED).unwrap()]).unwrap()
}

fn view(language: Language) -> View {
    match reading(&details(ASKED), language, types()) {
        Reading::Shown(view) => *view,
        Reading::NotShown(problem) => panic!("not shown: {problem:?}"),
    }
}

#[test]
fn a_type_is_shown_in_each_language_of_its_app() {
    let lines = |view: &View| -> Vec<String> {
        let own = view.sections.iter().find(|section| section.key.starts_with("authorization"));
        let fields = own.unwrap().fields.iter();
        fields.map(|field| format!("{}: {}", field.label, field.text)).collect()
    };

    let (english, german) = (view(Language::English), view(Language::German));

    assert_eq!(english.title, "Change the limit of a card");
    assert_eq!(german.title, "Das Limit einer Karte ändern");
    assert_eq!(
        lines(&german),
        [
            "Art: Karte",
            "Karte: 4000 **** **** 0002",
            "Neues Limit: 1.500,00\u{a0}€\u{a0}EUR",
            "Im Ausland: Nicht erlaubt",
        ]
    );
    assert_eq!(english.rows(), german.rows());
}

/// What is published is what others compute: `canonicalize` and SHA-256 give the same.
#[test]
fn the_page_has_the_hash_of_its_example() {
    let page = include_str!("../../../../docs/own-types.md");
    let example = page.split("```json").nth(1).unwrap().split("```").next().unwrap();

    let own = OwnType::parse(example.as_bytes(), &SHIPPED).unwrap();

    assert!(page.contains(&format!("is `{}`", own.description_hash())));
}

#[test]
fn types_are_told_with_the_hash_of_their_description() {
    let own = OwnType::parse(CARD_LIMIT.as_bytes(), &SHIPPED).unwrap();
    let english = OwnType::parse(CARD_LIMIT.as_bytes(), &SHIPPED[..1]).unwrap();
    let (name, hash) = (own.name().to_owned(), own.description_hash().to_owned());

    assert_eq!(types().description_hash(&name), Some(hash.as_str()));
    assert_eq!(types().description_hash("payment_initiation"), None);
    assert_eq!(types().description_hashes(), [(name, hash.clone())].into());
    assert_eq!(english.description_hash(), hash, "the languages of the app are not part of it");
}

#[test]
fn in_a_language_without_its_words_it_cannot_be_shown_rather_than_in_english() {
    for language in Language::ALL.into_iter().filter(|language| !SHIPPED.contains(language)) {
        let reading = reading(&details(ASKED), language, types());

        let section = "authorization_details/0".to_owned();
        let problem = Problem { kind: ProblemKind::MissingLabel, section };
        assert!(reading == Reading::NotShown(problem), "{}", language.tag());
    }
}

#[test]
fn a_title_that_a_language_lacks_is_missed_too() {
    let complete = CARD_LIMIT.replace(r#""de""#, r#""ar""#);
    let titled = complete.replace(r#", "ar": "Das Limit einer Karte ändern""#, "");
    let types = |schema: &str| {
        let own = OwnType::parse(schema.as_bytes(), &[Language::English]).unwrap();
        Types::with_own(vec![own]).unwrap()
    };

    let with = reading(&details(ASKED), Language::Arabic, types(&complete));
    let without = reading(&details(ASKED), Language::Arabic, types(&titled));

    assert!(matches!(with, Reading::Shown(_)));
    assert!(matches!(without, Reading::NotShown(Problem { kind: ProblemKind::MissingLabel, .. })));
}

#[test]
fn the_app_tells_the_bank_which_languages_it_ships() {
    assert_eq!(types().languages(), SHIPPED);
    assert_eq!(Types::default().languages(), Language::ALL);
}
