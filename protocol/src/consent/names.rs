//! Remarks on payees whose names look like others in the same request.

use super::engine::Sheet;
use super::text::Look;
use super::view::Warning;
use super::words::Label;

/// Remarks on every payee whose name looks like that of the client or of another payee, and is not
/// the same. A remark stands in no row, and so is not signed: what looks alike is decided by a
/// table of Unicode that grows with every version, and a phone and a gateway may have different
/// ones.
pub(super) fn remark(sheet: &mut Sheet<'_>) {
    let names = std::mem::take(&mut sheet.facts.names);
    // Comparing names takes longer than all the rest: a request that pays nobody is spared it.
    if !names.iter().any(|name| name.paid) {
        return;
    }
    let looks: Vec<_> = names.iter().map(|name| Look::of(&name.name)).collect();
    let text = sheet.surroundings.word(Label::WarnLooksLikeAnother);
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
