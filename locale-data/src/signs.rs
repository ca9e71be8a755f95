//! The table of currency signs: CLDR's own symbol of a currency in a language, where it is one.

use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::LANGUAGES;

/// Dollars and yen or yuan are meant by these alone, and nobody knows which.
const AMBIGUOUS: [&str; 2] = ["$", "¥"];

/// The table as Rust source.
pub(crate) fn table(cldr: &Path) -> Result<String, Box<dyn Error>> {
    let version = read(&cldr.join("cldr-numbers-full/package.json"))?;
    let version = version["version"].as_str().ok_or("no version")?;
    let living = living(&read(&cldr.join("cldr-core/supplemental/currencyData.json"))?)?;
    let mut out = format!(
        "//! Signs of currencies, from CLDR {version}; the blob beside this file is from CLDR {}.\n\
         //! Both are made by `cargo xtask locale-data`: see ADR 07.\n\n\
         use super::sign::Signs;\n\n\
         /// By language, and in it by code.\n\
         pub(super) static SIGNS: [(&str, Signs); {}] = [\n",
        icu_datetime_data::cldr_tag!(),
        LANGUAGES.len()
    );
    for language in LANGUAGES {
        one(&mut out, cldr, language, &living)?;
    }
    out.push_str("];\n");
    Ok(out)
}

fn one(
    out: &mut String,
    cldr: &Path,
    language: &str,
    living: &[String],
) -> Result<(), Box<dyn Error>> {
    // CLDR keeps Brazilian Portuguese under `pt`.
    let folder = if language == "pt-BR" { "pt" } else { language };
    let main = cldr.join("cldr-numbers-full/main").join(folder);
    let numbers = read(&main.join("numbers.json"))?;
    let pattern =
        numbers["main"][folder]["numbers"]["currencyFormats-numberSystem-latn"]["standard"]
            .as_str()
            .ok_or("no pattern")?;
    let pattern = pattern.split(';').next().unwrap_or(pattern).trim_matches('\u{200f}');
    let (before, gap) = placement(pattern).ok_or("a pattern of another form")?;
    let currencies = read(&main.join("currencies.json"))?;
    let currencies =
        currencies["main"][folder]["numbers"]["currencies"].as_object().ok_or("no currencies")?;
    writeln!(
        out,
        "    (\n        \"{language}\",\n        Signs {{\n            before: {before},\n            gap: \"{gap}\",\n            signs: &["
    )?;
    for (code, currency) in currencies {
        let sign = currency["symbol"].as_str().unwrap_or(code);
        if living.contains(code)
            && sign != code
            && sign.contains(is_sign)
            && !AMBIGUOUS.contains(&sign)
        {
            writeln!(out, "                (\"{code}\", \"{sign}\"),")?;
        }
    }
    out.push_str("            ],\n        },\n    ),\n");
    Ok(())
}

/// Whether the sign stands before the number, and what stands between them.
fn placement(pattern: &str) -> Option<(bool, &'static str)> {
    match pattern {
        "¤#,##0.00" => Some((true, "")),
        "¤\u{a0}#,##0.00" => Some((true, "\\u{a0}")),
        "#,##0.00\u{a0}¤" => Some((false, "\\u{a0}")),
        _ => None,
    }
}

/// Whether a character is a currency sign (general category Sc): `FCFA` has none.
fn is_sign(c: char) -> bool {
    c == '$'
        || ('\u{a2}'..='\u{a5}').contains(&c)
        || c == '\u{e3f}'
        || ('\u{20a0}'..='\u{20cf}').contains(&c)
}

/// The codes of the currencies that are tender somewhere today.
fn living(supplemental: &Value) -> Result<Vec<String>, Box<dyn Error>> {
    let regions =
        supplemental["supplemental"]["currencyData"]["region"].as_object().ok_or("no regions")?;
    let entries = regions
        .values()
        .filter_map(Value::as_array)
        .flatten()
        .filter_map(Value::as_object)
        .flatten();
    let mut codes: Vec<_> = entries
        .filter(|(_, dates)| {
            dates.get("_to").is_none() && dates.get("_tender").is_none_or(|t| t != "false")
        })
        .map(|(code, _)| code.clone())
        .collect();
    codes.sort_unstable();
    codes.dedup();
    Ok(codes)
}

fn read(path: &Path) -> Result<Value, Box<dyn Error>> {
    let text =
        fs::read_to_string(path).map_err(|reason| format!("{}: {reason}", path.display()))?;
    Ok(serde_json::from_str(&text)?)
}
