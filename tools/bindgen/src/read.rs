//! From the metadata in the library to the model.

use anyhow::{Context, Result, bail};
use camino::Utf8Path;
use uniffi_meta::{
    DefaultValueMetadata, FieldMetadata, FnParamMetadata, LiteralMetadata, Metadata, ObjectImpl,
    Type,
};

use crate::model::{Default, Enum, Field, Method, Name, Object, Record, Surface, Ty, Variant};

/// Reads the surface out of a library that was not stripped.
pub(crate) fn surface(library: &Utf8Path) -> Result<Surface> {
    let items = uniffi_bindgen::macro_metadata::extract_from_library(library)?;
    if items.is_empty() {
        bail!("`{library}` has no metadata: was it stripped?");
    }
    let mut surface = Surface::default();
    for item in &items {
        definition(&mut surface, item)?;
    }
    for item in &items {
        method(&mut surface, item)?;
    }
    documented(&mut surface);
    Ok(surface)
}

fn definition(surface: &mut Surface, item: &Metadata) -> Result<()> {
    match item {
        Metadata::Record(record) => {
            let name = name(&record.module_path, &record.name);
            let fields = record.fields.iter().map(field).collect::<Result<_>>()?;
            let doc = text(record.docstring.as_ref());
            surface.records.insert(name.clone(), Record { name, doc, fields });
        }
        Metadata::Enum(found) => {
            let name = name(&found.module_path, &found.name);
            let variants = found.variants.iter().map(|variant| {
                let fields = variant.fields.iter().map(field).collect::<Result<_>>()?;
                let doc = text(variant.docstring.as_ref());
                Ok(Variant { name: variant.name.clone(), doc, fields })
            });
            let variants = variants.collect::<Result<_>>()?;
            let (doc, is_error) = (text(found.docstring.as_ref()), found.shape.is_error());
            surface.enums.insert(name.clone(), Enum { name, doc, is_error, variants });
        }
        Metadata::Object(object) => {
            let name = name(&object.module_path, &object.name);
            let doc = text(object.docstring.as_ref());
            let found =
                Object { name: name.clone(), doc, constructors: Vec::new(), methods: Vec::new() };
            match object.imp {
                ObjectImpl::Struct => surface.objects.insert(name, found),
                _ => surface.callbacks.insert(name, found),
            };
        }
        Metadata::CustomType(custom) => {
            let name = name(&custom.module_path, &custom.name);
            surface.customs.insert(name, text(custom.docstring.as_ref()));
        }
        _ => {}
    }
    Ok(())
}

fn method(surface: &mut Surface, item: &Metadata) -> Result<()> {
    match item {
        Metadata::Constructor(found) => {
            let owner = name(&found.module_path, &found.self_name);
            let object = surface.objects.get_mut(&owner).context("a constructor of no object")?;
            object.constructors.push(Method {
                name: found.name.clone(),
                doc: text(found.docstring.as_ref()),
                is_async: found.is_async,
                params: params(&found.inputs)?,
                returns: Ty::Object(owner),
            });
        }
        Metadata::Method(found) => {
            if found.throws.is_none() {
                bail!("`{}.{}` returns no Result", found.self_name, found.name);
            }
            let owner = name(&found.module_path, &found.self_name);
            let object = surface.objects.get_mut(&owner).context("a method of no object")?;
            object.methods.push(Method {
                name: found.name.clone(),
                doc: text(found.docstring.as_ref()),
                is_async: found.is_async,
                params: params(&found.inputs)?,
                returns: returned(found.return_type.as_ref())?,
            });
        }
        Metadata::TraitMethod(found) => {
            let owner = name(&found.module_path, &found.trait_name);
            let object = surface.callbacks.get_mut(&owner).context("a method of no trait")?;
            object.methods.push(Method {
                name: found.name.clone(),
                doc: text(found.docstring.as_ref()),
                is_async: found.is_async,
                params: params(&found.inputs)?,
                returns: returned(found.return_type.as_ref())?,
            });
        }
        Metadata::Func(found) => bail!("`{}` is a function: the surface has handles", found.name),
        _ => {}
    }
    Ok(())
}

/// A method of a domain has the documentation of its command or query.
fn documented(surface: &mut Surface) {
    let records = &surface.records;
    for object in surface.objects.values_mut() {
        for method in &mut object.methods {
            let record = method.request().and_then(|request| records.get(request));
            if let (true, Some(record)) = (method.doc.is_empty(), record) {
                method.doc.clone_from(&record.doc);
            }
        }
    }
}

fn params(found: &[FnParamMetadata]) -> Result<Vec<Field>> {
    let params = found.iter().map(|param| {
        Ok(Field {
            name: param.name.clone(),
            ty: ty(&param.ty)?,
            default: param.default.as_ref().map(default).transpose()?,
            doc: String::new(),
        })
    });
    params.collect()
}

fn field(found: &FieldMetadata) -> Result<Field> {
    Ok(Field {
        name: found.name.clone(),
        ty: ty(&found.ty)?,
        default: found.default.as_ref().map(default).transpose()?,
        doc: text(found.docstring.as_ref()),
    })
}

fn returned(found: Option<&Type>) -> Result<Ty> {
    found.map_or(Ok(Ty::Unit), ty)
}

fn ty(found: &Type) -> Result<Ty> {
    let boxed = |inner: &Type| ty(inner).map(Box::new);
    Ok(match found {
        Type::Boolean => Ty::Bool,
        Type::UInt8 => Ty::Int(false, 8),
        Type::UInt16 => Ty::Int(false, 16),
        Type::UInt32 => Ty::Int(false, 32),
        Type::UInt64 => Ty::Int(false, 64),
        Type::Int8 => Ty::Int(true, 8),
        Type::Int16 => Ty::Int(true, 16),
        Type::Int32 => Ty::Int(true, 32),
        Type::Int64 => Ty::Int(true, 64),
        Type::Float32 | Type::Float64 => Ty::Float,
        Type::String => Ty::Text,
        Type::Bytes => Ty::Bytes,
        Type::Optional { inner_type } => Ty::Optional(boxed(inner_type)?),
        Type::Sequence { inner_type } => Ty::List(boxed(inner_type)?),
        Type::Box { inner_type } => ty(inner_type)?,
        Type::Map { key_type, value_type } => Ty::Map(boxed(key_type)?, boxed(value_type)?),
        Type::Record { module_path, name: own } => Ty::Record(name(module_path, own)),
        Type::Enum { module_path, name: own } => Ty::Enum(name(module_path, own)),
        Type::Custom { module_path, name: own, builtin } => {
            Ty::Custom(name(module_path, own), boxed(builtin)?)
        }
        Type::Object { module_path, name: own, imp: ObjectImpl::Struct } => {
            Ty::Object(name(module_path, own))
        }
        Type::Object { module_path, name: own, .. }
        | Type::CallbackInterface { module_path, name: own } => {
            Ty::Callback(name(module_path, own))
        }
        other => bail!("no writer knows the type {other:?}"),
    })
}

fn default(found: &DefaultValueMetadata) -> Result<Default> {
    Ok(match found {
        DefaultValueMetadata::Default => Default::OfType,
        DefaultValueMetadata::Literal(literal) => match literal {
            LiteralMetadata::None => Default::None,
            LiteralMetadata::Boolean(value) => Default::Bool(*value),
            LiteralMetadata::Int(value, ..) => Default::Int(value.to_string()),
            LiteralMetadata::UInt(value, ..) => Default::Int(value.to_string()),
            LiteralMetadata::String(value) => Default::Text(value.clone()),
            other => bail!("no writer knows the default {other:?}"),
        },
    })
}

fn text(found: Option<&String>) -> String {
    let lines = found.map(String::as_str).unwrap_or_default().lines().map(str::trim_end);
    lines.map(|line| line.strip_prefix(' ').unwrap_or(line)).collect::<Vec<_>>().join("\n")
}

/// Modules of which the public path of a type has more than the crate.
const SHOWN: &[&str] = &["foreign", "plan", "pricing", "settlement"];

fn name(module_path: &str, own: &str) -> Name {
    let mut path = module_path.split("::");
    let krate = path.next().unwrap_or_default();
    let inner = path.next().unwrap_or_default();
    let (module, place) = match krate {
        "moja_core" => {
            (if inner == "outbox" { "outbox" } else { "core" }, format!("core::{inner}"))
        }
        "moja" => ("shop", "flows".to_owned()),
        "moja_api" => ("api", String::new()),
        domain => {
            let domain = domain.trim_start_matches("moja_");
            let shown = SHOWN.contains(&inner);
            (domain, if shown { format!("{domain}::{inner}") } else { domain.to_owned() })
        }
    };
    let rust = if place.is_empty() { own.to_owned() } else { format!("{place}::{own}") };
    Name { module: module.to_owned(), name: own.to_owned(), rust }
}
