//! Commands in a transaction of the app's own, on PostgreSQL.

use std::any::Any;

use moja_core::command::Command;
use moja_core::engine::CommandResult;
use moja_core::id::CommandId;
use moja_core::store::{StoreError, StoreErrorKind};
use moja_postgres::PostgresStore;
use moja_postgres::sqlx::postgres::PgTransaction;

use crate::handle::Session;

impl Session {
    /// Executes a command in the app's own transaction: what the app wrote to its tables and what
    /// the command writes are kept together, when the app commits, or not at all.
    ///
    /// ```no_run
    /// # use moja::postgres::sqlx;
    /// # use moja::prelude::*;
    /// # async fn sell(shop: &moja::Session, pool: &sqlx::PgPool) -> Result<(), Box<dyn std::error::Error>> {
    /// let id = shop.new_command_id();
    /// let mut transaction = pool.begin().await?;
    /// sqlx::query("INSERT INTO app.parcel (sale, weight_g) VALUES ($1, 250)")
    ///     .bind(id.to_string())
    ///     .execute(&mut *transaction)
    ///     .await?;
    /// let sale = Transfer::new("cash:till", "sales", "12.50 EUR".parse()?);
    /// shop.execute_in_as(&mut transaction, id, sale).await?;
    /// transaction.commit().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// The pool and its user may be the app's own; the database is the store's. The user must be
    /// allowed to take the store's runtime role (`GRANT "shop_moja_runtime" TO app`), which each
    /// command takes and gives back, and which sees none of the app's tables.
    ///
    /// - **The tenant is locked** from the first accepted command until the app's transaction
    ///   ends, over all processes: keep that short, and wait in it for nothing that writes the
    ///   tenant in another way, which would wait for this transaction.
    /// - **A refused command** has no effect, and the transaction can be used on. So it can when
    ///   this future is dropped half-way, but for its very end: then the app's next statement
    ///   fails, and nothing of the transaction can be committed.
    /// - **Nothing is tried again here.** After an error that is retryable, and after a commit
    ///   whose outcome the app was not told, begin again with the same command id: a command
    ///   that was committed is not executed twice, and its first outcome is returned.
    /// - Several commands in one transaction see each other.
    ///
    /// # Errors
    ///
    /// As [`run`](Self::run); Invalid when the store is not on PostgreSQL, Incompatible when the
    /// transaction is in another database, or its user may not take the runtime role.
    pub async fn execute_in<C: Command>(
        &self,
        transaction: &mut PgTransaction<'_>,
        command: C,
    ) -> CommandResult<C> {
        self.execute_in_as(transaction, self.new_command_id(), command).await
    }

    /// As [`execute_in`](Self::execute_in), under an id of the caller's.
    ///
    /// # Errors
    ///
    /// As [`execute_in`](Self::execute_in), and as [`run_as`](Self::run_as).
    pub async fn execute_in_as<C: Command>(
        &self,
        transaction: &mut PgTransaction<'_>,
        id: CommandId,
        command: C,
    ) -> CommandResult<C> {
        let (tenant, actor) = self.command_scope()?;
        let engine = self.engine();
        let store: &dyn Any = &**engine.store();
        let Some(store) = store.downcast_ref::<PostgresStore>() else {
            let message = "only a store on PostgreSQL takes part in a transaction of its driver";
            return Err(StoreError::new(StoreErrorKind::Invalid, message).into());
        };
        engine.prepare_to_join(tenant).await?;
        let part = store.join(transaction, tenant).await?;
        engine.execute_in(part, tenant, actor, id, command).await
    }
}
