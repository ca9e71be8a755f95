//! A bank's own types, as JSON: read once at start, checked completely, then no different from
//! the built-in ones (docs/own-types.md).

mod description;
mod fault;
mod fields;

pub use fault::{SchemaFault, SchemaProblem};

use super::language::Language;
use super::schema::{Kind, Need, Node, Object, Rule, Shape, Value, Wording};
use super::type_schema::{Choosing, Summary, TypeSchema};
use super::words::Label;
use crate::claims::Members;
use crate::json::Json;
use fault::Faults;

/// The largest schema that is read, in bytes.
const MAX_SCHEMA: usize = 64 * 1024;

/// A type of the bank's own, checked.
#[derive(Clone)]
pub struct OwnType {
    pub(super) schema: TypeSchema,
    /// What the app ships, so that every label is there in each of them.
    pub(super) languages: Vec<Language>,
    description_hash: String,
}

impl OwnType {
    /// Reads and checks a schema for an app that ships these languages: every label must be there
    /// in each of them. Labels in further languages may be there too, so that one schema serves
    /// several apps. In a language that a label lacks, a request of this type cannot be shown.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with it, at once, for the bank's engineer. It names members of
    /// the schema, never content of a consent.
    pub fn parse(json: &[u8], languages: &[Language]) -> Result<Self, Vec<SchemaProblem>> {
        let mut faults = Faults::none(languages);
        let read = parse(json, &mut faults).and_then(|json| {
            let description_hash = description::hash(&json);
            let schema = read(json, &mut faults)?;
            Some(Self { schema, languages: languages.to_vec(), description_hash })
        });
        match (read, faults.all()) {
            (Some(own), problems) if problems.is_empty() => Ok(own),
            (_, problems) => Err(problems),
        }
    }

    /// Its name: the `type` of the authorization details it describes.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.schema.name
    }

    /// Base64url SHA-256 of the description in the form of RFC 8785 (JCS). Two sides with the
    /// same hash show the same rows in the same words.
    #[must_use]
    pub fn description_hash(&self) -> &str {
        &self.description_hash
    }
}

fn parse(json: &[u8], faults: &mut Faults<'_>) -> Option<Json> {
    if faults.no_language() {
        return faults.add("", SchemaFault::NoLanguage);
    }
    if json.len() > MAX_SCHEMA {
        return faults.add("", SchemaFault::TooLong);
    }
    Json::parse(json).or_else(|_| faults.lost("", SchemaFault::NotAnObject)).ok()
}

fn read(json: Json, faults: &mut Faults<'_>) -> Option<TypeSchema> {
    let mut members =
        Members::of(json).or_else(|_| faults.lost("", SchemaFault::NotAnObject)).ok()?;
    let name = faults.text(&mut members, "", "type", 100);
    let title = faults.words(&mut members, "", "title", 100);
    let section = faults.words(&mut members, "", "section", 50);
    let mut nodes = fields::read(&mut members, "", 0, faults);
    let rules = rules(&mut members, &nodes, faults);
    faults.nothing_left(members, "");
    if !nodes.iter().any(large) {
        faults.add::<()>("/fields", SchemaFault::NothingLarge);
    }
    let (name, title, section) = (name?, title?, section?);
    let kind = Kind::OneOf(vec![Value {
        value: name.clone().into(),
        meaning: Wording::Own(section.clone()),
        warning: None,
    }]);
    let shape = Shape::Leaf { kind, label: Label::Kind.into(), prominence: 2 };
    nodes.insert(0, Node { name: "type".into(), need: Need::Required, shape });
    Some(TypeSchema {
        name: name.into(),
        section: Wording::Own(section),
        object: Object { nodes, rules },
        choosing: Choosing::Nothing,
        headline: Summary::Own(title),
    })
}

/// Whether a required field is large: a person must see in three seconds what it is about.
fn large(node: &Node) -> bool {
    let large = match &node.shape {
        Shape::Leaf { prominence, .. } => *prominence == 1,
        Shape::Money(money) => money.prominence == 1,
        Shape::List(list) => list.prominence == 1,
        Shape::Object(object) => object.nodes.iter().any(large),
    };
    large && node.need == Need::Required
}

fn rules(members: &mut Members, nodes: &[Node], faults: &mut Faults<'_>) -> Vec<Rule> {
    let rules = match members.take("rules") {
        None => return Vec::new(),
        Some(Json::Array(rules)) => rules,
        Some(_) => {
            faults.add::<()>("/rules", SchemaFault::WrongType);
            return Vec::new();
        }
    };
    let mut read = Vec::new();
    for (i, rule) in rules.into_iter().enumerate() {
        let at = format!("/rules/{i}");
        match one_rule(rule, nodes) {
            Some(rule) => read.push(rule),
            None => {
                faults.add::<()>(&at, SchemaFault::Rule);
            }
        }
    }
    read
}

/// `{"exactly_one": [names]}` and its like, every name that of a field.
fn one_rule(rule: Json, nodes: &[Node]) -> Option<Rule> {
    let Json::Object(members) = rule else { return None };
    let [(kind, Json::Array(names))] = members.as_slice() else { return None };
    let names: Option<Vec<String>> =
        names.iter().map(|name| name.as_str().map(str::to_owned)).collect();
    let names = names
        .filter(|names| names.iter().all(|name| nodes.iter().any(|node| node.name == *name)))?;
    let mut names = names.into_iter().map(super::schema::Name::from);
    match kind.as_str() {
        "exactly_one" if names.len() > 1 => Some(Rule::ExactlyOne(names.collect())),
        "at_least_one" if names.len() > 1 => Some(Rule::AtLeastOne(names.collect())),
        "needs" if names.len() == 2 => Some(Rule::Needs(names.next()?, names.next()?)),
        "not_both" if names.len() == 2 => Some(Rule::NotBoth(names.next()?, names.next()?)),
        "in_order" if names.len() == 2 => Some(Rule::InOrder(names.next()?, names.next()?)),
        _ => None,
    }
}

impl std::fmt::Debug for OwnType {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "OwnType({})", self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CARD_LIMIT: &str = r#"{
        "type": "urn:bank.example:card_limit",
        "title": {"en": "Change the limit of a card"},
        "section": {"en": "Card"},
        "fields": [
            {"name": "card", "kind": "masked_pan", "label": {"en": "Card"}, "prominence": 1},
            {"name": "limit", "kind": "money", "label": {"en": "New limit"}, "prominence": 1},
            {"name": "until", "kind": "date", "label": {"en": "Until"}, "prominence": 2, "required": false}
        ],
        "rules": [{"needs": ["until", "limit"]}]
    }"#;

    fn problems(json: &str) -> Vec<(String, SchemaFault)> {
        let problems =
            OwnType::parse(json.as_bytes(), &[Language::English]).err().unwrap_or_default();
        problems.into_iter().map(|problem| (problem.at, problem.fault)).collect()
    }

    #[test]
    fn a_good_schema_is_a_type() {
        let own = OwnType::parse(CARD_LIMIT.as_bytes(), &[Language::English]).unwrap();

        assert_eq!(own.name(), "urn:bank.example:card_limit");
    }

    #[test]
    fn everything_wrong_is_told_at_once_and_where() {
        let wrong = CARD_LIMIT
            .replace(r#""kind": "masked_pan""#, r#""kind": "pan""#)
            .replace(r#"{"en": "New limit"}"#, r#"{"it": "Nuovo limite"}"#)
            .replace(r#""prominence": 2"#, r#""prominence": 4"#)
            .replace(r#"["until", "limit"]"#, r#"["until", "amount"]"#)
            .replace(
                r#""section": {"en": "Card"}"#,
                r#""section": {"en": "Ca\u202erd"}, "colour": 1"#,
            );

        let found = problems(&wrong);

        assert_eq!(
            found,
            [
                ("/section/en".to_owned(), SchemaFault::Text),
                ("/fields/0/kind".to_owned(), SchemaFault::Kind),
                ("/fields/1/label/en".to_owned(), SchemaFault::Missing),
                ("/fields/1/label/it".to_owned(), SchemaFault::Unlisted),
                ("/fields/2/prominence".to_owned(), SchemaFault::Bounds),
                ("/rules/0".to_owned(), SchemaFault::Rule),
                ("/colour".to_owned(), SchemaFault::Unlisted),
            ]
        );
    }

    #[test]
    fn something_must_be_large() {
        let small = CARD_LIMIT.replace(r#""prominence": 1"#, r#""prominence": 2"#);

        assert_eq!(problems(&small), [("/fields".to_owned(), SchemaFault::NothingLarge)]);
    }

    #[test]
    fn a_label_must_be_there_in_every_language_of_the_app() {
        let both = [Language::English, Language::German];
        let half = CARD_LIMIT
            .replace(r#"{"en": "Card"}"#, r#"{"en": "Card", "de": "Karte"}"#)
            .replace(r#"{"en": "Until"}"#, r#"{"en": "Until", "de": "Bis", "fr": "Jusqu’au"}"#);

        let found = OwnType::parse(half.as_bytes(), &both).err().unwrap_or_default();

        let missing = |at: &str| SchemaProblem { at: at.to_owned(), fault: SchemaFault::Missing };
        assert_eq!(found, [missing("/title/de"), missing("/fields/1/label/de")]);
        assert!(OwnType::parse(half.as_bytes(), &both[..1]).is_ok());
    }

    #[test]
    fn an_app_without_a_language_has_no_types() {
        let found = OwnType::parse(CARD_LIMIT.as_bytes(), &[]).err().unwrap_or_default();

        let fault = SchemaFault::NoLanguage;
        assert_eq!(found, [SchemaProblem { at: String::new(), fault }]);
    }

    #[test]
    fn what_is_no_schema_at_all_is_told_too() {
        assert_eq!(problems("[]"), [(String::new(), SchemaFault::NotAnObject)]);
        assert_eq!(problems(r#"{"a":1,"a":1}"#), [(String::new(), SchemaFault::NotAnObject)]);
    }
}
