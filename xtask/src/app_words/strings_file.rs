//! Apple's `Localizable.strings`: `"key" = "text";`, and comments. A key with `#` is one form of a
//! plural.

use anyhow::{Result, ensure};
use regex_lite::Regex;

use super::{Words, add};

/// One line, or a comment, at the beginning of what is left. In a text, only quotation marks and
/// backslashes are escaped.
const ENTRY: &str = r#"(?x)
    ^ \s* (?: /\* (?s:.*?) \*/
    | "( (?: [^"\\\n] | \\["\\] )* )" \s* = \s* "( (?: [^"\\\n] | \\["\\] )* )" \s* ; )"#;

/// Reads a file. Fails for what a file of strings does not hold.
pub(super) fn parse(text: &str) -> Result<Words> {
    let entry = Regex::new(ENTRY)?;
    let mut words = Words::new();
    let mut rest = text;
    while let Some(found) = entry.captures(rest) {
        if let (Some(key), Some(said)) = (found.get(1), found.get(2)) {
            add(&mut words, unescape(key.as_str()), unescape(said.as_str()))?;
        }
        rest = rest.get(found.get(0).map_or(rest.len(), |whole| whole.end())..).unwrap_or_default();
    }
    let line = rest.trim().lines().next().unwrap_or_default();
    ensure!(line.is_empty(), "`{line}` is no `\"key\" = \"text\";`");
    Ok(words)
}

fn unescape(text: &str) -> String {
    text.replace(r#"\""#, "\"").replace(r"\\", r"\")
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

        let expected = [
            ("known", "Known to \"{bank}\""),
            ("left#one", "{n} minute"),
            ("left#other", "{n} minutes"),
        ];
        let expected = expected.map(|(key, text)| (key.to_owned(), text.to_owned())).into();
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
            let refused = parse(file).expect_err("it is refused").to_string();
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
