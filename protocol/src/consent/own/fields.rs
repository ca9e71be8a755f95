//! The fields of a bank's own type.

use super::fault::{Faults, SchemaFault};
use crate::claims::{Members, is_id};
use crate::consent::schema::{
    Empty, Form, Item, Kind, List, MoneySchema, Need, Node, Object, Shape, Value, Wording,
};
use crate::json::Json;

/// The deepest nesting of objects and lists in a type.
const MAX_DEPTH: usize = 4;
/// The most fields of an object.
const MAX_FIELDS: usize = 64;

/// Reads the member `fields` of a type or of an object.
pub(super) fn read(
    members: &mut Members,
    at: &str,
    depth: usize,
    faults: &mut Faults<'_>,
) -> Vec<Node> {
    let at = format!("{at}/fields");
    let fields = match members.take("fields") {
        Some(Json::Array(fields)) if (1..=MAX_FIELDS).contains(&fields.len()) => fields,
        Some(Json::Array(_)) => return faults.add(&at, SchemaFault::Bounds).unwrap_or_default(),
        Some(_) => return faults.add(&at, SchemaFault::WrongType).unwrap_or_default(),
        None => return faults.add(&at, SchemaFault::Missing).unwrap_or_default(),
    };
    let mut nodes: Vec<Node> = Vec::new();
    for (i, field) in fields.into_iter().enumerate() {
        let at = format!("{at}/{i}");
        let Some(node) = field_of(field, &at, depth, faults) else { continue };
        // The type itself is the first field of every type.
        if nodes.iter().any(|other| other.name == node.name) || (depth == 0 && node.name == "type")
        {
            faults.add::<()>(&format!("{at}/name"), SchemaFault::Name);
        }
        nodes.push(node);
    }
    nodes
}

fn field_of(field: Json, at: &str, depth: usize, faults: &mut Faults<'_>) -> Option<Node> {
    let Ok(mut members) = Members::of(field) else { return faults.add(at, SchemaFault::WrongType) };
    let name = faults.text(&mut members, at, "name", 64);
    let name = match name {
        Some(name) if !is_id(&name) => faults.add(&format!("{at}/name"), SchemaFault::Text),
        name => name,
    };
    let kind = faults.text(&mut members, at, "kind", 32);
    let need = match members.take("required") {
        None | Some(Json::Bool(true)) => Need::Required,
        Some(Json::Bool(false)) => Need::Optional,
        Some(_) => faults.add(&format!("{at}/required"), SchemaFault::WrongType)?,
    };
    let shape = shape(kind.as_deref(), &mut members, at, depth, faults);
    faults.nothing_left(members, at);
    Some(Node { name: name?.into(), need, shape: shape? })
}

fn shape(
    kind: Option<&str>,
    members: &mut Members,
    at: &str,
    depth: usize,
    faults: &mut Faults<'_>,
) -> Option<Shape> {
    if depth >= MAX_DEPTH {
        return faults.add(at, SchemaFault::TooDeep);
    }
    if kind == Some("object") {
        let nodes = read(members, at, depth + 1, faults);
        return Some(Shape::Object(Object { nodes, rules: Vec::new() }));
    }
    let label = faults.words(members, at, "label", 50).map(Wording::Own);
    let prominence = match faults.number(members, at, "prominence", 1..=3) {
        Some(prominence) => u8::try_from(prominence).ok(),
        None => None,
    };
    let leaf = match kind? {
        "money" => {
            return Some(Shape::Money(MoneySchema {
                amount: "amount".into(),
                currency: "currency".into(),
                form: Form::Text,
                label: label?,
                prominence: prominence.unwrap_or(2),
            }));
        }
        "list" => {
            let max = faults.number(members, at, "max", 1..=100).unwrap_or(20);
            let item = item(members, at, depth, faults);
            return Some(Shape::List(List {
                item: item?,
                empty: Empty::Refused,
                max: usize::try_from(max).ok()?,
                label: label?,
                prominence: prominence.unwrap_or(2),
                total: None,
            }));
        }
        kind => single(kind, members, at, faults),
    };
    Some(Shape::Leaf { kind: leaf?, label: label?, prominence: prominence.unwrap_or(2) })
}

/// What a list holds: `{"fields": […]}`, or a single value `{"kind": …}`.
fn item(members: &mut Members, at: &str, depth: usize, faults: &mut Faults<'_>) -> Option<Item> {
    let at = format!("{at}/item");
    let mut item = match members.take("item").map(Members::of) {
        Some(Ok(item)) => item,
        Some(Err(_)) => return faults.add(&at, SchemaFault::WrongType),
        None => return faults.add(&at, SchemaFault::Missing),
    };
    let read = if item.names().any(|name| name == "fields") {
        if depth + 1 >= MAX_DEPTH {
            return faults.add(&at, SchemaFault::TooDeep);
        }
        let nodes = read(&mut item, &at, depth + 1, faults);
        Some(Item::Object(Object { nodes, rules: Vec::new() }))
    } else {
        let kind = faults.text(&mut item, &at, "kind", 32);
        kind.and_then(|kind| single(&kind, &mut item, &at, faults)).map(Item::Leaf)
    };
    faults.nothing_left(item, &at);
    read
}

/// A kind of single value.
fn single(kind: &str, members: &mut Members, at: &str, faults: &mut Faults<'_>) -> Option<Kind> {
    let length = |members: &mut Members, faults: &mut Faults<'_>| {
        let max = faults.number(members, at, "max", 1..=1000).unwrap_or(140);
        usize::try_from(max).ok()
    };
    Some(match kind {
        "text" => Kind::Text { max: length(members, faults)? },
        "client_text" => Kind::ClientText { max: length(members, faults)? },
        "payee" => Kind::Payee,
        "iban" => Kind::Iban,
        "bic" => Kind::Bic,
        "masked_pan" => Kind::MaskedPan,
        "currency" => Kind::Currency,
        "link" => Kind::Link,
        "date" => Kind::Day,
        "date_time" => Kind::Moment,
        "integer" => {
            let min = faults.number(members, at, "min", 0..=1 << 53).unwrap_or(0);
            let max = faults.number(members, at, "max", 0..=1 << 53).unwrap_or(1 << 53);
            if min > max {
                return faults.add(&format!("{at}/max"), SchemaFault::Bounds);
            }
            Kind::Count { min, max }
        }
        "flag" => {
            let (yes, no) =
                (faults.words(members, at, "yes", 100), faults.words(members, at, "no", 100));
            Kind::Flag { yes: Wording::Own(yes?), no: Wording::Own(no?) }
        }
        "one_of" => Kind::OneOf(values(members, at, faults)?),
        _ => return faults.add(&format!("{at}/kind"), SchemaFault::Kind),
    })
}

/// `[{"value": …, "meaning": {…}}]`.
fn values(members: &mut Members, at: &str, faults: &mut Faults<'_>) -> Option<Vec<Value>> {
    let at = format!("{at}/values");
    let list = match members.take("values") {
        Some(Json::Array(list)) if (1..=100).contains(&list.len()) => list,
        Some(_) => return faults.add(&at, SchemaFault::Bounds),
        None => return faults.add(&at, SchemaFault::Missing),
    };
    let mut values: Vec<Value> = Vec::new();
    for (i, value) in list.into_iter().enumerate() {
        let at = format!("{at}/{i}");
        let Ok(mut members) = Members::of(value) else {
            faults.add::<()>(&at, SchemaFault::WrongType);
            continue;
        };
        let (value, meaning) = (
            faults.text(&mut members, &at, "value", 100),
            faults.words(&mut members, &at, "meaning", 100),
        );
        faults.nothing_left(members, &at);
        let (Some(value), Some(meaning)) = (value, meaning) else { continue };
        if values.iter().any(|other| other.value == value) {
            faults.add::<()>(&format!("{at}/value"), SchemaFault::Name);
        }
        values.push(Value { value: value.into(), meaning: Wording::Own(meaning), warning: None });
    }
    Some(values)
}
