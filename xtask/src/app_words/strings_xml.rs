//! Android's `strings.xml`, as far as the samples use it: strings, plurals and comments.

use anyhow::{Result, bail, ensure};
use roxmltree::{Document, Node};

use super::{Words, add};

/// Reads a file. Fails for what a string resource does not hold, or Android would not say as it
/// stands.
pub(super) fn parse(text: &str) -> Result<Words> {
    let document = Document::parse(text)?;
    let root = document.root_element();
    ensure!(root.has_tag_name("resources"), "it does not begin with <resources>");
    let mut words = Words::new();
    for element in elements(root)? {
        let name = only_attribute(element, "name")?;
        match element.tag_name().name() {
            "string" => add(&mut words, name.to_owned(), said(element)?)?,
            "plurals" => {
                for item in elements(element)? {
                    ensure!(
                        item.has_tag_name("item"),
                        "`{name}` holds something other than <item>"
                    );
                    let form = only_attribute(item, "quantity")?;
                    add(&mut words, format!("{name}#{form}"), said(item)?)?;
                }
            }
            other => bail!("<{other}> has no place in it"),
        }
    }
    Ok(words)
}

/// What stands one below, past blanks and comments.
fn elements<'a, 'input>(parent: Node<'a, 'input>) -> Result<Vec<Node<'a, 'input>>> {
    let blank = |node: &Node<'_, '_>| node.text().is_none_or(|text| text.trim().is_empty());
    let texts = parent.children().filter(Node::is_text);
    ensure!(texts.into_iter().all(|text| blank(&text)), "a text stands outside a string");
    Ok(parent.children().filter(Node::is_element).collect())
}

fn only_attribute<'a>(element: Node<'a, '_>, name: &str) -> Result<&'a str> {
    let mut attributes = element.attributes();
    match (attributes.next(), attributes.next()) {
        (Some(only), None) if only.name() == name => Ok(only.value()),
        _ => bail!("<{}> has something other than a `{name}`", element.tag_name().name()),
    }
}

/// The text of an element, as Android says it.
fn said(element: Node<'_, '_>) -> Result<String> {
    if let Some(other) = element.children().find(|child| !child.is_text()) {
        bail!("<{}> has no place in a text", other.tag_name().name());
    }
    let text = element.text().unwrap_or_default();
    ensure!(!text.starts_with(['@', '?']), "Android takes `{text}` for a reference");
    let mut said = String::new();
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        said.push(match c {
            '\\' => match rest.next() {
                Some(escaped @ ('\'' | '"' | '\\' | '@' | '?')) => escaped,
                _ => bail!("an escape in `{text}` is not known"),
            },
            '\'' | '"' => bail!("a mark in `{text}` needs a backslash"),
            '\n' => bail!("`{text}` goes over a line"),
            other => other,
        });
    }
    Ok(said)
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

        let expected = [
            ("known", "The bank's & yours"),
            ("left#one", "{n} minute"),
            ("left#other", "{n} minutes"),
        ];
        let expected = expected.map(|(key, text)| (key.to_owned(), text.to_owned())).into();
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

        assert_eq!(keys.unwrap_err().to_string(), "`a` stands in it twice");
        assert_eq!(forms.unwrap_err().to_string(), "`a#one` stands in it twice");
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
