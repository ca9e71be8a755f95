//! Walks a value along its schema and writes down every leaf, as a row and as a field.

use super::display::Row;
use super::kinds::{self, Shown};
use super::money::Money;
use super::problem::ProblemKind;
use super::schema::{Empty, Item, Kind, Need, Node};
use super::view::{Direction, Field, FieldKind, Presentation, Section, Warning};
use super::words::Label;
use crate::claims::Members;
use crate::json::Json;

/// What has been written down so far.
pub(super) struct Sheet<'a> {
    presentation: &'a Presentation,
    /// Whether accounts are offered, which decides what an empty list of accounts says.
    pub(super) accounts_offered: bool,
    pub(super) sections: Vec<Section>,
    pub(super) rows: Vec<Row>,
    pub(super) warnings: Vec<Warning>,
    pub(super) amounts: Vec<String>,
    pub(super) payees: Vec<String>,
    key: String,
}

impl<'a> Sheet<'a> {
    pub(super) const fn new(presentation: &'a Presentation) -> Self {
        Self {
            presentation,
            accounts_offered: false,
            sections: Vec::new(),
            rows: Vec::new(),
            warnings: Vec::new(),
            amounts: Vec::new(),
            payees: Vec::new(),
            key: String::new(),
        }
    }

    pub(super) fn word(&self, label: Label) -> String {
        self.presentation.language.label(label).to_owned()
    }

    /// Begins a section; what follows belongs to it.
    pub(super) fn section(&mut self, key: &str, title: Label) {
        key.clone_into(&mut self.key);
        self.sections.push(Section {
            key: key.to_owned(),
            title: self.word(title),
            fields: Vec::new(),
        });
    }

    /// Reads an object by its schema. What the schema does not name is refused.
    pub(super) fn object(
        &mut self,
        value: Json,
        nodes: &[Node],
        pointer: &str,
    ) -> Result<(), ProblemKind> {
        // `{}` has no leaf: it would be signed and not shown.
        if matches!(&value, Json::Object(members) if members.is_empty()) {
            return Err(ProblemKind::Missing);
        }
        let mut members = Members::of(value).map_err(|_| ProblemKind::WrongType)?;
        for node in nodes {
            self.node(&mut members, node, pointer)?;
        }
        members.finish().map_err(|_| ProblemKind::UnknownField)
    }

    fn node(
        &mut self,
        members: &mut Members,
        node: &Node,
        pointer: &str,
    ) -> Result<(), ProblemKind> {
        let (name, need) = match node {
            Node::Leaf { name, need, .. }
            | Node::Money { name, need, .. }
            | Node::Object { name, need, .. }
            | Node::List { name, need, .. } => (name, *need),
        };
        let Some(value) = members.take(name) else {
            return if need == Need::Required { Err(ProblemKind::Missing) } else { Ok(()) };
        };
        let pointer = format!("{pointer}/{name}");
        match node {
            Node::Leaf { kind, label, prominence, .. } => {
                self.leaf(&value, kind, *label, *prominence, &pointer)
            }
            Node::Money { label, prominence, .. } => {
                self.money(value, *label, *prominence, &pointer)
            }
            Node::Object { nodes, .. } => self.object(value, nodes, &pointer),
            Node::List { item, empty, max, label, prominence, .. } => {
                let Json::Array(items) = value else { return Err(ProblemKind::WrongType) };
                if items.len() > *max {
                    return Err(ProblemKind::Count);
                }
                if items.is_empty() {
                    return self.empty_list(*empty, *label, *prominence, &pointer);
                }
                for (i, value) in items.into_iter().enumerate() {
                    let pointer = format!("{pointer}/{i}");
                    match item {
                        Item::Leaf(kind) => {
                            self.leaf(&value, kind, *label, *prominence, &pointer)?
                        }
                        Item::Object(nodes) => self.item(value, nodes, *label, &pointer)?,
                    }
                }
                Ok(())
            }
        }
    }

    /// An object in a list: its fields say which list they are in.
    fn item(
        &mut self,
        value: Json,
        nodes: &[Node],
        list: Label,
        pointer: &str,
    ) -> Result<(), ProblemKind> {
        let before = self.fields()?.len();
        self.object(value, nodes, pointer)?;
        let list = self.word(list);
        let Some(first) = self.fields()?.get_mut(before) else { return Err(ProblemKind::Missing) };
        first.label = list;
        Ok(())
    }

    fn empty_list(
        &mut self,
        empty: Empty,
        label: Label,
        prominence: u8,
        pointer: &str,
    ) -> Result<(), ProblemKind> {
        if empty == Empty::Refused {
            return Err(ProblemKind::Count);
        }
        let meaning = if self.accounts_offered {
            Label::AccountsYouChoose
        } else {
            Label::AccountsTheBankAllows
        };
        self.row(pointer, "[]", prominence, &[]);
        let shown = Shown::words(self.word(meaning), FieldKind::Permission);
        self.field(pointer, label, prominence, shown)
    }

    fn money(
        &mut self,
        value: Json,
        label: Label,
        prominence: u8,
        pointer: &str,
    ) -> Result<(), ProblemKind> {
        let mut members = Members::of(value).map_err(|_| ProblemKind::WrongType)?;
        let mut part = |name| match members.take(name) {
            Some(Json::String(text)) => Ok(text),
            Some(_) => Err(ProblemKind::WrongType),
            None => Err(ProblemKind::Missing),
        };
        let (amount, currency) = (part("amount")?, part("currency")?);
        members.finish().map_err(|_| ProblemKind::UnknownField)?;
        let text = Money::parse(&amount, &currency)?.english();
        self.row(&format!("{pointer}/amount"), &amount, prominence, &[]);
        self.row(&format!("{pointer}/currency"), &currency, prominence, &[]);
        self.amounts.push(text.clone());
        let shown = Shown { direction: Direction::Ltr, ..Shown::words(text, FieldKind::Amount) };
        self.field(pointer, label, prominence, shown)
    }

    /// One value: a row with what was received, and a field with what it says.
    pub(super) fn leaf(
        &mut self,
        value: &Json,
        kind: &Kind,
        label: Label,
        prominence: u8,
        pointer: &str,
    ) -> Result<(), ProblemKind> {
        let received = match value {
            Json::String(text) | Json::Number(text) => text.clone(),
            Json::Bool(flag) => flag.to_string(),
            _ => return Err(ProblemKind::WrongType),
        };
        let shown = kinds::read(self.presentation, value, kind)?;
        if matches!(kind, Kind::Payee) {
            self.payees.push(shown.text.clone());
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
        let shown = Shown::words(self.word(meaning), FieldKind::Permission);
        self.field(&pointer, Label::Permission, 2, shown)
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
        label: Label,
        prominence: u8,
        shown: Shown,
    ) -> Result<(), ProblemKind> {
        let warnings: Vec<_> = shown
            .warnings
            .iter()
            .map(|(key, label)| Warning { key, text: self.word(*label) })
            .collect();
        for warning in &warnings {
            if !self.warnings.contains(warning) {
                self.warnings.push(warning.clone());
            }
        }
        let field = Field {
            key: key.to_owned(),
            label: self.word(label),
            text: shown.text,
            kind: shown.kind,
            prominence,
            direction: shown.direction,
            client_words: shown.client_words,
            warnings,
        };
        self.fields()?.push(field);
        Ok(())
    }
}
