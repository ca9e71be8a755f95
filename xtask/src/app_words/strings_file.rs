//! Apple's `Localizable.strings`: `"key" = "text";`, and comments. A key with `#` is one form of a
//! plural.

use std::collections::BTreeMap;

use super::{Word, Words};

/// Reads a file.
///
/// # Errors
///
/// What it holds that a file of strings does not.
pub(super) fn parse(text: &str) -> Result<Words, String> {
    let mut words = Words::new();
    let mut rest = past_comments(text)?;
    while !rest.is_empty() {
        let (key, after_key) = quoted(rest)?;
        let equals = sign(after_key, '=', &key)?;
        let (said, after_text) = quoted(equals)?;
        rest = past_comments(sign(after_text, ';', &key)?)?;
        add(&mut words, &key, said)?;
    }
    Ok(words)
}

fn add(words: &mut Words, key: &str, said: String) -> Result<(), String> {
    let twice = || Err(format!("`{key}` stands in it twice"));
    let Some((name, form)) = key.split_once('#') else {
        return match words.insert(key.to_owned(), Word::Plain(said)) {
            Some(_) => twice(),
            None => Ok(()),
        };
    };
    let word = words.entry(name.to_owned()).or_insert_with(|| Word::Plural(BTreeMap::new()));
    match word {
        Word::Plain(_) => twice(),
        Word::Plural(forms) => match forms.insert(form.to_owned(), said) {
            Some(_) => twice(),
            None => Ok(()),
        },
    }
}

fn past_comments(text: &str) -> Result<&str, String> {
    let text = text.trim_start();
    match text.strip_prefix("/*") {
        None => Ok(text),
        Some(comment) => {
            let (_, rest) = comment.split_once("*/").ok_or("a comment does not end")?;
            past_comments(rest)
        }
    }
}

fn sign<'a>(text: &'a str, sign: char, key: &str) -> Result<&'a str, String> {
    let rest = text.trim_start().strip_prefix(sign);
    rest.map(str::trim_start).ok_or_else(|| format!("`{sign}` is missing at `{key}`"))
}

/// A text between quotation marks, and what follows it.
fn quoted(text: &str) -> Result<(String, &str), String> {
    let mut rest =
        text.strip_prefix('"').ok_or("something stands outside quotation marks")?.chars();
    let mut said = String::new();
    loop {
        match rest.next() {
            None => return Err(format!("`{said}` does not end")),
            Some('"') => return Ok((said, rest.as_str())),
            Some('\\') => match rest.next() {
                Some(escaped @ ('"' | '\\')) => said.push(escaped),
                _ => return Err(format!("an escape after `{said}` is not known")),
            },
            Some('\n') => return Err(format!("`{said}` goes over a line")),
            Some(other) => said.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_plurals_comments_and_escapes_are_read() {
        let file = r#"/* Words. */
"known" = "Known to \"{bank}\"";

/* Time */
"left#one" = "{n} minute";
"left#other" = "{n} minutes";
"#;

        let words = parse(file).expect("it is a file of words");

        let left = [("one", "{n} minute"), ("other", "{n} minutes")];
        let left = left.map(|(form, text)| (form.to_owned(), text.to_owned()));
        let expected = Words::from([
            ("known".to_owned(), Word::Plain("Known to \"{bank}\"".to_owned())),
            ("left".to_owned(), Word::Plural(BTreeMap::from(left))),
        ]);
        assert_eq!(words, expected);
    }

    #[test]
    fn a_key_or_a_form_that_stands_twice_is_refused() {
        for file in [
            r#""a" = "A"; "a" = "B";"#,
            r#""a#one" = "A"; "a#one" = "B";"#,
            r#""a" = "A"; "a#one" = "B";"#,
            r#""a#one" = "A"; "a" = "B";"#,
        ] {
            let refused = parse(file).expect_err("it is refused");
            assert!(refused.ends_with("stands in it twice"), "{refused}");
        }
    }

    #[test]
    fn what_is_not_written_to_the_end_is_refused() {
        for file in [
            r#""a" = "A""#,
            r#""a" "A";"#,
            r#""a" = "A;"#,
            r#"a = "A";"#,
            r#""a" = "A\n";"#,
            "\"a\" = \"A\nB\";",
            "/* Words",
        ] {
            assert!(parse(file).is_err(), "{file}");
        }
    }
}
