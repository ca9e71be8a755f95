//! Plain scopes in human words.

use super::engine::Sheet;
use super::problem::ProblemKind;
use super::schema::Kind;
use super::types;
use super::words::Label;
use crate::json::Json;

/// Writes down every scope. One that is not known, or stands twice, is refused.
pub(super) fn read(sheet: &mut Sheet<'_>, scope: &str) -> Result<Vec<String>, ProblemKind> {
    sheet.section("scope", &Label::SectionScope.into())?;
    let names: Vec<_> = scope.split(' ').map(str::to_owned).collect();
    for (i, name) in names.iter().enumerate() {
        if names.iter().filter(|other| *other == name).count() > 1 {
            return Err(ProblemKind::UnknownValue);
        }
        let label = types::scope(name).ok_or(ProblemKind::UnknownScope)?;
        sheet.scope(name, label, i)?;
    }
    Ok(names)
}

/// Writes down the client's message.
pub(super) fn binding_message(sheet: &mut Sheet<'_>, message: Json) -> Result<(), ProblemKind> {
    sheet.section("binding_message", &Label::SectionBindingMessage.into())?;
    sheet.leaf(&message, &Kind::ClientText { max: 500 }, &Label::BindingMessage.into(), 1, "")
}
