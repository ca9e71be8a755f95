//! Android's `strings.xml`, as far as the samples use it: strings, plurals and comments.

use std::collections::BTreeMap;

use super::{Word, Words};

/// Reads a file.
///
/// # Errors
///
/// What it holds that a string resource does not, or that Android would not say as it stands.
pub(super) fn parse(text: &str) -> Result<Words, String> {
    let mut words = Words::new();
    let mut reader = Reader { rest: text };
    if reader.next()?.is_none_or(|tag| tag.name != "resources") {
        return Err("it does not begin with <resources>".to_owned());
    }
    loop {
        let tag = reader.next()?.ok_or("it does not end with </resources>")?;
        let word = match tag.name {
            "/resources" => return reader.end().map(|()| words),
            "string" => Word::Plain(reader.content("/string")?),
            "plurals" => Word::Plural(plural(&mut reader)?),
            other => return Err(format!("<{other}> has no place in it")),
        };
        let key = tag.attribute("name")?;
        if words.insert(key.to_owned(), word).is_some() {
            return Err(format!("`{key}` stands in it twice"));
        }
    }
}

fn plural(reader: &mut Reader<'_>) -> Result<BTreeMap<String, String>, String> {
    let mut forms = BTreeMap::new();
    loop {
        let tag = reader.next()?.ok_or("a plural does not end")?;
        match tag.name {
            "/plurals" => return Ok(forms),
            "item" => {
                let form = tag.attribute("quantity")?;
                if forms.insert(form.to_owned(), reader.content("/item")?).is_some() {
                    return Err(format!("a plural has two forms `{form}`"));
                }
            }
            other => return Err(format!("<{other}> has no place in a plural")),
        }
    }
}

struct Reader<'a> {
    rest: &'a str,
}

struct Tag<'a> {
    name: &'a str,
    attributes: &'a str,
}

impl<'a> Reader<'a> {
    /// The next tag, past blanks and comments.
    fn next(&mut self) -> Result<Option<Tag<'a>>, String> {
        loop {
            let rest = self.rest.trim_start();
            if rest.is_empty() {
                self.rest = rest;
                return Ok(None);
            }
            if let Some(comment) = rest.strip_prefix("<!--") {
                self.rest = after(comment, "-->")?.1;
            } else if let Some(head) = rest.strip_prefix("<?") {
                self.rest = after(head, "?>")?.1;
            } else {
                let tag = rest.strip_prefix('<').ok_or("a text stands outside a string")?;
                let (tag, rest) = after(tag, ">")?;
                self.rest = rest;
                let (name, attributes) = tag.split_once(char::is_whitespace).unwrap_or((tag, ""));
                return Ok(Some(Tag { name, attributes }));
            }
        }
    }

    /// The text up to the tag that ends it.
    fn content(&mut self, end: &str) -> Result<String, String> {
        let (text, rest) = after(self.rest, "<")?;
        let (tag, rest) = after(rest, ">")?;
        if tag != end {
            return Err(format!("<{tag}> has no place in a text"));
        }
        self.rest = rest;
        unescape(text)
    }

    fn end(&mut self) -> Result<(), String> {
        match self.next()? {
            None => Ok(()),
            Some(_) => Err("it goes on after </resources>".to_owned()),
        }
    }
}

impl<'a> Tag<'a> {
    fn attribute(&self, name: &str) -> Result<&'a str, String> {
        let only = self.attributes.trim().strip_prefix(name);
        only.and_then(|rest| rest.strip_prefix("=\"")?.strip_suffix('"'))
            .filter(|value| !value.contains('"'))
            .ok_or_else(|| format!("<{}> has something other than a `{name}`", self.name))
    }
}

fn after<'a>(text: &'a str, mark: &str) -> Result<(&'a str, &'a str), String> {
    text.split_once(mark).ok_or_else(|| format!("`{mark}` is missing"))
}

/// A text as Android says it.
fn unescape(text: &str) -> Result<String, String> {
    if text.starts_with(['@', '?']) {
        return Err(format!("Android takes `{text}` for a reference"));
    }
    let mut said = String::new();
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        said.push(match c {
            '\\' => match rest.next() {
                Some(escaped @ ('\'' | '"' | '\\' | '@' | '?')) => escaped,
                _ => return Err(format!("an escape in `{text}` is not known")),
            },
            '\'' | '"' => return Err(format!("a mark in `{text}` needs a backslash")),
            '&' => {
                entity(&mut rest).ok_or_else(|| format!("an entity in `{text}` is not known"))?
            }
            '\n' => return Err(format!("`{text}` goes over a line")),
            other => other,
        });
    }
    Ok(said)
}

fn entity(rest: &mut std::str::Chars<'_>) -> Option<char> {
    let (name, after) = rest.as_str().split_once(';')?;
    *rest = after.chars();
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_plurals_comments_and_escapes_are_read() {
        let file = r#"<?xml version="1.0" encoding="utf-8"?>
<!-- Words. -->
<resources>
    <string name="known">The bank\'s &amp; yours</string>
    <plurals name="left">
        <item quantity="one">{n} minute</item>
        <item quantity="other">{n} minutes</item>
    </plurals>
</resources>
"#;

        let words = parse(file).expect("it is a file of words");

        let left = [("one", "{n} minute"), ("other", "{n} minutes")];
        let left = left.map(|(form, text)| (form.to_owned(), text.to_owned()));
        let expected = Words::from([
            ("known".to_owned(), Word::Plain("The bank's & yours".to_owned())),
            ("left".to_owned(), Word::Plural(BTreeMap::from(left))),
        ]);
        assert_eq!(words, expected);
    }

    #[test]
    fn a_mark_that_android_would_drop_is_refused() {
        for text in ["The bank's", r#"the "bank""#, "@bank", "?bank", r"\t", "&nbsp;"] {
            let file = format!("<resources><string name=\"a\">{text}</string></resources>");
            assert!(parse(&file).is_err(), "{text}");
        }
    }

    #[test]
    fn a_key_or_a_form_that_stands_twice_is_refused() {
        let string = "<string name=\"a\">A</string>";
        let item = "<item quantity=\"one\">A</item>";

        let keys = parse(&format!("<resources>{string}{string}</resources>"));
        let forms =
            parse(&format!("<resources><plurals name=\"a\">{item}{item}</plurals></resources>"));

        assert_eq!(keys.err().as_deref(), Some("`a` stands in it twice"));
        assert_eq!(forms.err().as_deref(), Some("a plural has two forms `one`"));
    }

    #[test]
    fn what_is_no_word_is_refused() {
        for content in [
            "<color name=\"a\">#fff</color>",
            "<string name=\"a\">A<b>B</b></string>",
            "<string name=\"a\" translatable=\"false\">A</string>",
            "<string>A</string>",
            "text",
        ] {
            assert!(parse(&format!("<resources>{content}</resources>")).is_err(), "{content}");
        }
        for file in ["", "<resources>", "<resources></resources><resources>"] {
            assert!(parse(file).is_err(), "{file}");
        }
    }
}
