//! The surface, free of uniffi and of any language: what every writer reads.

use std::collections::BTreeMap;

/// Everything that crosses the border.
#[derive(Debug, Default)]
pub(crate) struct Surface {
    /// By module and name.
    pub(crate) records: BTreeMap<Name, Record>,
    pub(crate) enums: BTreeMap<Name, Enum>,
    pub(crate) objects: BTreeMap<Name, Object>,
    /// Traits that the app implements.
    pub(crate) callbacks: BTreeMap<Name, Object>,
    /// Types with a form of their own in each language, with their documentation.
    pub(crate) customs: BTreeMap<Name, String>,
}

/// A type's name within its module.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Name {
    /// `core`, `outbox`, `ledger`, `inventory`, `commerce`, `shop` or `api`.
    pub(crate) module: String,
    pub(crate) name: String,
    /// Where Rust finds it, from `moja_api` on.
    pub(crate) rust: String,
}

/// A type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Ty {
    Unit,
    Bool,
    /// A whole number: signed or not, and how many bits.
    Int(bool, u8),
    Float,
    Text,
    Bytes,
    Optional(Box<Ty>),
    List(Box<Ty>),
    Map(Box<Ty>, Box<Ty>),
    Record(Name),
    Enum(Name),
    Object(Name),
    Callback(Name),
    /// A type with a form of its own in each language, and what uniffi carries it as.
    Custom(Name, Box<Ty>),
}

/// What is taken if nothing is given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Default {
    /// Rust's default of the type.
    OfType,
    None,
    Bool(bool),
    Int(String),
    Text(String),
}

#[derive(Clone, Debug)]
pub(crate) struct Field {
    /// Empty in a variant whose fields have no names.
    pub(crate) name: String,
    pub(crate) ty: Ty,
    pub(crate) default: Option<Default>,
    pub(crate) doc: String,
}

#[derive(Clone, Debug)]
pub(crate) struct Record {
    pub(crate) name: Name,
    pub(crate) doc: String,
    pub(crate) fields: Vec<Field>,
}

#[derive(Clone, Debug)]
pub(crate) struct Variant {
    pub(crate) name: String,
    pub(crate) doc: String,
    pub(crate) fields: Vec<Field>,
}

#[derive(Clone, Debug)]
pub(crate) struct Enum {
    pub(crate) name: Name,
    pub(crate) doc: String,
    pub(crate) is_error: bool,
    pub(crate) variants: Vec<Variant>,
}

impl Enum {
    /// Whether no variant has fields.
    pub(crate) fn is_flat(&self) -> bool {
        self.variants.iter().all(|variant| variant.fields.is_empty())
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Object {
    pub(crate) name: Name,
    pub(crate) doc: String,
    pub(crate) constructors: Vec<Method>,
    pub(crate) methods: Vec<Method>,
}

impl Object {
    /// Whether this is the handle of a domain: its methods are commands and queries.
    pub(crate) fn is_domain(&self) -> bool {
        self.methods.iter().any(|method| method.request().is_some())
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Method {
    pub(crate) name: String,
    pub(crate) doc: String,
    pub(crate) is_async: bool,
    pub(crate) params: Vec<Field>,
    pub(crate) returns: Ty,
}

impl Method {
    /// The record that a command or query consists of, whose fields languages with keyword
    /// arguments may ask for one by one.
    pub(crate) fn request(&self) -> Option<&Name> {
        match self.params.first() {
            Some(Field { name, ty: Ty::Record(request), .. })
                if name == "command" || name == "query" =>
            {
                Some(request)
            }
            _ => None,
        }
    }

    /// Whether this is a command of a domain, and not a query.
    pub(crate) fn is_command(&self) -> bool {
        self.request().is_some() && self.params.iter().any(|param| param.name == "command_id")
    }
}

impl Surface {
    /// The names of the domains: those of the modules of their handles, in order.
    pub(crate) fn domains(&self) -> Vec<&Object> {
        self.objects.values().filter(|object| object.is_domain()).collect()
    }

    /// The record of outcomes with a value, if this type is one: `position`, `replayed`, `value`.
    pub(crate) fn outcome_value(&self, ty: &Ty) -> Option<&Ty> {
        let Ty::Record(name) = ty else { return None };
        match self.records.get(name)?.fields.as_slice() {
            [position, replayed, value]
                if position.name == "position"
                    && replayed.name == "replayed"
                    && value.name == "value" =>
            {
                Some(&value.ty)
            }
            _ => None,
        }
    }
}
