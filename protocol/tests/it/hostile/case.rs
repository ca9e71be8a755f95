//! Reading the files of the corpus.

use std::path::{Path, PathBuf};

/// One file: what is asked, what is wrong with it, and how it must end.
pub(crate) struct Case {
    /// Its path in the corpus, without the ending.
    pub(crate) name: String,
    /// The good request it begins with.
    pub(crate) request: Option<String>,
    /// Every other line, in order: its word and its text.
    pub(crate) lines: Vec<(String, String)>,
    /// How it ends.
    pub(crate) expect: String,
}

/// Where a case is played.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A token is read, as the device reads it.
    Token,
    /// A payload is read as a notice.
    Notice,
    /// A device and a bank do what the lines say.
    Device,
}

/// The folder of the corpus, whichever crate plays it.
pub(crate) fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../protocol/tests/hostile")
}

/// All cases, by name. Whatever is no case fails the test: nothing may be left out by mistake.
pub(crate) fn all() -> Vec<Case> {
    let mut cases = Vec::new();
    for area in std::fs::read_dir(folder().join("cases")).unwrap() {
        let area = area.unwrap().path();
        for file in std::fs::read_dir(&area).unwrap() {
            let file = file.unwrap().path();
            let area = area.file_name().unwrap().to_str().unwrap();
            let name = file.file_name().unwrap().to_str().unwrap();
            let name = name.strip_suffix(".txt").unwrap_or_else(|| panic!("no case: {name}"));
            let text = std::fs::read_to_string(&file).unwrap();
            cases.push(Case::read(format!("{area}/{name}"), &text));
        }
    }
    cases.sort_by(|one, other| one.name.cmp(&other.name));
    cases
}

impl Case {
    fn read(name: String, text: &str) -> Self {
        let mut lines: Vec<(String, String)> = Vec::new();
        for line in text.lines() {
            let (word, rest) = line.split_once(": ").unwrap_or_else(|| panic!("{name}: {line}"));
            lines.push((word.to_owned(), rest.to_owned()));
        }
        let mut take = |word: &str| {
            let at = lines.iter().position(|(found, _)| found == word)?;
            Some(lines.remove(at).1)
        };
        let why = take("Why").unwrap_or_else(|| panic!("{name} does not say why"));
        let expect = take("Expect").unwrap_or_else(|| panic!("{name} has no expectation"));
        let request = take("Request");
        assert!(why.ends_with(['.', '?']), "{name}: no sentence");
        for (word, _) in &lines {
            assert!(WORDS.contains(&word.as_str()), "{name}: {word} means nothing");
        }
        Self { name, request, lines, expect }
    }

    /// A good request as it is.
    pub(crate) fn unchanged(request: &str) -> Self {
        let (name, expect) = (request.to_owned(), "shown".to_owned());
        Self { name, request: Some(request.to_owned()), lines: Vec::new(), expect }
    }

    pub(crate) fn kind(&self) -> Kind {
        let has = |word: &str| self.lines.iter().any(|(found, _)| found == word);
        if has("Then") {
            Kind::Device
        } else if has("Carrier") {
            Kind::Notice
        } else {
            Kind::Token
        }
    }

    pub(crate) fn is_a_token(&self) -> bool {
        self.kind() == Kind::Token
    }

    /// Whether it is one of those that show that the corpus does not merely refuse everything.
    pub(crate) fn is_accepted(&self) -> bool {
        ["shown", "a notice", "recorded"].iter().any(|good| self.expect.starts_with(good))
    }

    /// The texts of all lines with this word.
    pub(crate) fn texts(&self, word: &'static str) -> impl Iterator<Item = &str> {
        self.lines.iter().filter(move |(found, _)| found == word).map(|(_, text)| text.as_str())
    }

    /// The text of the one line with this word.
    pub(crate) fn text(&self, word: &'static str) -> Option<&str> {
        let mut texts = self.texts(word);
        let text = texts.next();
        assert!(texts.next().is_none(), "{}: {word} stands twice", self.name);
        text
    }

    /// The payload of the good request, with everything replaced that the case replaces.
    pub(crate) fn payload(&self) -> Vec<u8> {
        let mut payload = match (&self.request, self.text("Payload")) {
            (None, Some(text)) => bytes(text),
            (Some(request), None) => {
                let file = folder().join("requests").join(format!("{request}.json"));
                std::fs::read(&file).unwrap_or_else(|_| panic!("{}: no {request}", self.name))
            }
            _ => panic!("{}: either a request or a payload", self.name),
        };
        for replace in self.texts("Replace") {
            let (from, to) = replace
                .split_once(" -> ")
                .unwrap_or_else(|| panic!("{}: replaces nothing", self.name));
            payload = self.replaced(&payload, &bytes(from), &bytes(to));
        }
        payload
    }

    fn replaced(&self, payload: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
        let found: Vec<_> =
            (0..payload.len()).filter(|at| payload[*at..].starts_with(from)).collect();
        let shown = String::from_utf8_lossy(from);
        assert_eq!(found.len(), 1, "{}: {shown} stands {} times", self.name, found.len());
        let (before, after) = (&payload[..found[0]], &payload[found[0] + from.len()..]);
        [before, to, after].concat()
    }
}

const WORDS: [&str; 12] = [
    "Carrier", "Claim", "Field", "Header", "Language", "Payload", "Replace", "Row", "Signed",
    "Then", "Token", "Whole",
];

/// The bytes that a text in a case stands for: `<U+202E>` is a character, `<0xFF>` a byte and
/// `<10000 x [>` a repetition.
pub(crate) fn bytes(text: &str) -> Vec<u8> {
    let mut out = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('<') {
        out.extend(before.bytes());
        let special = after.split_once('>').and_then(|(name, after)| Some((special(name)?, after)));
        match special {
            Some((bytes, after)) => {
                out.extend(bytes);
                rest = after;
            }
            None => {
                out.push(b'<');
                rest = after;
            }
        }
    }
    out.extend(rest.bytes());
    out
}

fn special(name: &str) -> Option<Vec<u8>> {
    if let Some(code) = name.strip_prefix("U+") {
        let c = char::from_u32(u32::from_str_radix(code, 16).ok()?)?;
        return Some(c.to_string().into_bytes());
    }
    if let Some(byte) = name.strip_prefix("0x") {
        return Some(vec![u8::from_str_radix(byte, 16).ok()?]);
    }
    let (count, text) = name.split_once(" x ")?;
    let text: Vec<u8> = match text.strip_prefix("U+") {
        Some(code) => char::from_u32(u32::from_str_radix(code, 16).ok()?)?.to_string().into_bytes(),
        None => text.as_bytes().to_vec(),
    };
    Some(text.repeat(count.parse().ok()?))
}
