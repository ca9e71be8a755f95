//! What is compiled for tests only.

use syn::punctuated::Punctuated;
use syn::{Attribute, Meta, Token};

/// Whether a `#[cfg]` among them is false wherever `test` is, or one of them is `#[test]`.
pub(crate) fn test_only(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| match &attribute.meta {
        Meta::Path(path) => path.is_ident("test"),
        Meta::List(list) if list.path.is_ident("cfg") => {
            list.parse_args::<Meta>().is_ok_and(|condition| truth(&condition) == Some(false))
        }
        Meta::List(_) | Meta::NameValue(_) => false,
    })
}

/// What a condition says outside tests; none if it depends on something else, such as a feature.
fn truth(condition: &Meta) -> Option<bool> {
    match condition {
        Meta::Path(path) if path.is_ident("test") => Some(false),
        Meta::Path(_) | Meta::NameValue(_) => None,
        Meta::List(list) => {
            let parts = list.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated);
            let truths: Vec<Option<bool>> = parts.ok()?.iter().map(truth).collect();
            if list.path.is_ident("all") {
                all(&truths)
            } else if list.path.is_ident("any") {
                any(&truths)
            } else {
                not(&truths)
            }
        }
    }
}

fn all(truths: &[Option<bool>]) -> Option<bool> {
    if truths.contains(&Some(false)) {
        Some(false)
    } else if truths.contains(&None) {
        None
    } else {
        Some(true)
    }
}

fn any(truths: &[Option<bool>]) -> Option<bool> {
    if truths.contains(&Some(true)) {
        Some(true)
    } else if truths.contains(&None) {
        None
    } else {
        Some(false)
    }
}

fn not(truths: &[Option<bool>]) -> Option<bool> {
    truths.first().copied().flatten().map(|truth| !truth)
}
