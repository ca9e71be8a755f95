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

/// All that one file says, by key. The forms of a plural are keys of their own: `left#one`.
type Words = BTreeMap<String, String>;

/// Adds what a key says, if it has said nothing yet, be it plain or a plural.
fn add(words: &mut Words, key: String, said: String) -> Result<()> {
    let (name, form) = name_and_form(&key);
    let same = |other: &String| {
        let (other_name, other_form) = name_and_form(other);
        name == other_name && (form == other_form || form.is_empty() != other_form.is_empty())
    };
    ensure!(!words.keys().any(same), "`{key}` stands in it twice");
    words.insert(key, said);
    Ok(())
}

/// What is plain has no form.
fn name_and_form(key: &str) -> (&str, &str) {
    key.split_once('#').unwrap_or((key, ""))
}

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
    let (english, words) = (by_name(english), by_name(words));
    for (name, model) in &english {
        let Some(said) = words.get(name) else {
            found.push(format!("`{name}` is missing"));
            continue;
        };
        match (model.contains_key(""), said.contains_key("")) {
            (true, false) => found.push(format!("`{name}` is a plural, and is none in English")),
            (false, true) => found.push(format!("`{name}` is no plural, and is one in English")),
            (true, true) => texts(name, model.get(""), said, &mut found),
            (false, false) => {
                let missing = forms.iter().filter(|form| !said.contains_key(*form));
                found.extend(missing.map(|form| format!("`{name}` has no form `{form}`")));
                let more = said.keys().filter(|form| !forms.contains(form));
                let more = more
                    .map(|form| format!("`{name}` has a form `{form}`, which nothing asks for"));
                found.extend(more);
                texts(name, model.get("other"), said, &mut found);
            }
        }
    }
    let more = words.keys().filter(|name| !english.contains_key(*name));
    found.extend(more.map(|name| format!("`{name}` does not exist in English")));
    found
}

/// For each name its forms and what they say.
fn by_name(words: &Words) -> BTreeMap<&str, BTreeMap<&str, &str>> {
    let mut names = BTreeMap::<_, BTreeMap<_, _>>::new();
    for (key, said) in words {
        let (name, form) = name_and_form(key);
        names.entry(name).or_default().insert(form, said.as_str());
    }
    names
}

/// What is wrong with the texts of one name, beside the English one.
fn texts(name: &str, model: Option<&&str>, said: &BTreeMap<&str, &str>, found: &mut Vec<String>) {
    let model = model.map(|text| holes(text)).unwrap_or_default();
    let without_number: BTreeSet<&str> =
        model.iter().copied().filter(|hole| *hole != "{n}").collect();
    for (form, text) in said {
        let key = if form.is_empty() { name.to_owned() } else { format!("{name}#{form}") };
        let holes = holes(text);
        let may_omit = OF_ONE_NUMBER.contains(form) && holes == without_number;
        if text.trim().is_empty() {
            found.push(format!("`{key}` is empty"));
        } else if holes != model && !may_omit {
            found.push(format!("`{key}` does not have the holes that it has in English"));
        }
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
        said.iter().map(|(key, text)| (key.to_string(), text.to_string())).collect()
    }

    fn plurals(said: &[(&str, &str)]) -> Words {
        said.iter().map(|(form, text)| (format!("left#{form}"), text.to_string())).collect()
    }
}
