//! Remarks on payees whose names look like others in the same request.

use super::engine::Sheet;
use super::text::Look;
use super::view::Warning;
use super::words::Label;

/// A name that is shown, and where.
pub(super) struct Name {
    name: String,
    /// Whether it is that of somebody who is paid.
    paid: bool,
    section: usize,
    field: String,
}

impl Name {
    pub(super) fn at(name: &str, paid: bool, section: usize, field: &str) -> Self {
        Self { name: name.to_owned(), paid, section, field: field.to_owned() }
    }
}

/// Remarks on every payee whose name looks like that of the client or of another payee, and is
/// not the same. A remark is part of no row: what looks alike is a table of Unicode's that grows
/// with every version, and a phone and a gateway need not have the same one.
pub(super) fn remark(sheet: &mut Sheet<'_>) {
    let names = std::mem::take(&mut sheet.facts.names);
    // A request that pays nobody ends here: how a name looks takes longer than the rest of it.
    if !names.iter().any(|name| name.paid) {
        return;
    }
    let looks: Vec<_> = names.iter().map(|name| Look::of(&name.name)).collect();
    let text = sheet.word(Label::WarnLooksLikeAnother);
    let remark = Warning { key: "looks_like_another", text };
    for (payee, look) in names.iter().zip(&looks).filter(|(name, _)| name.paid) {
        if !looks.iter().any(|other| look.is_taken_for(other)) {
            continue;
        }
        let section = sheet.sections.get_mut(payee.section);
        let fields = section.into_iter().flat_map(|section| &mut section.fields);
        for field in fields.filter(|field| field.key == payee.field) {
            field.warnings.push(remark.clone());
        }
        if !sheet.warnings.contains(&remark) {
            sheet.warnings.push(remark.clone());
        }
    }
}
