//! Writing ahead: batches of a transaction are written on a thread of their own, while the next
//! commands of the group are decided. Each of the two costs about as much as the other.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};

use moja_core::batch::Batch;
use moja_core::store::{StoreError, StoreErrorKind};

use crate::apply;
use crate::connection::Session;
use crate::schema::Plan;
use crate::tx::execute;

/// What the thread is told. Between `Lend` and `Return` the session is its own.
enum Job {
    Lend(Box<Session>, Arc<Plan>),
    Apply(i64, Batch),
    /// With or without a commit of what was written, if all of it was.
    Return(bool, Sender<Back>),
}

/// A session that comes back.
pub(crate) struct Back {
    pub(crate) session: Box<Session>,
    /// The first failure of what was to be written.
    pub(crate) written: Result<(), StoreError>,
    /// How the commit ended, if there was one.
    pub(crate) committed: Option<rusqlite::Result<usize>>,
}

/// The thread that writes ahead for the one write transaction that a store has open. It is
/// started when it is needed first, and ends with the store.
#[derive(Default)]
pub(crate) struct Ahead {
    jobs: Mutex<Option<Sender<Job>>>,
}

impl Ahead {
    /// Hands a session over.
    ///
    /// # Errors
    ///
    /// The session itself when there is no thread and none can be had.
    pub(crate) fn lend(
        &self,
        session: Box<Session>,
        plan: &Arc<Plan>,
    ) -> Result<Lent, Box<Session>> {
        let mut jobs = self.jobs.lock().unwrap_or_else(PoisonError::into_inner);
        let sender = match &*jobs {
            Some(sender) => sender.clone(),
            None => {
                let (sender, receiver) = channel();
                let thread = std::thread::Builder::new().name("moja-ahead".to_owned());
                if thread.spawn(move || serve(&receiver)).is_err() {
                    return Err(session);
                }
                jobs.insert(sender).clone()
            }
        };
        match sender.send(Job::Lend(session, Arc::clone(plan))) {
            Ok(()) => Ok(Lent { jobs: sender }),
            Err(refused) => {
                *jobs = None;
                match refused.0 {
                    Job::Lend(session, _) => Err(session),
                    // What was sent comes back.
                    Job::Apply(..) | Job::Return(..) => Ok(Lent { jobs: sender }),
                }
            }
        }
    }

    /// Lets the thread end.
    pub(crate) fn end(&self) {
        self.jobs.lock().unwrap_or_else(PoisonError::into_inner).take();
    }
}

/// A session that the thread has.
pub(crate) struct Lent {
    jobs: Sender<Job>,
}

impl Lent {
    /// Writes `batch` of a tenant after those before.
    ///
    /// # Errors
    ///
    /// Io when the thread has ended.
    pub(crate) fn apply(&self, tenant: i64, batch: Batch) -> Result<(), StoreError> {
        self.jobs.send(Job::Apply(tenant, batch)).map_err(|_| ended())
    }

    /// Waits until everything is written, and committed if `commit`. All of it happens on the one
    /// thread, because what SQLite works on lies in the caches of its core.
    ///
    /// # Errors
    ///
    /// Io when the thread has ended, and the session with it.
    pub(crate) fn back(self, commit: bool) -> Result<Back, StoreError> {
        let (sender, receiver) = channel();
        self.jobs.send(Job::Return(commit, sender)).map_err(|_| ended())?;
        receiver.recv().map_err(|_| ended())
    }
}

fn ended() -> StoreError {
    StoreError::new(StoreErrorKind::Io, "the thread that writes ahead has ended")
}

fn serve(jobs: &Receiver<Job>) {
    let mut lent: Option<(Box<Session>, Arc<Plan>)> = None;
    let mut written = Ok(());
    while let Ok(job) = jobs.recv() {
        match job {
            Job::Lend(session, plan) => {
                lent = Some((session, plan));
                written = Ok(());
            }
            Job::Apply(tenant, batch) => {
                // After a failure the transaction can only be rolled back.
                if let (Some((session, plan)), Ok(())) = (&lent, &written) {
                    written = apply::apply(&session.connection, plan, tenant, &batch);
                }
            }
            Job::Return(commit, reply) => {
                if let Some((session, _)) = lent.take() {
                    let written = std::mem::replace(&mut written, Ok(()));
                    let committed =
                        (commit && written.is_ok()).then(|| execute(&session.connection, "COMMIT"));
                    // Whoever asked waits for it.
                    let _ = reply.send(Back { session, written, committed });
                }
            }
        }
    }
}
