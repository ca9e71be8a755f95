//! Walks a value along its schema and writes down every leaf, as a row and as a field.

use super::facts::{Facts, ShownName};
use super::kinds::{self, Shown};
use super::money::Money;
use super::problem::ProblemKind;
use super::row::Row;
use super::rules;
use super::schema::{Empty, Item, Kind, List, MoneySchema, Need, Node, Object, Shape, Wording};
use super::surroundings::Surroundings;
use super::view::{Field, FieldKind, Presentation, Section, Warning};
use super::words::Label;
use crate::claims::Members;
use crate::json::Json;

/// What has been written down so far.
pub(super) struct Sheet<'a> {
    pub(super) surroundings: Surroundings<'a>,
    /// Whether accounts are offered, which decides what an empty list of accounts says.
    pub(super) accounts_offered: bool,
    pub(super) sections: Vec<Section>,
    pub(super) rows: Vec<Row>,
    pub(super) warnings: Vec<Warning>,
    /// What headlines are made of.
    pub(super) facts: Facts,
    key: String,
}

impl<'a> Sheet<'a> {
    pub(super) fn new(presentation: &'a Presentation) -> Result<Self, ProblemKind> {
        Ok(Self {
            surroundings: Surroundings::of(presentation)?,
            accounts_offered: false,
            sections: Vec::new(),
            rows: Vec::new(),
            warnings: Vec::new(),
            facts: Facts::default(),
            key: String::new(),
        })
    }

    /// Begins a section; what follows belongs to it.
    pub(super) fn section(&mut self, key: &str, title: &Wording) -> Result<(), ProblemKind> {
        key.clone_into(&mut self.key);
        let title = self.surroundings.wording(title)?;
        self.sections.push(Section { key: key.to_owned(), title, fields: Vec::new() });
        Ok(())
    }

    /// Reads an object by its schema. What the schema does not name is refused.
    pub(super) fn object(
        &mut self,
        value: Json,
        schema: &Object,
        pointer: &str,
    ) -> Result<(), ProblemKind> {
        // `{}` has no leaf: it would be signed and not shown.
        if matches!(&value, Json::Object(members) if members.is_empty()) {
            return Err(ProblemKind::Missing);
        }
        rules::check(&schema.rules, &value)?;
        self.surroundings.objects.push(value.clone());
        let mut members = Members::of(value).map_err(|_| ProblemKind::WrongType)?;
        for node in &schema.nodes {
            self.node(&mut members, node, pointer)?;
        }
        members.finish().map_err(|_| ProblemKind::UnknownField)?;
        let object = self.surroundings.objects.pop().ok_or(ProblemKind::Incomplete)?;
        for (name, label) in rules::open_ends(&schema.rules, &object) {
            let shown = Shown::words(self.surroundings.word(Label::NoEndDate), FieldKind::Date);
            self.field(&format!("{pointer}/{}#absent", escaped(name)), &label.into(), 1, shown)?;
        }
        Ok(())
    }

    fn node(
        &mut self,
        members: &mut Members,
        node: &Node,
        pointer: &str,
    ) -> Result<(), ProblemKind> {
        let Some(value) = members.take(&node.name) else {
            return if node.need == Need::Required { Err(ProblemKind::Missing) } else { Ok(()) };
        };
        let pointer = format!("{pointer}/{}", escaped(&node.name));
        match &node.shape {
            Shape::Leaf { kind, label, prominence } => {
                self.leaf(&value, kind, label, *prominence, &pointer)
            }
            Shape::Money(money) => self.money(value, money, &pointer),
            Shape::Object(schema) => self.object(value, schema, &pointer),
            Shape::List(list) => self.list(value, list, &pointer),
        }
    }

    fn list(&mut self, value: Json, list: &List, pointer: &str) -> Result<(), ProblemKind> {
        let Json::Array(items) = value else { return Err(ProblemKind::WrongType) };
        if items.len() > list.max {
            return Err(ProblemKind::Count);
        }
        if items.is_empty() {
            return self.empty_list(list, pointer);
        }
        let (fields, amounts) = (self.fields()?.len(), self.facts.amounts.len());
        for (i, value) in items.into_iter().enumerate() {
            let pointer = format!("{pointer}/{i}");
            match &list.item {
                Item::Leaf(kind) => {
                    self.leaf(&value, kind, &list.label, list.prominence, &pointer)?
                }
                Item::Object(schema) => self.item(value, schema, list, i, &pointer)?,
            }
        }
        match &list.total {
            Some(label) => self.total(label, fields, amounts, pointer),
            None => Ok(()),
        }
    }

    /// An object in a list: its first field says which list it is in, and which one it is where
    /// they are counted.
    fn item(
        &mut self,
        value: Json,
        schema: &Object,
        list: &List,
        i: usize,
        pointer: &str,
    ) -> Result<(), ProblemKind> {
        let before = self.fields()?.len();
        self.object(value, schema, pointer)?;
        let label = self.surroundings.wording(&list.label)?;
        let first = self.fields()?.get_mut(before).ok_or(ProblemKind::Missing)?;
        first.label = match list.total {
            Some(_) => format!("{} ({label} {})", first.label, i + 1),
            None => label,
        };
        Ok(())
    }

    /// The sum of the amounts read since `amounts`, shown before the fields read since `at`. It
    /// follows from the rows, so it is none itself.
    fn total(
        &mut self,
        label: &Wording,
        at: usize,
        amounts: usize,
        pointer: &str,
    ) -> Result<(), ProblemKind> {
        let sum = Money::sum(self.facts.amounts.get(amounts..).unwrap_or_default())?;
        let sums: Vec<_> = sum.iter().map(|sum| sum.text(self.surroundings.locale)).collect();
        let text = sums.join(" + ");
        self.facts.totals.push(text.clone());
        let shown = Shown::left_to_right(text, FieldKind::Amount);
        let field = self.as_field(&format!("{pointer}#total"), label, 1, shown)?;
        self.fields()?.insert(at, field);
        Ok(())
    }

    fn empty_list(&mut self, list: &List, pointer: &str) -> Result<(), ProblemKind> {
        if list.empty == Empty::Refused {
            return Err(ProblemKind::Count);
        }
        let meaning = if self.accounts_offered {
            Label::AccountsYouChoose
        } else {
            Label::AccountsTheBankAllows
        };
        self.row(pointer, "[]", list.prominence, &[]);
        let shown = Shown::words(self.surroundings.word(meaning), FieldKind::Permission);
        self.field(pointer, &list.label, list.prominence, shown)
    }

    fn money(
        &mut self,
        value: Json,
        schema: &MoneySchema,
        pointer: &str,
    ) -> Result<(), ProblemKind> {
        let mut members = Members::of(value).map_err(|_| ProblemKind::WrongType)?;
        let amount = members.take(&schema.amount).ok_or(ProblemKind::Missing)?;
        let currency = members.take(&schema.currency).ok_or(ProblemKind::Missing)?;
        members.finish().map_err(|_| ProblemKind::UnknownField)?;
        let amount = kinds::amount_text(&amount, schema.form)?;
        let currency = currency.as_str().ok_or(ProblemKind::WrongType)?;
        let money = Money::parse(amount, currency)?;
        self.row(&format!("{pointer}/{}", schema.amount), amount, schema.prominence, &[]);
        self.row(&format!("{pointer}/{}", schema.currency), currency, schema.prominence, &[]);
        self.facts.amounts.push(money.clone());
        let shown = Shown::money(money, self.surroundings.locale);
        self.field(pointer, &schema.label, schema.prominence, shown)
    }

    /// One value: a row with what was received, and a field with what it says.
    pub(super) fn leaf(
        &mut self,
        value: &Json,
        kind: &Kind,
        label: &Wording,
        prominence: u8,
        pointer: &str,
    ) -> Result<(), ProblemKind> {
        let received = match value {
            Json::String(text) | Json::Number(text) => text.clone(),
            Json::Bool(flag) => flag.to_string(),
            _ => return Err(ProblemKind::WrongType),
        };
        let shown = kinds::read(&self.surroundings, value, kind)?;
        self.facts.amounts.extend(shown.money.clone());
        let paid = matches!(kind, Kind::Payee);
        if paid {
            self.facts.payees.push(shown.text.clone());
        }
        if paid || matches!(kind, Kind::Party) {
            let section = self.sections.len().saturating_sub(1);
            self.facts.names.push(ShownName::at(&received, paid, section, pointer));
        }
        let mut keys: Vec<_> = shown.warnings.iter().map(|(key, _)| *key).collect();
        keys.sort_unstable();
        self.row(pointer, &received, prominence, &keys);
        if prominence < 4 { self.field(pointer, label, prominence, shown) } else { Ok(()) }
    }

    /// A scope: its name is the row, what it means is the field.
    pub(super) fn scope(
        &mut self,
        name: &str,
        meaning: Label,
        index: usize,
    ) -> Result<(), ProblemKind> {
        let pointer = format!("/{index}");
        self.row(&pointer, name, 2, &[]);
        let shown = Shown::words(self.surroundings.word(meaning), FieldKind::Permission);
        self.field(&pointer, &Label::Permission.into(), 2, shown)
    }

    /// The fields of the section that was begun last.
    fn fields(&mut self) -> Result<&mut Vec<Field>, ProblemKind> {
        self.sections.last_mut().map(|section| &mut section.fields).ok_or(ProblemKind::Incomplete)
    }

    fn row(&mut self, field: &str, value: &str, prominence: u8, warnings: &[&'static str]) {
        self.rows.push(Row {
            field: field.to_owned(),
            prominence,
            section: self.key.clone(),
            value: value.to_owned(),
            warnings: warnings.to_vec(),
        });
    }

    fn field(
        &mut self,
        key: &str,
        label: &Wording,
        prominence: u8,
        shown: Shown,
    ) -> Result<(), ProblemKind> {
        let field = self.as_field(key, label, prominence, shown)?;
        for warning in &field.warnings {
            if !self.warnings.contains(warning) {
                self.warnings.push(warning.clone());
            }
        }
        self.fields()?.push(field);
        Ok(())
    }

    fn as_field(
        &self,
        key: &str,
        label: &Wording,
        prominence: u8,
        shown: Shown,
    ) -> Result<Field, ProblemKind> {
        let warning = |(key, label): &(&'static str, Label)| Warning {
            key,
            text: self.surroundings.word(*label),
        };
        Ok(Field {
            key: key.to_owned(),
            label: self.surroundings.wording(label)?,
            text: shown.text,
            kind: shown.kind,
            prominence,
            direction: shown.direction,
            client_words: shown.client_words,
            warnings: shown.warnings.iter().map(warning).collect(),
        })
    }
}

/// A member's name in a JSON pointer (RFC 6901 §3).
pub(super) fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}
