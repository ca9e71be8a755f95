//! Reads the content of a request, part by part, in the order of docs/protocol.md §7.1.

use super::engine::{Sheet, escaped};
use super::problem::{Problem, ProblemKind};
use super::schema::{Kind, Object, Wording};
use super::template::Template;
use super::type_schema::{Summary, TypeSchema, at};
use super::types::Parts;
use super::view::{AccountOffer, Choice, Presentation, View};
use super::words::{Counted, Headline, Label};
use super::{names, scope, text};
use crate::claims::Members;
use crate::jose::Base;
use crate::json::Json;
use crate::time::UnixSeconds;

/// Reads all that is left after the claims every request has.
pub(super) fn content(
    mut claims: Members,
    base: &Base,
    expires_at: UnixSeconds,
    presentation: &Presentation,
    template: Template,
) -> Result<View, Problem> {
    if claims.take("ver").as_ref().and_then(Json::as_str) != Some("1") {
        return Err(ProblemKind::Version.at("request"));
    }
    let mut sheet = Sheet::new(presentation).map_err(|kind| kind.at("request"))?;
    let parts = Parts::schemas();
    let client = claims.take("client").ok_or(ProblemKind::Missing.at("client"))?;
    let details = list(claims.take("authorization_details"), "authorization_details", 1..=20)?;
    let verifications = list(claims.take("payee_verification"), "payee_verification", 1..=20)?;
    let scopes = claims.take("scope");
    let message = claims.take("binding_message");
    let accounts = list(claims.take("accounts"), "accounts", 1..=50)?;
    let number = claims.take("number_entry");
    let context = claims.take("context");
    claims.finish().map_err(|_| ProblemKind::UnknownField.at("request"))?;
    if details.is_empty() && scopes.is_none() {
        return Err(ProblemKind::Missing.at("scope"));
    }
    sheet.accounts_offered = !accounts.is_empty();

    let client_name = client.member("name").and_then(Json::as_str).unwrap_or_default().to_owned();
    part(&mut sheet, "client", &Label::SectionClient.into(), client, &parts.client)?;
    let mut kinds = Vec::new();
    for (i, detail) in details.iter().enumerate() {
        kinds.push(read_detail(&mut sheet, i, detail)?);
    }
    let mut verified = Vec::new();
    for (i, verification) in verifications.into_iter().enumerate() {
        let key = format!("payee_verification/{i}");
        // Only a payment has a payee, and one payee has one result.
        let detail = verification.member("detail").and_then(Json::as_integer);
        let detail = detail.and_then(|index| usize::try_from(index).ok());
        let paid =
            detail.filter(|index| kinds.get(*index).is_some_and(|kind: &&TypeSchema| kind.pays()));
        let paid = paid
            .filter(|index| !verified.contains(index))
            .ok_or(ProblemKind::UnknownValue.at(&key))?;
        verified.push(paid);
        part(
            &mut sheet,
            &key,
            &Label::SectionPayeeVerification.into(),
            verification,
            &parts.payee_verification,
        )?;
    }
    let scopes = match scopes {
        None => Vec::new(),
        Some(Json::String(text)) => {
            scope::read(&mut sheet, &text).map_err(|kind| kind.at("scope"))?
        }
        Some(_) => return Err(ProblemKind::WrongType.at("scope")),
    };
    if let Some(message) = message {
        scope::binding_message(&mut sheet, message).map_err(|kind| kind.at("binding_message"))?;
    }
    let offers = read_accounts(&mut sheet, accounts)?;
    let number_digits = number.as_ref().and_then(|n| n.member("digits")).and_then(Json::as_integer);
    if let Some(number) = number {
        part(
            &mut sheet,
            "number_entry",
            &Label::SectionNumberEntry.into(),
            number,
            &parts.number_entry,
        )?;
    }
    if let Some(context) = context {
        part(&mut sheet, "context", &Label::SectionContext.into(), context, &parts.context)?;
    }
    let in_request = |kind: ProblemKind| kind.at("request");
    sheet.section("request", &Label::SectionRequest.into()).map_err(in_request)?;
    for (at, label, prominence, pointer) in
        [(base.iat, Label::RequestedAt, 3, "/iat"), (expires_at, Label::ExpiresAt, 2, "/exp")]
    {
        let time = Json::Number(at.0.to_string());
        sheet.leaf(&time, &Kind::Time, &label.into(), prominence, pointer).map_err(in_request)?;
    }

    names::remark(&mut sheet);
    let choices = choices(&sheet, &kinds, &details, &offers)?;
    let title = title(&sheet, &kinds, &details, &scopes, &client_name).map_err(in_request)?;
    Ok(View {
        template: template.as_str(),
        locale: presentation.language.tag(),
        right_to_left: presentation.language.is_right_to_left(),
        time_zone: presentation.time_zone.clone(),
        title,
        amount: amount(&sheet, &kinds),
        warnings: sheet.warnings,
        sections: sheet.sections,
        choices,
        number_digits: number_digits.and_then(|digits| u8::try_from(digits).ok()),
        requested_at: base.iat.0,
        expires_at: expires_at.0,
        rows: template.rows(sheet.rows),
    })
}

/// An array with a bounded number of items, or none.
fn list(
    value: Option<Json>,
    key: &str,
    count: std::ops::RangeInclusive<usize>,
) -> Result<Vec<Json>, Problem> {
    match value {
        None => Ok(Vec::new()),
        Some(Json::Array(items)) if count.contains(&items.len()) => Ok(items),
        Some(Json::Array(_)) => Err(ProblemKind::Count.at(key)),
        Some(_) => Err(ProblemKind::WrongType.at(key)),
    }
}

/// Reads one part by its schema, then checks that no leaf of it was left out.
fn part(
    sheet: &mut Sheet<'_>,
    key: &str,
    title: &Wording,
    value: Json,
    schema: &Object,
) -> Result<(), Problem> {
    sheet.section(key, title).map_err(|kind| kind.at(key))?;
    let before = sheet.rows.len();
    let expected = leaves(&value);
    sheet.object(value, schema, "").map_err(|kind| kind.at(key))?;
    let mut shown: Vec<_> =
        sheet.rows.iter().skip(before).map(|row| (row.field.clone(), row.value.clone())).collect();
    shown.sort_unstable();
    if shown == expected { Ok(()) } else { Err(ProblemKind::Incomplete.at(key)) }
}

fn read_detail<'t>(
    sheet: &mut Sheet<'t>,
    index: usize,
    detail: &Json,
) -> Result<&'t TypeSchema, Problem> {
    let key = format!("authorization_details/{index}");
    let name = match detail.member("type") {
        Some(Json::String(name)) => name,
        Some(_) => return Err(ProblemKind::WrongType.at(&key)),
        None => return Err(ProblemKind::Missing.at(&key)),
    };
    let schema = sheet
        .surroundings
        .presentation
        .types
        .named(name)
        .ok_or(ProblemKind::UnknownType.at(&key))?;
    part(sheet, &key, &schema.section, detail.clone(), &schema.object)?;
    Ok(schema)
}

fn read_accounts(sheet: &mut Sheet<'_>, accounts: Vec<Json>) -> Result<Vec<AccountOffer>, Problem> {
    let mut offers: Vec<AccountOffer> = Vec::new();
    for (i, account) in accounts.into_iter().enumerate() {
        let key = format!("accounts/{i}");
        let of = |name| account.member(name).and_then(Json::as_str).map(str::to_owned);
        let offer = AccountOffer {
            id: of("id").unwrap_or_default(),
            label: of("label").unwrap_or_default(),
            identification: of("identification").unwrap_or_default(),
            currency: of("currency"),
        };
        part(sheet, &key, &Label::SectionAccounts.into(), account, &Parts::schemas().account)?;
        if offers.iter().any(|other| other.id == offer.id) {
            return Err(ProblemKind::UnknownValue.at(&key));
        }
        offers.push(offer);
    }
    Ok(offers)
}

fn choices(
    sheet: &Sheet<'_>,
    kinds: &[&TypeSchema],
    details: &[Json],
    offers: &[AccountOffer],
) -> Result<Vec<Choice>, Problem> {
    let choices: Vec<_> = kinds
        .iter()
        .zip(details)
        .enumerate()
        .filter_map(|(detail, (kind, value))| {
            let (title, count) = kind.choice(value, offers.len())?;
            Some(Choice {
                detail,
                title: sheet.surroundings.word(title),
                at_least: *count.start(),
                at_most: *count.end(),
                accounts: offers.to_vec(),
            })
        })
        .collect();
    if choices.is_empty() && !offers.is_empty() {
        return Err(ProblemKind::UnusedAccounts.at("accounts"));
    }
    Ok(choices)
}

fn title(
    sheet: &Sheet<'_>,
    kinds: &[&TypeSchema],
    details: &[Json],
    scopes: &[String],
    client: &str,
) -> Result<String, ProblemKind> {
    let language = sheet.surroundings.presentation.language;
    let isolated = |text: &str| text::isolated(text, language);
    let client = &isolated(client);
    let facts = &sheet.facts;
    // An amount runs from left to right, and needs an isolate only among words that do not.
    let apart = |text: String| if language.is_right_to_left() { isolated(&text) } else { text };
    let amount = facts.amounts.first().map(|amount| apart(amount.text(sheet.surroundings.locale)));
    let payee = facts.payees.first().map(|payee| isolated(payee));
    let total = facts.totals.first().map(|total| apart(total.clone()));
    let headline = match (kinds, details) {
        ([only], [detail]) => match (&only.headline, &amount, &payee, &total) {
            (Summary::Own(own), ..) => return sheet.surroundings.own(own),
            (Summary::Pay { .. }, _, _, Some(total)) => Headline::PayMany {
                total,
                payments: Counted::of(facts.amounts.len(), sheet.surroundings.locale),
            },
            (Summary::Pay { again }, Some(amount), Some(payee), None) => {
                let goes_on = !again.is_empty() && at(detail, again).is_some();
                if goes_on {
                    Headline::PayAgain { amount, payee }
                } else {
                    Headline::Pay { amount, payee }
                }
            }
            (Summary::PayUpTo, Some(amount), Some(payee), _) => Headline::PayUpTo { amount, payee },
            (Summary::Share, ..) => Headline::Share { client },
            _ => Headline::Confirm { client },
        },
        ([], _) if scopes.iter().any(|scope| scope == "openid") => Headline::SignIn { client },
        ([], _) => Headline::Asks { client },
        (several, _) => Headline::AsksForMany {
            client,
            things: Counted::of(several.len(), sheet.surroundings.locale),
        },
    };
    Ok(language.headline(&headline))
}

/// The amount to show large: the total of a bulk, or the first amount of the one detail.
fn amount(sheet: &Sheet<'_>, kinds: &[&TypeSchema]) -> Option<String> {
    match (sheet.facts.totals.as_slice(), sheet.facts.amounts.as_slice(), kinds) {
        ([total], _, [_]) => Some(total.clone()),
        ([], [first, ..], [_]) | ([], [first], _) => Some(first.text(sheet.surroundings.locale)),
        _ => None,
    }
}

/// Every leaf of a value: its JSON pointer and its value as a row has it, sorted.
fn leaves(value: &Json) -> Vec<(String, String)> {
    fn walk(value: &Json, pointer: String, out: &mut Vec<(String, String)>) {
        match value {
            Json::Object(members) => {
                for (name, value) in members {
                    walk(value, format!("{pointer}/{}", escaped(name)), out);
                }
            }
            Json::Array(items) if !items.is_empty() => {
                for (i, value) in items.iter().enumerate() {
                    walk(value, format!("{pointer}/{i}"), out);
                }
            }
            Json::Array(_) => out.push((pointer, "[]".to_owned())),
            Json::String(text) | Json::Number(text) => out.push((pointer, text.clone())),
            Json::Bool(flag) => out.push((pointer, flag.to_string())),
            Json::Null => out.push((pointer, "null".to_owned())),
        }
    }
    let mut out = Vec::new();
    walk(value, String::new(), &mut out);
    out.sort_unstable();
    out
}
