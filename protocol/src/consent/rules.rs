//! What must hold between the members of an object.

use super::date::{ReadDate, date, moment};
use super::problem::ProblemKind;
use super::schema::Rule;
use super::words::Label;
use crate::json::Json;
use jiff::civil::Date;

/// Checks the rules of an object.
pub(super) fn check(rules: &[Rule], object: &Json) -> Result<(), ProblemKind> {
    rules.iter().try_for_each(|rule| one(rule, object))
}

fn one(rule: &Rule, object: &Json) -> Result<(), ProblemKind> {
    let there = |name: &str| object.member(name).is_some();
    let count = |names: &[super::schema::Name]| names.iter().filter(|name| there(name)).count();
    match rule {
        Rule::ExactlyOne(names) => match count(names) {
            0 => Err(ProblemKind::Missing),
            1 => Ok(()),
            _ => Err(ProblemKind::Contradiction),
        },
        Rule::AtLeastOne(names) if count(names) == 0 => Err(ProblemKind::Missing),
        Rule::Needs(one, other) if there(one) && !there(other) => Err(ProblemKind::Missing),
        Rule::NotBoth(one, other) if there(one) && there(other) => Err(ProblemKind::Contradiction),
        Rule::InOrder(first, last) => in_order(object.member(first), object.member(last)),
        _ => Ok(()),
    }
}

/// The ends that are missing of what repeats or goes on: the screen must say that there is none.
pub(super) fn open_ends<'a>(rules: &'a [Rule], object: &Json) -> Vec<(&'a str, Label)> {
    let goes_on = |name: &str| object.member(name).is_some_and(|value| *value != Json::Bool(false));
    let open = |rule: &'a Rule| match rule {
        Rule::OpenEnd { when, ends, label } if goes_on(when) => {
            let ended = ends.iter().any(|end| object.member(end).is_some());
            ends.first().filter(|_| !ended).map(|end| (end.as_ref(), *label))
        }
        _ => None,
    };
    rules.iter().filter_map(open).collect()
}

/// Whether two dates are in order; their form is checked by their kind. Two moments are compared to
/// the second. If one of them is only a day, the days are compared as they are written.
fn in_order(first: Option<&Json>, last: Option<&Json>) -> Result<(), ProblemKind> {
    let (Some(first), Some(last)) = (first.and_then(Json::as_str), last.and_then(Json::as_str))
    else {
        return Ok(());
    };
    let reversed = match (moment(first), moment(last)) {
        (Some(first), Some(last)) => last < first,
        _ => matches!((day(first), day(last)), (Some(first), Some(last)) if last < first),
    };
    if reversed { Err(ProblemKind::Contradiction) } else { Ok(()) }
}

/// The day at the beginning of a date or date-time.
fn day(text: &str) -> Option<Date> {
    match date(text.get(..10)?) {
        Ok(ReadDate::Day(day)) => Some(day),
        Ok(ReadDate::Never) | Err(_) => None,
    }
}
