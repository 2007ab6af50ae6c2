//! Metadata in bytes, as uniffi's macros write it and `uniffi_meta` reads it.

use anyhow::{Context, Result, bail};
use uniffi_meta::{
    DefaultValueMetadata, FieldMetadata, FnParamMetadata, LiteralMetadata, Metadata, ObjectImpl,
    TraitKind, Type, VariantMetadata, codes,
};

/// One item.
pub(super) fn item(item: &Metadata) -> Result<Vec<u8>> {
    let mut out = Bytes(Vec::new());
    match item {
        Metadata::Namespace(found) => {
            out.byte(codes::NAMESPACE);
            out.texts(&[&found.crate_name, &found.name])?;
        }
        Metadata::Constructor(found) => {
            out.byte(codes::CONSTRUCTOR);
            out.texts(&[&found.module_path, &found.self_name, &found.name])?;
            out.optional_text(found.orig_name.as_ref())?;
            out.byte(found.is_async.into());
            out.params(&found.inputs)?;
            let own = Type::Object {
                module_path: found.module_path.clone(),
                name: found.self_name.clone(),
                imp: ObjectImpl::Struct,
            };
            out.returned(Some(&own), found.throws.as_ref())?;
            out.doc(found.docstring.as_ref())?;
        }
        Metadata::Method(found) => {
            out.byte(codes::METHOD);
            out.texts(&[&found.module_path, &found.self_name, &found.name])?;
            out.optional_text(found.orig_name.as_ref())?;
            out.byte(found.is_async.into());
            out.params(&found.inputs)?;
            out.returned(found.return_type.as_ref(), found.throws.as_ref())?;
            out.doc(found.docstring.as_ref())?;
        }
        Metadata::TraitMethod(found) => {
            out.byte(codes::TRAIT_METHOD);
            out.texts(&[&found.module_path, &found.trait_name])?;
            out.0.extend(found.index.to_le_bytes());
            out.text(&found.name)?;
            out.optional_text(found.orig_name.as_ref())?;
            out.byte(found.is_async.into());
            out.params(&found.inputs)?;
            out.returned(found.return_type.as_ref(), found.throws.as_ref())?;
            out.doc(found.docstring.as_ref())?;
        }
        Metadata::Record(found) => {
            out.byte(codes::RECORD);
            out.texts(&[&found.module_path, &found.name])?;
            out.optional_text(found.orig_name.as_ref())?;
            out.fields(&found.fields)?;
            out.doc(found.docstring.as_ref())?;
        }
        Metadata::Enum(found) => {
            out.byte(codes::ENUM);
            out.texts(&[&found.module_path, &found.name])?;
            out.optional_text(found.orig_name.as_ref())?;
            out.byte(found.shape.as_u8());
            out.byte(found.discr_type.is_some().into());
            if let Some(ty) = &found.discr_type {
                out.ty(ty)?;
            }
            out.count(found.variants.len())?;
            for variant in &found.variants {
                out.variant(variant)?;
            }
            out.byte(found.non_exhaustive.into());
            out.doc(found.docstring.as_ref())?;
        }
        Metadata::Object(found) => {
            let kind = match found.imp {
                ObjectImpl::Struct => None,
                ObjectImpl::Trait(kind) => Some(kind),
            };
            out.byte(if kind.is_none() { codes::INTERFACE } else { codes::TRAIT_INTERFACE });
            out.texts(&[&found.module_path, &found.name])?;
            out.optional_text(found.orig_name.as_ref())?;
            out.doc(found.docstring.as_ref())?;
            if let Some(kind) = kind {
                out.trait_kind(kind);
            }
        }
        Metadata::CustomType(found) => {
            out.byte(codes::CUSTOM_TYPE);
            out.texts(&[&found.module_path, &found.name])?;
            out.ty(&found.builtin)?;
            out.doc(found.docstring.as_ref())?;
        }
        other => bail!("no form in bytes is known of {other:?}"),
    }
    Ok(out.0)
}

struct Bytes(Vec<u8>);

impl Bytes {
    fn byte(&mut self, byte: u8) {
        self.0.push(byte);
    }

    fn count(&mut self, count: usize) -> Result<()> {
        self.byte(u8::try_from(count).context("more than 255 of something")?);
        Ok(())
    }

    fn text(&mut self, text: &str) -> Result<()> {
        self.count(text.len())?;
        self.0.extend(text.as_bytes());
        Ok(())
    }

    fn texts(&mut self, texts: &[&str]) -> Result<()> {
        texts.iter().try_for_each(|text| self.text(text))
    }

    fn optional_text(&mut self, text: Option<&String>) -> Result<()> {
        self.byte(text.is_some().into());
        text.map_or(Ok(()), |text| self.text(text))
    }

    fn doc(&mut self, doc: Option<&String>) -> Result<()> {
        let doc = doc.map(String::as_str).unwrap_or_default();
        let length = u16::try_from(doc.len()).context("documentation of more than 64 KB")?;
        self.0.extend(length.to_le_bytes());
        self.0.extend(doc.as_bytes());
        Ok(())
    }

    fn trait_kind(&mut self, kind: TraitKind) {
        self.byte(match kind {
            TraitKind::RustOnly => codes::TRAIT_KIND_RUST_ONLY,
            TraitKind::Both => codes::TRAIT_KIND_BOTH,
            TraitKind::ForeignOnly => codes::TRAIT_KIND_FOREIGN_ONLY,
        });
    }

    fn ty(&mut self, ty: &Type) -> Result<()> {
        match ty {
            Type::UInt8 => self.byte(codes::TYPE_U8),
            Type::Int8 => self.byte(codes::TYPE_I8),
            Type::UInt16 => self.byte(codes::TYPE_U16),
            Type::Int16 => self.byte(codes::TYPE_I16),
            Type::UInt32 => self.byte(codes::TYPE_U32),
            Type::Int32 => self.byte(codes::TYPE_I32),
            Type::UInt64 => self.byte(codes::TYPE_U64),
            Type::Int64 => self.byte(codes::TYPE_I64),
            Type::Float32 => self.byte(codes::TYPE_F32),
            Type::Float64 => self.byte(codes::TYPE_F64),
            Type::Boolean => self.byte(codes::TYPE_BOOL),
            Type::String => self.byte(codes::TYPE_STRING),
            Type::Bytes => self.0.extend([codes::TYPE_VEC, codes::TYPE_U8]),
            Type::Duration => self.byte(codes::TYPE_DURATION),
            Type::Timestamp => self.byte(codes::TYPE_SYSTEM_TIME),
            Type::Record { module_path, name } => {
                self.byte(codes::TYPE_RECORD);
                self.texts(&[module_path, name])?;
            }
            Type::Enum { module_path, name } => {
                self.byte(codes::TYPE_ENUM);
                self.texts(&[module_path, name])?;
            }
            Type::Object { module_path, name, imp } => {
                let kind = match imp {
                    ObjectImpl::Struct => None,
                    ObjectImpl::Trait(kind) => Some(*kind),
                };
                let code = if kind.is_none() {
                    codes::TYPE_INTERFACE
                } else {
                    codes::TYPE_TRAIT_INTERFACE
                };
                self.byte(code);
                self.texts(&[module_path, name])?;
                if let Some(kind) = kind {
                    self.trait_kind(kind);
                }
            }
            Type::CallbackInterface { module_path, name } => {
                self.byte(codes::TYPE_CALLBACK_INTERFACE);
                self.texts(&[module_path, name])?;
            }
            Type::Custom { module_path, name, builtin } => {
                self.byte(codes::TYPE_CUSTOM);
                self.texts(&[module_path, name])?;
                self.ty(builtin)?;
            }
            Type::Box { inner_type } => self.wrapped(codes::TYPE_BOX, inner_type)?,
            Type::Optional { inner_type } => self.wrapped(codes::TYPE_OPTION, inner_type)?,
            Type::Sequence { inner_type } => self.wrapped(codes::TYPE_VEC, inner_type)?,
            Type::Set { inner_type } => self.wrapped(codes::TYPE_HASH_SET, inner_type)?,
            Type::Map { key_type, value_type } => {
                self.wrapped(codes::TYPE_HASH_MAP, key_type)?;
                self.ty(value_type)?;
            }
        }
        Ok(())
    }

    fn wrapped(&mut self, code: u8, inner: &Type) -> Result<()> {
        self.byte(code);
        self.ty(inner)
    }

    fn optional_ty(&mut self, ty: Option<&Type>) -> Result<()> {
        match ty {
            None => {
                self.byte(codes::TYPE_UNIT);
                Ok(())
            }
            Some(ty) => self.ty(ty),
        }
    }

    fn returned(&mut self, returned: Option<&Type>, throws: Option<&Type>) -> Result<()> {
        if throws.is_some() {
            self.byte(codes::TYPE_RESULT);
            self.optional_ty(returned)?;
            return self.optional_ty(throws);
        }
        self.optional_ty(returned)
    }

    fn params(&mut self, params: &[FnParamMetadata]) -> Result<()> {
        self.count(params.len())?;
        for param in params {
            self.text(&param.name)?;
            self.ty(&param.ty)?;
            self.byte(param.by_ref.into());
            self.default(param.default.as_ref())?;
        }
        Ok(())
    }

    fn fields(&mut self, fields: &[FieldMetadata]) -> Result<()> {
        self.count(fields.len())?;
        for field in fields {
            self.text(&field.name)?;
            self.optional_text(field.orig_name.as_ref())?;
            self.ty(&field.ty)?;
            self.default(field.default.as_ref())?;
            self.doc(field.docstring.as_ref())?;
        }
        Ok(())
    }

    fn variant(&mut self, variant: &VariantMetadata) -> Result<()> {
        self.text(&variant.name)?;
        self.optional_text(variant.orig_name.as_ref())?;
        self.byte(variant.discr.is_some().into());
        if let Some(discr) = &variant.discr {
            self.literal(discr)?;
        }
        self.fields(&variant.fields)?;
        self.doc(variant.docstring.as_ref())
    }

    fn default(&mut self, default: Option<&DefaultValueMetadata>) -> Result<()> {
        self.byte(default.is_some().into());
        default.map_or(Ok(()), |default| self.value(default))
    }

    fn value(&mut self, default: &DefaultValueMetadata) -> Result<()> {
        match default {
            DefaultValueMetadata::Default => {
                self.byte(codes::DEFVALUE_DEFAULT);
                Ok(())
            }
            DefaultValueMetadata::Literal(literal) => {
                self.byte(codes::DEFVALUE_LITERAL);
                self.literal(literal)
            }
        }
    }

    fn literal(&mut self, literal: &LiteralMetadata) -> Result<()> {
        match literal {
            LiteralMetadata::Boolean(value) => self.0.extend([codes::LIT_BOOL, (*value).into()]),
            LiteralMetadata::String(value) => {
                self.byte(codes::LIT_STR);
                self.text(value)?;
            }
            LiteralMetadata::UInt(value, ..) => {
                self.byte(codes::LIT_INT);
                self.text(&value.to_string())?;
            }
            LiteralMetadata::Int(value, ..) => {
                self.byte(codes::LIT_INT);
                self.text(&value.to_string())?;
            }
            LiteralMetadata::Float(value, _) => {
                self.byte(codes::LIT_FLOAT);
                self.text(value)?;
            }
            LiteralMetadata::EmptySequence => self.byte(codes::LIT_EMPTY_SEQ),
            LiteralMetadata::EmptyMap => self.byte(codes::LIT_EMPTY_MAP),
            LiteralMetadata::EmptySet => self.byte(codes::LIT_EMPTY_SET),
            LiteralMetadata::None => self.byte(codes::LIT_NONE),
            LiteralMetadata::Some { inner } => {
                self.byte(codes::LIT_SOME);
                self.value(inner)?;
            }
            LiteralMetadata::Enum(name, _) => bail!("no form in bytes is known of `{name}`"),
        }
        Ok(())
    }
}
