//! The words that the sample apps say by themselves: the same keys on both platforms and in every
//! language, with the same holes, and every form that a language has of a plural.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Result, ensure};
use regex_lite::Regex;

use crate::workspace::Workspace;

mod strings_file;
mod strings_xml;

/// A language, where its words are kept, and the forms of a plural that CLDR gives it.
struct Language {
    android: &'static str,
    ios: &'static str,
    forms: &'static [&'static str],
}

/// English first: the others are measured against it.
const LANGUAGES: [Language; 6] = [
    Language { android: "values", ios: "en", forms: &["one", "other"] },
    Language { android: "values-de", ios: "de", forms: &["one", "other"] },
    Language { android: "values-fr", ios: "fr", forms: &["one", "many", "other"] },
    Language { android: "values-es", ios: "es", forms: &["one", "many", "other"] },
    Language { android: "values-pt-rBR", ios: "pt-BR", forms: &["one", "many", "other"] },
    Language {
        android: "values-ar",
        ios: "ar",
        forms: &["zero", "one", "two", "few", "many", "other"],
    },
];

/// Forms that may stand for one number alone, and then need not say it.
const OF_ONE_NUMBER: [&str; 3] = ["zero", "one", "two"];

/// What one key says.
#[derive(Debug, PartialEq)]
enum Word {
    /// The same for every number.
    Plain(String),
    /// By the forms of a plural.
    Plural(BTreeMap<String, String>),
}

/// All that one file says.
type Words = BTreeMap<String, Word>;

/// Compares the words of both samples, and names every difference.
pub(crate) fn check(workspace: &Workspace) -> Result<()> {
    let mut wrong = Vec::new();
    let mut read = Vec::new();
    let mut keep = |path: String, parse: fn(&str) -> Result<Words>, language| -> Result<()> {
        match parse(&workspace.sh.read_file(&path)?) {
            Ok(words) => read.push((path, language, words)),
            Err(reason) => wrong.push(format!("{path}: {reason}")),
        }
        Ok(())
    };
    for language in &LANGUAGES {
        let android = format!("android/sample/src/main/res/{}/strings.xml", language.android);
        let ios = format!("ios/Sample/Resources/{}.lproj/Localizable.strings", language.ios);
        keep(android, strings_xml::parse, language)?;
        keep(ios, strings_file::parse, language)?;
    }
    if let (true, [(_, _, english), ..]) = (wrong.is_empty(), read.as_slice()) {
        for (path, language, words) in &read {
            let found = differences(english, words, language.forms);
            wrong.extend(found.into_iter().map(|difference| format!("{path}: {difference}")));
        }
    }
    ensure!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}

/// What is wrong with the words of a language, beside the English ones.
fn differences(english: &Words, words: &Words, forms: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for (key, model) in english {
        match (model, words.get(key)) {
            (_, None) => found.push(format!("`{key}` is missing")),
            (Word::Plain(model), Some(Word::Plain(text))) => {
                plain(key, &holes(model), text, &mut found);
            }
            (Word::Plural(model), Some(Word::Plural(said))) => {
                plural(key, model, said, forms, &mut found);
            }
            (Word::Plain(_), Some(Word::Plural(_))) => {
                found.push(format!("`{key}` is a plural, and is none in English"));
            }
            (Word::Plural(_), Some(Word::Plain(_))) => {
                found.push(format!("`{key}` is no plural, and is one in English"));
            }
        }
    }
    let more = words.keys().filter(|key| !english.contains_key(*key));
    found.extend(more.map(|key| format!("`{key}` does not exist in English")));
    found
}

fn plain(key: &str, model: &BTreeSet<&str>, text: &str, found: &mut Vec<String>) {
    if text.trim().is_empty() {
        found.push(format!("`{key}` is empty"));
    } else if holes(text) != *model {
        found.push(format!("`{key}` does not have the holes that it has in English"));
    }
}

fn plural(
    key: &str,
    model: &BTreeMap<String, String>,
    said: &BTreeMap<String, String>,
    forms: &[&str],
    found: &mut Vec<String>,
) {
    let wanted: BTreeSet<&str> = forms.iter().copied().collect();
    let there: BTreeSet<&str> = said.keys().map(String::as_str).collect();
    found.extend(wanted.difference(&there).map(|form| format!("`{key}` has no form `{form}`")));
    let more = there.difference(&wanted);
    found.extend(more.map(|form| format!("`{key}` has a form `{form}`, which nothing asks for")));
    let model = model.get("other").map(|text| holes(text)).unwrap_or_default();
    for (form, text) in said {
        let without_number: BTreeSet<&str> =
            model.iter().copied().filter(|hole| *hole != "{n}").collect();
        let may_omit = OF_ONE_NUMBER.contains(&form.as_str()) && holes(text) == without_number;
        plain(
            &format!("{key}#{form}"),
            if may_omit { &without_number } else { &model },
            text,
            found,
        );
    }
}

/// What stands between braces, with them. A brace that closes nothing, or is not closed, is a hole
/// of its own.
fn holes(text: &str) -> BTreeSet<&str> {
    match Regex::new(r"\{[^}]*\}|[{}]") {
        Ok(hole) => hole.find_iter(text).map(|found| found.as_str()).collect(),
        Err(_) => BTreeSet::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENGLISH: &[&str] = &["one", "other"];
    const FRENCH: &[&str] = &["one", "many", "other"];

    #[test]
    fn the_samples_say_the_same_in_all_languages() {
        let compared = check(&Workspace::here().unwrap());

        assert_eq!(compared.map_err(|difference| difference.to_string()), Ok(()));
    }

    #[test]
    fn words_with_the_same_keys_and_holes_do_not_differ() {
        let english = words(&[("known", "Known to {bank}"), ("end", "That is all")]);
        let german = words(&[("known", "Der {bank} bekannt"), ("end", "Das ist alles")]);

        assert_eq!(differences(&english, &german, ENGLISH), [""; 0]);
    }

    #[test]
    fn a_key_that_only_one_side_has_is_named() {
        let english = words(&[("open", "Open"), ("end", "End")]);
        let german = words(&[("open", "Öffnen"), ("close", "Schließen")]);

        let found = differences(&english, &german, ENGLISH);

        assert_eq!(found, ["`end` is missing", "`close` does not exist in English"]);
    }

    #[test]
    fn a_word_of_blanks_is_empty() {
        let english = words(&[("end", "End")]);

        let found = differences(&english, &words(&[("end", " ")]), ENGLISH);

        assert_eq!(found, ["`end` is empty"]);
    }

    #[test]
    fn a_hole_that_is_missing_misspelt_or_left_open_is_seen() {
        let english = words(&[("known", "Known to {bank}")]);
        let wrong = "`known` does not have the holes that it has in English";

        for text in
            ["Bekannt", "Der {Bank} bekannt", "Der {bank bekannt", "{bank} {party}", "{bank}}"]
        {
            let found = differences(&english, &words(&[("known", text)]), ENGLISH);
            assert_eq!(found, [wrong], "{text}");
        }
    }

    #[test]
    fn a_plural_has_the_forms_of_its_language_and_no_others() {
        let english = plurals(&[("one", "{n} minute"), ("other", "{n} minutes")]);
        let french =
            plurals(&[("one", "{n} minute"), ("two", "{n} minutes"), ("other", "{n} minutes")]);

        let found = differences(&english, &french, FRENCH);

        let expected =
            ["`left` has no form `many`", "`left` has a form `two`, which nothing asks for"];
        assert_eq!(found, expected);
    }

    #[test]
    fn only_a_form_for_one_number_may_leave_the_number_out() {
        let english = plurals(&[("one", "A decision"), ("other", "{n} decisions")]);
        let french =
            plurals(&[("one", "Une décision"), ("many", "Des décisions"), ("other", "{n}")]);

        let found = differences(&english, &french, FRENCH);

        assert_eq!(found, ["`left#many` does not have the holes that it has in English"]);
    }

    #[test]
    fn a_plural_is_not_a_plain_word() {
        let plural = plurals(&[("one", "{n} minute"), ("other", "{n} minutes")]);
        let plain = words(&[("left", "{n} minutes")]);

        let first = differences(&plural, &plain, ENGLISH);
        let second = differences(&plain, &plural, ENGLISH);

        assert_eq!(first, ["`left` is no plural, and is one in English"]);
        assert_eq!(second, ["`left` is a plural, and is none in English"]);
    }

    fn words(said: &[(&str, &str)]) -> Words {
        said.iter().map(|(key, text)| (key.to_string(), Word::Plain(text.to_string()))).collect()
    }

    fn plurals(said: &[(&str, &str)]) -> Words {
        let forms = said.iter().map(|(form, text)| (form.to_string(), text.to_string())).collect();
        Words::from([("left".to_owned(), Word::Plural(forms))])
    }
}
