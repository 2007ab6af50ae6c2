//! A handle for each domain, with a method for each of its commands and queries.
//!
//! A method has no text of its own: its documentation is that of its command or query, which
//! `cargo xtask bindgen` puts there in every language.

mod commerce;
mod inventory;
mod ledger;
mod outbox;
mod shop;

pub use commerce::{Commerce, CommerceCommand};
pub use inventory::{Inventory, InventoryCommand};
pub use ledger::{Ledger, LedgerCommand};
pub use outbox::{Outbox, OutboxCommand};
pub use shop::{Shop, ShopCommand};

/// Declares the handle of a domain: one line for each command and query.
macro_rules! handle {
    (
        $(#[$doc:meta])*
        $handle:ident, $command:ident;
        $(run $run:ident($request:ident) -> $outcome:ident;)*
        $(ask $ask:ident($question:ident) -> $answer:ty;)*
    ) => {
        use std::sync::Arc;

        use moja::AnyCommand;
        use moja::core::foreign::ForeignError;
        use moja::core::id::CommandId;

        use crate::batch::Kind;
        use crate::session::Session;

        $(#[$doc])*
        #[derive(Debug, uniffi::Object)]
        pub struct $handle {
            session: Arc<Session>,
        }

        impl $handle {
            pub(crate) fn new(session: Arc<Session>) -> Arc<Self> {
                Arc::new(Self { session })
            }

            /// The commands and queries that have a method: verb, name, and the type that it takes.
            #[cfg(test)]
            pub(crate) const METHODS: &'static [(&'static str, &'static str, &'static str)] = &[
                $(("run", <$request as moja::domain::Command>::NAME, stringify!($request)),)*
                $(("ask", <$question as moja::domain::Query>::NAME, stringify!($question)),)*
            ];
        }

        #[uniffi::export]
        #[allow(missing_docs, reason = "a method's text is that of the type that it takes")]
        impl $handle {
            $(
                #[uniffi::method(default(command_id = None))]
                pub async fn $run(
                    &self,
                    command: $request,
                    command_id: Option<CommandId>,
                ) -> Result<$outcome, ForeignError> {
                    self.session.run(command, command_id).await
                }
            )*
            $(
                pub async fn $ask(&self, query: $question) -> Result<$answer, ForeignError> {
                    self.session.ask(query).await
                }
            )*
        }

        /// A command of this domain, as a value.
        #[derive(Clone, Debug, uniffi::Enum)]
        #[allow(clippy::large_enum_variant, reason = "a command is made once, and moved")]
        pub enum $command {
            $(
                /// A command.
                $request {
                    /// The command.
                    command: $request,
                },
            )*
        }

        impl $command {
            pub(crate) fn kind(&self) -> Kind {
                match self {
                    $(Self::$request { .. } => Kind::of::<$request>(),)*
                }
            }
        }

        impl From<$command> for AnyCommand {
            fn from(command: $command) -> Self {
                match command {
                    $($command::$request { command } => command.into(),)*
                }
            }
        }
    };
}

use handle;

#[cfg(test)]
mod tests;
