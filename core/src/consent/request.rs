//! From a verified token to something that can be shown, or the reason why it cannot.

use super::engine::Sheet;
use super::problem::{Problem, ProblemKind};
use super::schema::Kind;
use super::types::{self, DetailType};
use super::view::{AccountOffer, Choice, Presentation, TEMPLATE, View};
use super::words::{Headline, Label};
use super::{scope, text};
use crate::claims::Members;
use crate::jose::{Base, JoseError, Typ, Verified, from_base64url};
use crate::json::Json;
use crate::time::UnixSeconds;

/// The longest a request may live (docs/protocol.md §4.2).
pub const MAX_LIFE_SECONDS: i64 = 3600;

/// Whom a request must be from and for.
#[derive(Clone, Copy, Debug)]
pub struct Addressee<'a> {
    /// The AS that the device is enrolled at.
    pub issuer: &'a str,
    /// The device's id there.
    pub device: &'a str,
    /// The account's handle there.
    pub account: &'a str,
}

/// A consent request: verified, for this device, and read.
#[derive(Clone)]
pub struct ConsentRequest {
    base: Base,
    expires_at: UnixSeconds,
    nonce: String,
    hash: String,
    token: String,
    reading: Reading,
}

/// What came of reading the content.
#[derive(Clone, PartialEq, Eq)]
pub enum Reading {
    /// All of it can be shown. Only this can be approved.
    Shown(Box<View>),
    /// Something cannot be shown: deny is all that is left.
    NotShown(Problem),
}

impl ConsentRequest {
    /// Reads a verified token.
    ///
    /// # Errors
    ///
    /// [`JoseError`] if it is not a consent request for this device; such a token is not answered
    /// at all. Content that cannot be shown is not an error: see [`ConsentRequest::reading`].
    pub fn read(
        verified: &Verified,
        to: &Addressee<'_>,
        presentation: &Presentation,
    ) -> Result<Self, JoseError> {
        if verified.typ() != Typ::ConsentRequest {
            return Err(JoseError::Type);
        }
        let (base, mut members) = verified.claims()?;
        base.between(to.issuer, to.device)?;
        if members.string("sub", 128)? != to.account {
            return Err(JoseError::Party);
        }
        let expires_at = base.exp.ok_or(JoseError::Time)?;
        if !(1..=MAX_LIFE_SECONDS).contains(&expires_at.since(base.iat)) {
            return Err(JoseError::Time);
        }
        let nonce = members.string("nonce", 128)?;
        if from_base64url(&nonce).is_none_or(|bytes| bytes.len() < 16) {
            return Err(JoseError::Claims(crate::claims::ClaimError::Wrong));
        }
        let reading = match content(members, &base, expires_at, presentation) {
            Ok(view) => Reading::Shown(Box::new(view)),
            Err(problem) => Reading::NotShown(problem),
        };
        let (hash, token) = (verified.hash(), verified.token().to_owned());
        Ok(Self { base, expires_at, nonce, hash, token, reading })
    }

    /// The request's id, its `jti`.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.base.jti
    }

    /// The AS that asks.
    #[must_use]
    pub fn issuer(&self) -> &str {
        &self.base.iss
    }

    /// The device it is for.
    #[must_use]
    pub fn device(&self) -> &str {
        &self.base.aud
    }

    /// When the AS made it.
    #[must_use]
    pub const fn issued_at(&self) -> UnixSeconds {
        self.base.iat
    }

    /// From when on it is over.
    #[must_use]
    pub const fn expires_at(&self) -> UnixSeconds {
        self.expires_at
    }

    /// The AS's challenge, returned in the decision.
    #[must_use]
    pub fn nonce(&self) -> &str {
        &self.nonce
    }

    /// Base64url SHA-256 of the token as received: the claim `request_hash`.
    #[must_use]
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// The token as received.
    #[must_use]
    pub fn token(&self) -> &str {
        &self.token
    }

    /// What can be shown.
    #[must_use]
    pub const fn reading(&self) -> &Reading {
        &self.reading
    }

    /// Checks the time.
    ///
    /// # Errors
    ///
    /// [`JoseError::Time`] if it is over, or from the future.
    pub fn valid_at(&self, now: UnixSeconds) -> Result<(), JoseError> {
        self.base.valid_at(now, MAX_LIFE_SECONDS)
    }
}

/// Reads all that is left after the claims every request has (docs/protocol.md §4.2, §7).
fn content(
    mut claims: Members,
    base: &Base,
    expires_at: UnixSeconds,
    presentation: &Presentation,
) -> Result<View, Problem> {
    if claims.take("ver").as_ref().and_then(Json::as_str) != Some("1") {
        return Err(ProblemKind::Version.at("request"));
    }
    let mut sheet = Sheet::new(presentation);
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
    part(&mut sheet, "client", Label::SectionClient, client, &types::CLIENT)?;
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
        let paid = detail.filter(|index| kinds.get(*index) == Some(&DetailType::PaymentInitiation));
        let paid = paid
            .filter(|index| !verified.contains(index))
            .ok_or(ProblemKind::UnknownValue.at(&key))?;
        verified.push(paid);
        part(
            &mut sheet,
            &key,
            Label::SectionPayeeVerification,
            verification,
            &types::PAYEE_VERIFICATION,
        )?;
    }
    let scopes = match scopes {
        None => Vec::new(),
        Some(Json::String(text)) => {
            sheet.section("scope", Label::SectionScope);
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
        part(&mut sheet, "number_entry", Label::SectionNumberEntry, number, &types::NUMBER_ENTRY)?;
    }
    if let Some(context) = context {
        part(&mut sheet, "context", Label::SectionContext, context, &types::CONTEXT)?;
    }
    sheet.section("request", Label::SectionRequest);
    for (at, label, prominence, pointer) in
        [(base.iat, Label::RequestedAt, 3, "/iat"), (expires_at, Label::ExpiresAt, 2, "/exp")]
    {
        let time = Json::Number(at.0.to_string());
        sheet
            .leaf(&time, &Kind::Time, label, prominence, pointer)
            .map_err(|kind| kind.at("request"))?;
    }

    let choices = choices(&sheet, &kinds, &details, &offers)?;
    let title = title(&sheet, presentation, &kinds, &scopes, &client_name);
    Ok(View {
        template: TEMPLATE,
        locale: presentation.language.tag(),
        time_zone: presentation.time_zone.clone(),
        title,
        amount: match sheet.amounts.as_slice() {
            [only] => Some(only.clone()),
            _ => None,
        },
        warnings: sheet.warnings,
        sections: sheet.sections,
        choices,
        number_digits: number_digits.and_then(|digits| u8::try_from(digits).ok()),
        requested_at: base.iat.0,
        expires_at: expires_at.0,
        rows: sheet.rows,
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
    title: Label,
    value: Json,
    nodes: &[super::schema::Node],
) -> Result<(), Problem> {
    sheet.section(key, title);
    let before = sheet.rows.len();
    let expected = leaves(&value);
    sheet.object(value, nodes, "").map_err(|kind| kind.at(key))?;
    let mut shown: Vec<_> =
        sheet.rows.iter().skip(before).map(|row| (row.field.clone(), row.value.clone())).collect();
    shown.sort_unstable();
    if shown == expected { Ok(()) } else { Err(ProblemKind::Incomplete.at(key)) }
}

fn read_detail(sheet: &mut Sheet<'_>, index: usize, detail: &Json) -> Result<DetailType, Problem> {
    let key = format!("authorization_details/{index}");
    let name = match detail.member("type") {
        Some(Json::String(name)) => name,
        Some(_) => return Err(ProblemKind::WrongType.at(&key)),
        None => return Err(ProblemKind::Missing.at(&key)),
    };
    let kind = DetailType::named(name).ok_or(ProblemKind::UnknownType.at(&key))?;
    let neither = detail.member("actions").is_none() && detail.member("access").is_none();
    if kind == DetailType::AccountInformation && neither {
        return Err(ProblemKind::Missing.at(&key));
    }
    if matches!(detail.member("access"), Some(Json::Object(lists)) if lists.is_empty()) {
        return Err(ProblemKind::Missing.at(&key));
    }
    part(sheet, &key, kind.title(), detail.clone(), kind.nodes())?;
    Ok(kind)
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
        part(sheet, &key, Label::SectionAccounts, account, &types::ACCOUNT)?;
        if offers.iter().any(|other| other.id == offer.id) {
            return Err(ProblemKind::UnknownValue.at(&key));
        }
        offers.push(offer);
    }
    Ok(offers)
}

fn choices(
    sheet: &Sheet<'_>,
    kinds: &[DetailType],
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
                title: sheet.word(title),
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
    presentation: &Presentation,
    kinds: &[DetailType],
    scopes: &[String],
    client: &str,
) -> String {
    let client = &text::isolated(client);
    let payee = sheet.payees.first().map(|payee| text::isolated(payee));
    let headline = match (kinds, sheet.amounts.first(), &payee) {
        ([DetailType::PaymentInitiation], Some(amount), Some(payee)) => {
            Headline::Pay { amount, payee }
        }
        ([DetailType::AccountInformation], ..) => Headline::Share { client },
        ([], ..) if scopes.iter().any(|scope| scope == "openid") => Headline::SignIn { client },
        ([], ..) => Headline::Asks { client, things: 1 },
        (several, ..) => Headline::Asks { client, things: several.len() },
    };
    presentation.language.headline(&headline)
}

/// Every leaf of a value: its JSON pointer and its value as a row has it, sorted.
fn leaves(value: &Json) -> Vec<(String, String)> {
    fn walk(value: &Json, pointer: String, out: &mut Vec<(String, String)>) {
        match value {
            Json::Object(members) => {
                for (name, value) in members {
                    let name = name.replace('~', "~0").replace('/', "~1");
                    walk(value, format!("{pointer}/{name}"), out);
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

impl std::fmt::Debug for ConsentRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ConsentRequest({})", self.base.jti)
    }
}

impl std::fmt::Debug for Reading {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Shown(_) => f.write_str("Shown"),
            Self::NotShown(problem) => {
                write!(f, "NotShown({:?} in {})", problem.kind, problem.section)
            }
        }
    }
}
