//! Metadata as uniffi's writers need it.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result};
use camino::Utf8Path;
use uniffi_meta::{
    DefaultValueMetadata, FieldMetadata, LiteralMetadata, Metadata, Type, VariantMetadata,
};

use crate::model::Surface;
use crate::text::{camel, unlinked};

/// The metadata, and the defaults that it had to leave out.
#[derive(Clone)]
pub(crate) struct Ready {
    pub(crate) items: Vec<Metadata>,
    pub(crate) missing: Vec<Missing>,
}

/// A default that uniffi cannot write.
#[derive(Clone)]
pub(crate) struct Missing {
    krate: String,
    pub(crate) record: String,
    pub(crate) field: String,
    pub(crate) default: Implied,
}

#[derive(Clone)]
pub(crate) enum Implied {
    /// The first variant of an enum.
    Variant { of: String, name: String, is_flat: bool },
    /// A number with a form of its own, in digits.
    Number(String),
}

/// The name under which the app sees the one error of moja.
const ERROR: (&str, &str) = ("ForeignError", "MojaError");

/// Decimal numbers, which travel as text.
const NUMBERS: &[&str] = &["DecimalText", "Quantity", "Rate"];

impl Ready {
    pub(crate) fn new(surface: &Surface, library: &Utf8Path) -> Result<Self> {
        let items = uniffi_bindgen::macro_metadata::extract_from_library(library)?;
        let mut ready = Self { items, missing: Vec::new() };
        ready.items.sort();
        ready.document(surface);
        ready.leave_out_defaults()?;
        ready.rename(&|_, name| if name == ERROR.0 { ERROR.1 } else { name }.to_owned());
        Ok(ready)
    }

    fn document(&mut self, surface: &Surface) {
        for item in &mut self.items {
            match item {
                Metadata::Record(found) => {
                    fields_documented(&mut found.fields);
                    documented(&mut found.docstring);
                }
                Metadata::Enum(found) => {
                    for VariantMetadata { fields, docstring, .. } in &mut found.variants {
                        fields_documented(fields);
                        documented(docstring);
                    }
                    documented(&mut found.docstring);
                }
                Metadata::Object(found) => documented(&mut found.docstring),
                Metadata::CustomType(found) => documented(&mut found.docstring),
                Metadata::Constructor(found) => documented(&mut found.docstring),
                Metadata::TraitMethod(found) => documented(&mut found.docstring),
                Metadata::Method(found) => {
                    let object =
                        surface.objects.values().find(|object| object.name.name == found.self_name);
                    let methods = object.into_iter().flat_map(|object| &object.methods);
                    let method = { methods }.find(|method| method.name == found.name);
                    found.docstring = method.map(|method| method.doc.clone());
                    documented(&mut found.docstring);
                }
                _ => {}
            }
        }
    }

    fn leave_out_defaults(&mut self) -> Result<()> {
        let firsts: BTreeMap<_, _> = { self.items.iter() }
            .filter_map(|item| match item {
                Metadata::Enum(found) => {
                    let first = found.variants.first()?.name.clone();
                    let is_flat = found.variants.iter().all(|one| one.fields.is_empty());
                    let name = (krate(&found.module_path).to_owned(), found.name.clone());
                    Some((name, (first, is_flat)))
                }
                _ => None,
            })
            .collect();
        for item in &mut self.items {
            let Metadata::Record(record) = item else { continue };
            for field in &mut record.fields {
                let default = match (&field.default, &field.ty) {
                    (Some(DefaultValueMetadata::Default), Type::Enum { module_path, name }) => {
                        let of = (krate(module_path).to_owned(), name.clone());
                        let (first, is_flat) =
                            firsts.get(&of).context("a default of an unknown enum")?.clone();
                        Implied::Variant { of: name.clone(), name: first, is_flat }
                    }
                    (Some(default), Type::Custom { name, .. })
                        if NUMBERS.contains(&name.as_str()) =>
                    {
                        Implied::Number(match default {
                            DefaultValueMetadata::Literal(LiteralMetadata::String(digits)) => {
                                digits.clone()
                            }
                            _ => "0".to_owned(),
                        })
                    }
                    _ => continue,
                };
                field.default = None;
                self.missing.push(Missing {
                    krate: krate(&record.module_path).to_owned(),
                    record: record.name.clone(),
                    field: field.name.clone(),
                    default,
                });
            }
        }
        Ok(())
    }

    /// Puts all crates into one module, without what no method can be given or answer: a name that
    /// several crates have gets that of its domain in front.
    pub(crate) fn merged(&self, into: &str) -> Self {
        let mut reachable = self.clone();
        reachable.leave_out_unreachable();
        reachable.merged_all(into)
    }

    fn leave_out_unreachable(&mut self) {
        let mut known = BTreeSet::new();
        loop {
            let before = known.len();
            for item in &mut self.items {
                let own = type_of(item);
                if own.is_none_or(|own| known.contains(&own)) {
                    each_type(item, &mut |ty| mentioned(ty, &mut known));
                }
            }
            if known.len() == before {
                break;
            }
        }
        self.items.retain(|item| type_of(item).is_none_or(|own| known.contains(&own)));
        let kept = |one: &Missing| known.contains(&(one.krate.clone(), one.record.clone()));
        self.missing.retain(kept);
    }

    fn merged_all(&self, into: &str) -> Self {
        let mut names = BTreeMap::<String, BTreeSet<String>>::new();
        for item in &self.items {
            let own = match item {
                Metadata::Object(found) => {
                    Some((krate(&found.module_path).to_owned(), found.name.clone()))
                }
                other => type_of(other),
            };
            if let Some((krate, name)) = own {
                names.entry(name).or_default().insert(krate);
            }
        }
        let mut merged = self.clone();
        let name_in = |krate: &str, name: &str| match names.get(name) {
            Some(crates) if crates.len() > 1 => format!("{}{name}", domain(krate)),
            _ => name.to_owned(),
        };
        merged.rename(&name_in);
        merged
            .items
            .retain(|item| !matches!(item, Metadata::Namespace(found) if found.crate_name != into));
        merged.each_path(&|path| into.clone_into(path));
        merged.items.sort();
        for missing in &mut merged.missing {
            into.clone_into(&mut missing.krate);
        }
        merged
    }

    /// Gives types other names, by crate and name. Methods and their owners keep theirs.
    fn rename(&mut self, name: &impl Fn(&str, &str) -> String) {
        for item in &mut self.items {
            let own = krate(item.module_path()).to_owned();
            match item {
                Metadata::Record(found) => found.name = name(&own, &found.name),
                Metadata::Enum(found) => found.name = name(&own, &found.name),
                Metadata::CustomType(found) => found.name = name(&own, &found.name),
                _ => {}
            }
            each_type(item, &mut |ty| renamed(ty, name));
        }
        for missing in &mut self.missing {
            if let Implied::Variant { of, .. } = &mut missing.default {
                *of = name(&missing.krate, of);
            }
            missing.record = name(&missing.krate, &missing.record);
        }
    }

    fn each_path(&mut self, change: &impl Fn(&mut String)) {
        for item in &mut self.items {
            match item {
                Metadata::Record(found) => change(&mut found.module_path),
                Metadata::Enum(found) => change(&mut found.module_path),
                Metadata::CustomType(found) => change(&mut found.module_path),
                _ => {}
            }
            each_type(item, &mut |ty| pathed(ty, change));
        }
    }
}

fn renamed(ty: &mut Type, rename: &impl Fn(&str, &str) -> String) {
    match ty {
        Type::Record { module_path, name }
        | Type::Enum { module_path, name }
        | Type::Custom { module_path, name, .. } => *name = rename(krate(module_path), name),
        _ => {}
    }
    inner(ty, &mut |ty| renamed(ty, rename));
}

fn pathed(ty: &mut Type, change: &impl Fn(&mut String)) {
    match ty {
        Type::Record { module_path, .. }
        | Type::Enum { module_path, .. }
        | Type::Custom { module_path, .. } => change(module_path),
        _ => {}
    }
    inner(ty, &mut |ty| pathed(ty, change));
}

fn inner(ty: &mut Type, change: &mut impl FnMut(&mut Type)) {
    match ty {
        Type::Optional { inner_type }
        | Type::Sequence { inner_type }
        | Type::Set { inner_type }
        | Type::Box { inner_type } => change(inner_type),
        Type::Map { key_type, value_type } => {
            change(key_type);
            change(value_type);
        }
        Type::Custom { builtin, .. } => change(builtin),
        _ => {}
    }
}

/// Every type that an item mentions.
fn each_type(item: &mut Metadata, change: &mut impl FnMut(&mut Type)) {
    let of_fields = |fields: &mut Vec<FieldMetadata>, change: &mut dyn FnMut(&mut Type)| {
        fields.iter_mut().for_each(|field| change(&mut field.ty));
    };
    let literal = |field: &mut FieldMetadata, change: &mut dyn FnMut(&mut Type)| {
        if let Some(DefaultValueMetadata::Literal(
            LiteralMetadata::Int(_, _, ty) | LiteralMetadata::UInt(_, _, ty),
        )) = &mut field.default
        {
            change(ty);
        }
    };
    match item {
        Metadata::Record(found) => {
            of_fields(&mut found.fields, change);
            found.fields.iter_mut().for_each(|field| literal(field, change));
        }
        Metadata::Enum(found) => {
            found.variants.iter_mut().for_each(|one| of_fields(&mut one.fields, change));
        }
        Metadata::CustomType(found) => change(&mut found.builtin),
        Metadata::Constructor(found) => {
            found.inputs.iter_mut().for_each(|param| change(&mut param.ty));
            found.throws.iter_mut().for_each(change);
        }
        Metadata::Method(found) => {
            found.inputs.iter_mut().for_each(|param| change(&mut param.ty));
            found.return_type.iter_mut().chain(&mut found.throws).for_each(change);
        }
        Metadata::TraitMethod(found) => {
            found.inputs.iter_mut().for_each(|param| change(&mut param.ty));
            found.return_type.iter_mut().chain(&mut found.throws).for_each(change);
        }
        _ => {}
    }
}

/// Crate and name of a record, an enum, or a type with a form of its own.
fn type_of(item: &Metadata) -> Option<(String, String)> {
    let name = match item {
        Metadata::Record(found) => &found.name,
        Metadata::Enum(found) => &found.name,
        Metadata::CustomType(found) => &found.name,
        _ => return None,
    };
    Some((krate(item.module_path()).to_owned(), name.clone()))
}

fn mentioned(ty: &mut Type, known: &mut BTreeSet<(String, String)>) {
    if let Type::Record { module_path, name }
    | Type::Enum { module_path, name }
    | Type::Custom { module_path, name, .. } = ty
    {
        known.insert((krate(module_path).to_owned(), name.clone()));
    }
    inner(ty, &mut |ty| mentioned(ty, known));
}

fn krate(module_path: &str) -> &str {
    module_path.split("::").next().unwrap_or_default()
}

/// `Ledger` of `moja_ledger`, `Shop` of `moja`.
fn domain(krate: &str) -> String {
    camel(krate.strip_prefix("moja_").unwrap_or("shop"))
}

fn fields_documented(fields: &mut [FieldMetadata]) {
    fields.iter_mut().for_each(|field| documented(&mut field.docstring));
}

fn documented(doc: &mut Option<String>) {
    if let Some(text) = doc {
        *text = unlinked(&crate::read::text(Some(text)));
    }
    *doc = doc.take().filter(|text| !text.is_empty());
}

/// The records that are commands, with the way to the enum of all commands:
/// record, domain, enum of the domain, and variant there.
pub(crate) fn commands(items: &[Metadata]) -> Vec<(&str, &str, &str, &str)> {
    let mut commands = Vec::new();
    for domain in variants(items, "Command") {
        let Some(Type::Enum { name: of_domain, .. }) = domain.fields.first().map(|field| &field.ty)
        else {
            continue;
        };
        for variant in variants(items, of_domain) {
            if let Some(Type::Record { name, .. }) = variant.fields.first().map(|field| &field.ty) {
                let (domain, of_domain) = (domain.name.as_str(), of_domain.as_str());
                commands.push((name.as_str(), domain, of_domain, variant.name.as_str()));
            }
        }
    }
    commands
}

fn variants<'a>(items: &'a [Metadata], of: &str) -> impl Iterator<Item = &'a VariantMetadata> {
    let found = items.iter().find_map(|item| match item {
        Metadata::Enum(found) if found.name == of => Some(&found.variants),
        _ => None,
    });
    found.into_iter().flatten()
}
