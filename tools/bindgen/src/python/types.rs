//! Types as Python says them.

use anyhow::{Result, bail};

use crate::model::{Default, Enum, Name, Surface, Ty};

/// The file of a module.
pub(crate) fn file(module: &str) -> &str {
    match module {
        "core" => "types",
        "api" => "_store",
        other => other,
    }
}

/// Which side of the border a type stands on: what is given may be more than what is got.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    Given,
    Got,
}

/// What a module has to import.
pub(crate) struct Imports<'a> {
    pub(crate) surface: &'a Surface,
    /// By file and name.
    pub(crate) own: std::collections::BTreeSet<(String, String)>,
}

/// How Python writes a type within `module`.
pub(crate) fn hint(ty: &Ty, side: Side, module: &str, imports: &mut Imports<'_>) -> Result<String> {
    let mut inner = |ty: &Ty| hint(ty, side, module, imports);
    Ok(match ty {
        Ty::Unit => "None".to_owned(),
        Ty::Bool => "bool".to_owned(),
        Ty::Int(..) => "int".to_owned(),
        Ty::Text => "str".to_owned(),
        Ty::Bytes => "bytes".to_owned(),
        Ty::Float => "float".to_owned(),
        Ty::Optional(of) => format!("{} | None", inner(of)?),
        Ty::List(of) => format!("Sequence[{}]", inner(of)?),
        Ty::Map(key, value) => format!("Mapping[{}, {}]", inner(key)?, inner(value)?),
        Ty::Custom(name, carried) => match custom(&name.name, side) {
            Some(hint) => hint.to_owned(),
            None if name.name.ends_with("Id") && **carried == Ty::Text => match side {
                Side::Given => "UUID | str".to_owned(),
                Side::Got => "UUID".to_owned(),
            },
            None if name.name.ends_with("Cursor") && **carried == Ty::Text => "str".to_owned(),
            None => bail!("Python has no form for `{}`", name.rust),
        },
        Ty::Record(name) | Ty::Enum(name) | Ty::Object(name) | Ty::Callback(name) => {
            let own = class(name).to_owned();
            let is_flat = imports.surface.enums.get(name).is_some_and(Enum::is_flat);
            let mut import = |own: &str| {
                if name.module != module {
                    imports.own.insert((file(&name.module).to_owned(), own.to_owned()));
                }
            };
            import(&own);
            if is_flat && side == Side::Given {
                // A code in text will do.
                import(&format!("{own}Code"));
                return Ok(format!("{own} | {own}Code"));
            }
            own
        }
    })
}

/// The class of a type.
pub(crate) fn class(name: &Name) -> &str {
    match name.name.as_str() {
        "Command" if name.module == "api" => "Command",
        other => other,
    }
}

fn custom(name: &str, side: Side) -> Option<&'static str> {
    Some(match (name, side) {
        ("Money", _) => "Money",
        ("Currency" | "Rate", _) => "str",
        ("Quantity" | "DecimalText", Side::Given) => "Decimal | int",
        ("Quantity" | "DecimalText", Side::Got) => "Decimal",
        ("Timestamp", _) => "datetime",
        ("JsonText", _) => "Any",
        ("MetaValue", _) => "str | MetaText",
        ("Metadata", _) => "Mapping[str, str | MetaText]",
        ("Attributes", _) => "Mapping[str, str]",
        ("KeyAndValue", _) => "tuple[str, str | None]",
        ("ItemAndLot", _) => "tuple[str, str]",
        ("Components", _) => "Mapping[str, tuple[Decimal, Decimal]]",
        _ => return None,
    })
}

/// Records that Python has another form for.
pub(crate) fn is_replaced(name: &Name) -> bool {
    matches!(
        name.name.as_str(),
        "MoneyAmount"
            | "MetadataKey"
            | "LotOf"
            | "ComponentRatio"
            | "DoneOutcome"
            | "MemberOutcome"
    )
}

/// Enums that Python has no need of: any command is a value of its class, any answer what it is.
pub(crate) fn is_command_value(name: &Name) -> bool {
    name.module == "api" && (name.name == "Answer" || name.name.ends_with("Command"))
}

/// What stands after `=` in a signature; none if the argument must be given.
pub(crate) fn default(ty: &Ty, default: Option<&Default>) -> Result<Option<String>> {
    Ok(Some(match default {
        None => return Ok(None),
        Some(Default::None) => "None".to_owned(),
        Some(Default::Bool(true)) => "True".to_owned(),
        Some(Default::Bool(false)) => "False".to_owned(),
        Some(Default::Int(number)) => number.clone(),
        Some(Default::Text(text)) => match ty {
            Ty::Text => format!("{text:?}"),
            Ty::Custom(name, _) if name.name == "Quantity" => format!("Decimal({text:?})"),
            other => bail!("no default `{text}` of {other:?}"),
        },
        Some(Default::OfType) => match ty {
            Ty::Bool => "False".to_owned(),
            Ty::Int(..) => "0".to_owned(),
            Ty::Text => "\"\"".to_owned(),
            Ty::List(_) => "()".to_owned(),
            _ => "None".to_owned(),
        },
    }))
}

/// Whether `None` stands for the default of a type that has no `None` itself.
pub(crate) fn none_is_default(ty: &Ty, default: Option<&Default>) -> bool {
    default == Some(&Default::OfType)
        && !matches!(ty, Ty::Optional(_) | Ty::Bool | Ty::Int(..) | Ty::Text | Ty::List(_))
}

/// Whether a module has the handle of a domain.
pub(crate) fn is_domain_module(module: &str) -> bool {
    matches!(module, "outbox" | "ledger" | "inventory" | "commerce" | "shop")
}

/// A name that Python lets a variable have.
pub(crate) fn ident(name: &str) -> String {
    const KEYWORDS: &[&str] = &[
        "None", "True", "False", "and", "as", "assert", "async", "await", "break", "class",
        "continue", "def", "del", "elif", "else", "except", "finally", "for", "from", "global",
        "if", "import", "in", "is", "lambda", "nonlocal", "not", "or", "pass", "raise", "return",
        "try", "while", "with", "yield",
    ];
    if KEYWORDS.contains(&name) { format!("{name}_") } else { name.to_owned() }
}
