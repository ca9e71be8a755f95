//! Remarks on payees whose names look like others in the same request.

use super::engine::Sheet;
use super::text::Look;
use super::view::Warning;
use super::words::Label;

/// A name that is shown, and where.
pub(super) struct Name {
    look: Look,
    /// Whether it is that of somebody who is paid.
    paid: bool,
    section: usize,
    field: String,
}

impl Name {
    pub(super) fn at(name: &str, paid: bool, section: usize, field: &str) -> Self {
        Self { look: Look::of(name), paid, section, field: field.to_owned() }
    }
}

/// Remarks on every payee whose name looks like that of the client or of another payee, and is
/// not the same. A remark is part of no row: what looks alike is a table of Unicode's that grows
/// with every version, and a phone and a gateway need not have the same one.
pub(super) fn remark(sheet: &mut Sheet<'_>) {
    let names = std::mem::take(&mut sheet.facts.names);
    let text = sheet.word(Label::WarnLooksLikeAnother);
    let remark = Warning { key: "looks_like_another", text };
    for payee in names.iter().filter(|name| name.paid) {
        if !names.iter().any(|other| payee.look.is_taken_for(&other.look)) {
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
