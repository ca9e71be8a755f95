//! Text that hides, reorders or is too long, in every field that holds text.

use crate::signed::examples::{CLIENT, CONTEXT, PAYMENT, details, details_and_accounts};
use crate::signed::{payload, problem, read_in, view};
use countersign_protocol::consent::{ProblemKind, Reading};

/// Every field that holds text: its request with `@` in place of the text, the section it is in,
/// and the most characters that docs/protocol.md §7.3 allows.
fn fields() -> Vec<(String, &'static str, usize)> {
    let login = |parts: &str| format!(r#"{CLIENT},"scope":"openid",{parts}"#);
    let client = |from: &str| format!(r#"{},"scope":"openid""#, replaced(CLIENT, from, "\"@\""));
    let payment = |from: &str| details(&replaced(PAYMENT, from, "\"@\""));
    let context = |from: &str| login(&replaced(CONTEXT, from, "\"@\""));
    let account = |from: &str| replaced(&details_and_accounts(PAYMENT), from, "\"@\"");
    let checked = crate::signed::examples::checked_payee(
        r#"{"detail":0,"result":"match","name_on_file":"@"}"#,
    );
    vec![
        (client(r#""Merchant A""#), "client", 70),
        (client(r#""Merchant A Limited""#), "client", 70),
        (client(r#""Marketplace B""#), "client", 70),
        (client(r#""PSDDE-BAFIN-123456""#), "client", 200),
        (payment(r#""Merchant A""#), "authorization_details/0", 70),
        (payment(r#""Ref Number Merchant""#), "authorization_details/0", 140),
        (checked, "payee_verification/0", 70),
        (login(r#""binding_message":"@""#), "binding_message", 500),
        (account(r#""Savings""#), "accounts/1", 200),
        (account(r#""DE** **** 0371""#), "accounts/1", 200),
        (context(r#""Firefox on Linux""#), "context", 200),
        (context(r#""Berlin""#), "context", 200),
        (context(r#""203.0.113.7""#), "context", 200),
    ]
}

fn replaced(text: &str, from: &str, to: &str) -> String {
    assert_eq!(text.matches(from).count(), 1, "{from}");
    text.replace(from, to)
}

/// The request with this text in its place, as JSON.
fn with(parts: &str, text: &str) -> String {
    replaced(parts, "\"@\"", &serde_json::to_string(text).unwrap())
}

#[test]
fn what_hides_or_reorders_is_refused_in_every_field() {
    let hostile = [
        "a\u{202e}b",
        "a\u{202a}b",
        "a\u{2066}b",
        "a\u{2069}b",
        "a\u{200e}b",
        "a\u{61c}b",
        "a\u{200b}b",
        "a\u{200c}b",
        "a\u{200d}b",
        "a\u{2060}b",
        "a\u{feff}b",
        "a\u{ad}b",
        "a\u{34f}b",
        "a\u{115f}b",
        "a\u{3164}b",
        "a\u{ffa0}b",
        "a\u{17b4}b",
        "a\u{180e}b",
        "a\u{fe0f}b",
        "a\u{e0100}b",
        "a\u{e0041}b",
        "a\u{e007f}b",
        "a\nb",
        "a\tb",
        "a\rb",
        "a\0b",
        "a\u{7f}b",
        "a\u{85}b",
        "a\u{9b}b",
        "a\u{1b}[2Jb",
        "a\u{2028}b",
        "a\u{2029}b",
        "a\u{e000}b",
        "a\u{10ffff}b",
        "a\u{fdd0}b",
        "a\u{378}b",
        "a\u{fff9}b",
        "a\u{fffc}b",
        "a\u{fffd}b",
        "a\u{2800}b",
        "e\u{301}\u{301}\u{301}\u{301}\u{301}",
        "\u{301}e",
    ];

    for (parts, section, _) in fields() {
        for text in hostile {
            let problem = problem(&with(&parts, text));

            assert_eq!(problem.kind, ProblemKind::Character, "{}", text.escape_unicode());
            assert_eq!(problem.section, section);
        }
    }
}

#[test]
fn a_text_is_as_long_as_its_field_allows_counted_as_people_count() {
    for (parts, section, max) in fields() {
        // One base with two marks is one character.
        let longest = "e\u{323}\u{302}".repeat(max);
        let long = format!("{longest}e");

        let shown = read_in(&payload(&with(&parts, &longest)), "UTC").unwrap();
        let refused = problem(&with(&parts, &long));
        let empty = problem(&with(&parts, ""));

        assert!(matches!(shown.reading(), Reading::Shown(_)), "{section} {max} {shown:?}");
        assert_eq!((refused.kind, refused.section.as_str()), (ProblemKind::Length, section));
        assert_eq!((empty.kind, empty.section.as_str()), (ProblemKind::Length, section));
    }
}

#[test]
fn a_link_is_no_longer_than_200_characters() {
    let of_length = |length: usize| {
        let link = format!("https://example.com/{}", "a".repeat(length - 20));
        details(&replaced(PAYMENT, "https://example.com/payments", &link))
    };

    let longest = view(&of_length(200));
    let long = problem(&of_length(201));

    assert_eq!(longest.title, "Pay €123.50\u{a0}EUR to Merchant A");
    assert_eq!(long.kind, ProblemKind::Length);
}

#[test]
fn names_of_all_the_world_are_shown_unchanged_in_every_field() {
    let names = [
        "Müller & Söhne",
        "O’Neill",
        "Nguyễn Thị",
        "شركة الاتصالات",
        "می\u{200c}خواهم",
        "בְּרֵאשִׁית בע״מ",
        "บริษัท ไทย",
        "हिन्दी क्\u{200d}ष",
        "中国银行",
        "株式会社トヨタ",
        "주식회사 삼성",
        "Ελληνική Εταιρεία",
        "Газпром",
        "မြန်မာစီးပွားရေးဘဏ်",
        "ბანკი",
        "ԱՄԵՐԻԱԲԱՆԿ",
    ];

    for (parts, section, _) in fields() {
        for name in names {
            let view = view(&with(&parts, name));

            assert!(view.rows().iter().any(|row| row.section == section && row.value == name));
            assert_eq!(view.warnings.len(), 0, "{name}");
        }
    }
}

/// A joiner is no base: marks on both sides of it stand on the same letter.
#[test]
fn a_joiner_does_not_let_marks_pile_up() {
    let (parts, ..) = fields().swap_remove(4);
    let mark = "\u{610}";
    let piled = format!("\u{628}{}\u{200d}{}\u{628}", mark.repeat(4), mark.repeat(4));

    let problem = problem(&with(&parts, &piled));

    assert_eq!(problem.kind, ProblemKind::Character);
}

/// A spacing mark is a mark: it has nothing to stand on at the beginning.
#[test]
fn a_text_does_not_begin_with_a_mark_of_any_kind() {
    let (parts, ..) = fields().swap_remove(4);

    for mark in ["\u{301}", "\u{20dd}", "\u{903}", "\u{93e}"] {
        let problem = problem(&with(&parts, &format!("{mark}\u{915}")));

        assert_eq!(problem.kind, ProblemKind::Character, "{}", mark.escape_unicode());
    }
}

/// UTS #39, highly restrictive: one script, or Latin with Chinese, Japanese or Korean.
#[test]
fn scripts_that_are_not_written_together_are_marked() {
    let (parts, ..) = fields().swap_remove(4);
    let marks = |name: &str| {
        let view = view(&with(&parts, name));
        view.warnings.iter().map(|warning| warning.key).collect::<Vec<_>>()
    };

    // Greek, Cyrillic and Armenian letters among Latin ones; Latin with Arabic; Korean with kana.
    for name in
        ["\u{391}pple", "p\u{430}ypal", "c\u{578}ffee", "Bank شركة", "삼성 トヨタ", "Банк 中国"]
    {
        assert_eq!(marks(name), ["mixed_script"], "{name}");
    }
    for name in ["Toyota 株式会社トヨタ", "삼성 SDS", "中国 Bank", "Яндекс 24", "24/7 & Co."]
    {
        assert_eq!(marks(name), [""; 0], "{name}");
    }
}
