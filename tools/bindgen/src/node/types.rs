//! Types as TypeScript says them.

use std::collections::BTreeSet;

use anyhow::{Result, bail};

use crate::model::{Enum, Field, Method, Name, Object, Record, Surface, Ty};
use crate::text::{lower_camel, snake};

/// Which side of the border a type stands on: what is given may be more than what is got.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Side {
    Given,
    Got,
}

/// The types that stand on each side.
pub(crate) struct Sides<'a> {
    pub(crate) surface: &'a Surface,
    seen: BTreeSet<(Side, Name)>,
}

impl<'a> Sides<'a> {
    pub(crate) fn new(surface: &'a Surface) -> Self {
        let mut sides = Self { surface, seen: BTreeSet::new() };
        for object in surface.objects.values() {
            for method in object.constructors.iter().chain(&object.methods) {
                method.params.iter().for_each(|param| sides.visit(&param.ty, Side::Given));
                sides.visit(&method.returns, Side::Got);
            }
        }
        for callback in surface.callbacks.values() {
            for method in &callback.methods {
                method.params.iter().for_each(|param| sides.visit(&param.ty, Side::Got));
                sides.visit(&method.returns, Side::Given);
            }
        }
        sides
    }

    fn visit(&mut self, ty: &Ty, side: Side) {
        match ty {
            Ty::Optional(of) | Ty::List(of) | Ty::Custom(_, of) => self.visit(of, side),
            Ty::Map(key, value) => {
                self.visit(key, side);
                self.visit(value, side);
            }
            Ty::Record(name) | Ty::Enum(name) if self.seen.insert((side, name.clone())) => {
                self.fields(name).iter().for_each(|field| self.visit(&field.ty, side));
            }
            _ => {}
        }
    }

    fn fields(&self, name: &Name) -> Vec<&'a Field> {
        let record = self.surface.records.get(name).into_iter().flat_map(|record| &record.fields);
        let variants = self.surface.enums.get(name).into_iter().flat_map(|found| &found.variants);
        record.chain(variants.flat_map(|variant| &variant.fields)).collect()
    }

    /// The sides for which a type needs a declaration, the name that others use first.
    pub(crate) fn of(&self, name: &Name) -> Vec<Side> {
        let is_on = |side| self.seen.contains(&(side, name.clone()));
        match (is_on(Side::Got), is_on(Side::Given)) {
            (true, true) if self.differs(name) => vec![Side::Got, Side::Given],
            (true, _) => vec![Side::Got],
            (false, true) => vec![Side::Given],
            (false, false) => vec![],
        }
    }

    /// Whether more may be given than is got.
    fn differs(&self, name: &Name) -> bool {
        self.fields(name).iter().any(|field| field.default.is_some() || self.is_wider(&field.ty))
    }

    fn is_wider(&self, ty: &Ty) -> bool {
        match ty {
            Ty::Optional(_) | Ty::Int(_, 64) => true,
            Ty::List(of) => self.is_wider(of),
            Ty::Map(_, value) => self.is_wider(value),
            Ty::Record(name) | Ty::Enum(name) => self.differs(name),
            Ty::Custom(name, of) => {
                matches!(name.name.as_str(), "Money" | "Quantity" | "Timestamp" | "JsonText")
                    || self.is_wider(of)
            }
            _ => false,
        }
    }

    /// How TypeScript writes a type.
    pub(crate) fn hint(&self, ty: &Ty, side: Side) -> Result<String> {
        let inner = |ty: &Ty| self.hint(ty, side);
        Ok(match ty {
            Ty::Unit => "void".to_owned(),
            Ty::Bool => "boolean".to_owned(),
            Ty::Int(_, 64) if side == Side::Given => "bigint | number".to_owned(),
            Ty::Int(_, 64) => "bigint".to_owned(),
            Ty::Int(..) | Ty::Float => "number".to_owned(),
            Ty::Text => "string".to_owned(),
            Ty::Bytes => bail!("Node has no form for bytes yet"),
            Ty::Optional(of) => format!("{} | null", inner(of)?),
            Ty::List(of) => {
                let of = inner(of)?;
                if of.contains(' ') {
                    format!("readonly ({of})[]")
                } else {
                    format!("readonly {of}[]")
                }
            }
            Ty::Map(_, value) => format!("{{ readonly [name: string]: {} }}", inner(value)?),
            Ty::Custom(name, carried) => match custom(&name.name, side) {
                Some(hint) => hint.to_owned(),
                None if name.name == "Metadata" => {
                    "{ readonly [name: string]: string | ledger.MetaText }".to_owned()
                }
                None => inner(carried)?,
            },
            Ty::Record(name) | Ty::Enum(name) => self.name(name, side),
            Ty::Object(name) | Ty::Callback(name) => name.name.clone(),
        })
    }

    /// The name of a type within the whole.
    pub(crate) fn name(&self, name: &Name, side: Side) -> String {
        if name.module == "api" && name.name == "Command" {
            return "Command<unknown>".to_owned();
        }
        let own = self.own_name(name, side);
        if name.module == "api" { own } else { format!("{}.{own}", name.module) }
    }

    /// The name of a type within its module.
    pub(crate) fn own_name(&self, name: &Name, side: Side) -> String {
        let has_two = self.of(name).len() > 1;
        let input = if has_two && side == Side::Given { "Input" } else { "" };
        format!("{}{input}", name.name)
    }

    /// What a method gives.
    pub(crate) fn returned(&self, ty: &Ty) -> Result<String> {
        if let Some(value) = self.surface.outcome_value(ty) {
            return Ok(format!("Outcome<{}>", self.hint(value, Side::Got)?));
        }
        match ty {
            Ty::Record(name) if name.name == "DoneOutcome" => Ok("Outcome<null>".to_owned()),
            other => self.hint(other, Side::Got),
        }
    }
}

fn custom(name: &str, side: Side) -> Option<&'static str> {
    Some(match (name, side) {
        ("Money", Side::Given) => "MoneyLike",
        ("Money", Side::Got) => "Money",
        ("Quantity" | "DecimalText", Side::Given) => "string | bigint",
        ("Timestamp", Side::Given) => "Date | string",
        ("Timestamp", Side::Got) => "string",
        ("JsonText", Side::Given) => "unknown",
        ("JsonText", Side::Got) => "any",
        ("MetaValue", _) => "string | ledger.MetaText",
        _ => return None,
    })
}

/// Whether the record has a form of its own.
pub(crate) fn is_plain(surface: &Surface, record: &Record) -> bool {
    !matches!(record.name.name.as_str(), "MoneyAmount" | "DoneOutcome")
        && surface.outcome_value(&Ty::Record(record.name.clone())).is_none()
}

/// Whether the enum is written by hand on both sides: command values and their answers.
pub(crate) fn is_by_hand(found: &Enum) -> bool {
    let Name { module, name, .. } = &found.name;
    found.is_error || module == "api" && (name == "Answer" || name.ends_with("Command"))
}

/// The fields with their names in JavaScript.
pub(crate) fn named(fields: &[Field]) -> Vec<(String, &Field)> {
    let single = fields.len() == 1;
    let named = fields.iter().enumerate().map(|(at, field)| {
        let name = match (field.name.is_empty(), single) {
            (false, _) => lower_camel(&field.name),
            (true, true) => "value".to_owned(),
            (true, false) => format!("value{at}"),
        };
        (name, field)
    });
    named.collect()
}

/// Whether a field may be left out.
pub(crate) fn is_optional(field: &Field) -> bool {
    field.default.is_some() || matches!(field.ty, Ty::Optional(_))
}

/// The name of a command as a value.
pub(crate) fn command(object: &Object, method: &Method) -> String {
    format!("{}.{}", snake(&object.name.name), lower_camel(&method.name))
}
