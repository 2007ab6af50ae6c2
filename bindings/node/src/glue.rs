//! What the generated table is made of.

pub(crate) use crate::generated::Target;

/// A handle of moja's, opaque to JavaScript.
pub(crate) struct Handle(Option<Target>);

impl Handle {
    pub(crate) fn new(target: Target) -> Self {
        Self(Some(target))
    }

    pub(crate) fn target(&self) -> &Target {
        self.0.as_ref().unwrap_or(&Target::Gone)
    }
}

impl Drop for Handle {
    /// The last handle of a store waits for its worker, which may be waiting for the app's clock:
    /// for the thread that collects this garbage. So another thread waits.
    fn drop(&mut self) {
        let target = self.0.take();
        if let Some(Target::Gone) | None = target {
            return;
        }
        // Without a thread to be had, the closure is dropped here.
        let _ =
            std::thread::Builder::new().name("moja-drop".to_owned()).spawn(move || drop(target));
    }
}

macro_rules! objects {
    ($($object:ident),*) => {
        pub(crate) enum Target {
            /// Of a handle that is being dropped.
            Gone,
            $($object(std::sync::Arc<api::$object>),)*
        }

        $(impl ToJs for std::sync::Arc<api::$object> {
            fn to_js(self, env: &napi::Env) -> napi::Result<Unknown<'_>> {
                External::new(crate::glue::Handle::new(Target::$object(self))).into_unknown(env)
            }
        })*
    };
}

macro_rules! method {
    ($object:ident . $method:ident ($($arg:ident $name:literal),*) $($await:tt)?) => {
        |target, args| {
            let Some(Target::$object(target)) = target else { return Err(wrong_handle()) };
            let target = target.clone();
            #[allow(unused_mut, unused_variables)]
            let mut args = Args::new(args);
            $(let $arg = args.value($name)?;)*
            Ok(Box::pin(async move { Ok(answer(target.$method($($arg),*)$(.$await)??)) }))
        }
    };
    ($object:ident :: $method:ident ($($arg:ident $name:literal),*) $($await:tt)?) => {
        |_, args| {
            #[allow(unused_mut)]
            let mut args = Args::new(args);
            $(let $arg = args.value($name)?;)*
            Ok(Box::pin(async move { Ok(answer(api::$object::$method($($arg),*)$(.$await)??)) }))
        }
    };
}

macro_rules! record {
    ($path:path, $shown:literal, $at:ident, { $($field:tt $name:literal $get:expr),* }) => {
        impl FromJs for $path {
            fn from_js(value: Unknown<'_>) -> Result<Self, Refused> {
                let $at = Fields::new(value, concat!("`", $shown, "`"))?;
                let made = Self { $($field: $get?,)* };
                $at.no_others(&[$($name),*])?;
                Ok(made)
            }
        }

        impl ToJs for $path {
            fn to_js(self, env: &napi::Env) -> napi::Result<Unknown<'_>> {
                #[allow(unused_mut)]
                let mut made = Object::new(env)?;
                $(made.set_c_named_property($name, self.$field.to_js(env)?)?;)*
                made.into_unknown(env)
            }
        }
    };
}

macro_rules! codes {
    ($path:path, $shown:literal, { $($variant:ident $code:literal),* }) => {
        impl FromJs for $path {
            fn from_js(value: Unknown<'_>) -> Result<Self, Refused> {
                match &*text(value, concat!("`", $shown, "`"))? {
                    $($code => Ok(Self::$variant),)*
                    other => Err(unknown_code($shown, other, &[$($code),*])),
                }
            }
        }

        impl Coded for $path {
            fn code(&self) -> &'static str {
                match self {
                    $(Self::$variant => $code,)*
                }
            }
        }

        impl ToJs for $path {
            fn to_js(self, env: &napi::Env) -> napi::Result<Unknown<'_>> {
                self.code().into_unknown(env)
            }
        }
    };
}

macro_rules! variants {
    ($path:path, $shown:literal, $at:ident, {
        $($variant:ident $code:literal { $($field:tt $own:ident $name:literal $get:expr),* }),*
    }) => {
        impl FromJs for $path {
            fn from_js(value: Unknown<'_>) -> Result<Self, Refused> {
                let $at = Fields::new(value, concat!("`", $shown, "`"))?;
                let kind: String = $at.field(c"kind")?;
                match &*kind {
                    $($code => {
                        let made = Self::$variant { $($field: $get?,)* };
                        $at.no_others(&[c"kind", $($name),*])?;
                        Ok(made)
                    })*
                    other => Err(unknown_code($shown, other, &[$($code),*])),
                }
            }
        }

        impl ToJs for $path {
            fn to_js(self, env: &napi::Env) -> napi::Result<Unknown<'_>> {
                let mut made = Object::new(env)?;
                match self {
                    $(Self::$variant { $($field: $own),* } => {
                        made.set_c_named_property(c"kind", $code)?;
                        $(made.set_c_named_property($name, $own.to_js(env)?)?;)*
                    })*
                }
                made.into_unknown(env)
            }
        }
    };
}

macro_rules! callback {
    ($path:path, $callback:ident, $method:literal) => {
        impl FromJs for std::sync::Arc<dyn $path> {
            fn from_js(value: Unknown<'_>) -> Result<Self, Refused> {
                Ok(std::sync::Arc::new(crate::callback::$callback::new(value, $method)?))
            }
        }

        /// It stays where it came from.
        impl ToJs for std::sync::Arc<dyn $path> {
            fn to_js(self, env: &napi::Env) -> napi::Result<Unknown<'_>> {
                ().to_js(env)
            }
        }
    };
}

macro_rules! outcomes {
    ($($path:path,)*) => {
        $(impl ToJs for $path {
            fn to_js(self, env: &napi::Env) -> napi::Result<Unknown<'_>> {
                outcome(env, self.position, self.replayed, self.value.to_js(env)?)
            }
        })*
    };
}

macro_rules! answers {
    ($($variant:ident),*) => {
        impl ToJs for api::Answer {
            fn to_js(self, env: &napi::Env) -> napi::Result<Unknown<'_>> {
                match self {
                    Self::Done => ().to_js(env),
                    $(Self::$variant { value } => value.to_js(env),)*
                }
            }
        }
    };
}

pub(crate) use {answers, callback, codes, method, objects, outcomes, record, variants};
