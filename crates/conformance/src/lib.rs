//! The suite that every store passes.
//!
//! A backend's tests hold one line, which expands to one `#[test]` for each case:
//!
//! ```
//! # use moja_core::memory::MemoryStore;
//! moja_conformance::suite!(async || MemoryStore::new());
//! ```
//!
//! What the closure gives is a [`Backend`]: an empty place for one store, and how to open it.
//! Random cases draw from a seed that a failure names; `MOJA_SEED` in the environment sets it.
#![expect(
    clippy::arithmetic_side_effects,
    reason = "the numbers of a test are small, and an overflow stops the test"
)]

#[doc(hidden)]
pub mod cases;
mod check;
pub mod intercept;
mod model;
pub mod pair;
pub mod probe;
mod random;
mod rig;
mod slow;

use std::sync::Arc;

use moja_core::batch::{Batch, Op};
use moja_core::memory::MemoryStore;
use moja_core::record::{Mutability, TableDef};
use moja_core::store::{Access, Store, StoreError};
use moja_core::tenant::Tenant;
use moja_core::value::Key;

pub use check::{Check, Failed};
pub use rig::registry;

/// A place for one store.
pub trait Backend: Send + Sync + 'static {
    /// Opens the store that lives in this place, or creates it. Each call gives a handle of its
    /// own, as another process would have.
    ///
    /// # Errors
    ///
    /// Whatever keeps the store from being opened.
    fn open(&self) -> Result<Arc<dyn Store>, StoreError>;

    /// Removes a row behind the store's back, of an append-only table too.
    ///
    /// # Errors
    ///
    /// What went wrong, in words.
    fn remove(&self, tenant: &Tenant, table: &'static TableDef, key: &Key) -> Result<(), String>;
}

impl Backend for MemoryStore {
    fn open(&self) -> Result<Arc<dyn Store>, StoreError> {
        Ok(Arc::new(self.clone()))
    }

    fn remove(&self, tenant: &Tenant, table: &'static TableDef, key: &Key) -> Result<(), String> {
        // The same table, but declared changeable. One declaration a test is not worth freeing.
        let open: &'static TableDef = Box::leak(Box::new(TableDef {
            mutability: Mutability::Mutable,
            name: table.name,
            doc: table.doc,
            columns: table.columns,
            key: table.key,
            unique: table.unique,
            indexes: table.indexes,
            references: table.references,
            history: table.history,
            replayed: table.replayed,
            decode: table.decode,
        }));
        let mut batch = Batch::new();
        batch.push(Op::Delete(open, key.clone()));
        pollster::block_on(async {
            let store = self.clone();
            let mut tx = store.begin(Access::Write, std::slice::from_ref(tenant)).await?;
            tx.apply(tenant, batch).await?;
            tx.commit().await
        })
        .map_err(|error| error.to_string())
    }
}

/// Runs one case; what the expansion of [`suite!`] calls.
///
/// # Errors
///
/// The case's failure.
#[doc(hidden)]
pub fn run<B: Backend>(
    place: impl Future<Output = B>,
    case: impl AsyncFnOnce(Arc<dyn Backend>) -> Check,
) -> Check {
    pollster::block_on(async { case(Arc::new(place.await)).await })
}

/// Expands to a test for each case of the suite, on the [`Backend`] that an async closure makes.
#[macro_export]
macro_rules! suite {
    ($backend:expr) => {
        $crate::__suite! { $backend;
            store {
                rows_come_back_by_every_key,
                values_round_trip,
                a_taken_key_is_a_conflict,
                nulls_in_alternate_keys_never_collide,
                references_hold,
                replace_and_delete_need_a_row,
                changes_add_set_and_guard,
                deltas_do_not_leave_the_64_bit_range,
                append_only_rows_stay,
                scans_follow_their_order,
                filters_follow_sql,
                pages_never_skip_or_repeat,
                semijoins_find_what_exists,
                tenants_never_mix,
                a_reader_keeps_its_snapshot,
                dropping_rolls_back,
                what_is_written_ahead_is_part_of_its_transaction,
                a_failed_batch_cannot_be_committed,
                writers_take_turns,
                empty_batches_are_nothing,
                a_second_handle_is_noticed,
                it_says_what_it_is_and_whether_it_can_be_written,
            }
            engine {
                a_command_applies,
                rejected_commands_leave_no_trace,
                neighbours_of_a_failure_go_on,
                units_are_all_or_nothing,
                a_dry_run_keeps_nothing,
                a_replay_answers_the_same,
                a_reused_id_names_the_field,
                odd_requests_are_told_apart,
                two_first_uses_make_one,
                what_another_engine_wrote_counts_at_once,
                a_replay_survives_reopening,
                rejected_ids_can_be_used_again,
                the_journal_has_no_gaps,
                recorded_time_never_decreases,
                needs_are_met_in_rounds,
                an_endless_decision_is_undecided,
                conflicts_are_reported_to_their_own_caller,
                an_event_without_bytes_is_refused,
                pipelines_settle_in_order,
                empty_units_are_nothing,
                long_groups_do_what_single_commands_do,
                tenants_do_not_meet_in_a_group,
            }
            consequence {
                they_stand_behind_their_cause,
                a_refused_one_takes_its_cause_along,
                a_refused_one_takes_the_unit_along,
                dry_runs_ask_them_too,
                a_replayed_cause_has_none,
                pipelines_have_them_too,
                chains_end,
                parts_are_all_or_none,
                parts_done_before_count,
                a_taken_id_refuses_the_cause,
                long_groups_do_what_single_commands_do,
                two_domains_agree_at_every_read,
            }
            overlay {
                random_commands_match_the_model,
                random_units_match_the_model,
                two_engines_match_the_model,
            }
            outbox {
                a_slow_writer_hides_nothing,
                parked_events_are_retried_or_given_up,
                one_relay_holds_a_lease,
                sinks_follow_acknowledge_and_park,
                a_sink_sees_the_commands_of_its_own_group,
                health_tells_how_far_sinks_are_behind,
            }
            history {
                sums_and_pages_match_brute_force,
                a_hot_series_pages_through_every_run,
                a_merge_goes_on_after_reopening,
                a_merge_goes_on_at_the_start_of_a_block,
                packing_goes_on_after_a_restart,
                many_tenants_are_forgotten_and_found_again,
                two_engines_share_a_history,
                readers_keep_their_view_while_runs_are_made,
            }
            copy {
                a_copy_is_the_same_row_for_row,
                a_copy_that_was_killed_goes_on,
                a_source_that_changes_is_followed,
                a_target_with_other_data_is_refused_untouched,
                rows_that_refer_to_their_own_table_come_along,
            }
            verify {
                a_healthy_store_has_no_findings,
                the_past_is_as_it_was,
                an_altered_row_is_found,
                an_altered_journal_is_found,
                an_altered_history_is_found,
            }
            ledger {
                a_batch_names_hundreds_of_unread_accounts,
                random_ledgers_match_the_model,
                the_same_seed_gives_the_same_hash_in_memory,
            }
            inventory {
                random_stock_does_what_it_does_in_memory,
            }
            bank {
                the_total_is_constant_at_every_read,
                one_of_many_spends_the_whole_balance,
            }
        }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __suite {
    ($backend:expr; $($group:ident { $($case:ident,)* })*) => {
        $(mod $group {
            #[allow(unused_imports, reason = "whatever the backend's expression needs")]
            use super::*;
            $(
                #[test]
                fn $case() -> $crate::Check {
                    $crate::run(async { ($backend)().await }, $crate::cases::$group::$case)
                }
            )*
        })*
    };
}
