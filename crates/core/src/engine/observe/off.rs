//! Nobody looks: nothing is kept, measured or told.

use crate::engine::work::{Unit, Work};
use crate::store::StoreError;
use crate::tenant::Tenant;

#[derive(Clone, Debug, Default)]
pub(crate) struct Observer(());

#[derive(Debug)]
pub(crate) struct Seen;

#[derive(Debug)]
pub(crate) struct Transaction;

#[derive(Debug)]
pub(crate) struct Span;

/// Runs `work` in a span.
#[inline]
pub(crate) fn within<F: Future>(_: Span, work: F) -> F {
    work
}

impl Observer {
    #[inline]
    pub(crate) fn submitted(&self, _: &Tenant, _: &dyn Work) -> Seen {
        Seen
    }

    #[inline]
    pub(crate) fn transaction(&self, _: &mut [Unit], _: Option<usize>) -> Transaction {
        Transaction
    }

    #[inline]
    pub(crate) fn settled(&self, _: &mut [Unit]) {}

    #[inline]
    pub(crate) async fn query<T, E>(
        &self,
        _: &Tenant,
        _: &'static str,
        work: impl Future<Output = Result<T, E>>,
        _: impl Fn(&E) -> &str,
    ) -> Result<T, E> {
        work.await
    }
}

impl Seen {
    #[inline]
    pub(crate) fn decide<T>(&self, _: usize, decide: impl FnOnce() -> T) -> T {
        decide()
    }

    #[inline]
    pub(crate) fn decided(&mut self, _: usize, _: usize) {}

    #[inline]
    pub(crate) fn causing(&self, _: usize) -> Self {
        Self
    }

    #[inline]
    pub(crate) fn cause(&mut self, _: &Observer, _: &Tenant, _: usize, _: &dyn Work) {}

    #[inline]
    pub(crate) fn caused(&mut self, _: usize, _: &dyn Work) {}

    #[inline]
    pub(crate) fn adopt(&mut self, _: usize, _: Self) {}
}

impl Transaction {
    #[inline]
    pub(crate) fn span(&self) -> Span {
        Span
    }

    #[inline]
    pub(crate) fn wrote(&mut self, _: usize) {}

    #[inline]
    pub(crate) async fn commit<T>(&mut self, commit: impl Future<Output = T>) -> T {
        commit.await
    }

    #[inline]
    pub(crate) fn ended(self, _: &mut [Unit], _: Option<usize>, _: Result<(), &StoreError>) {}
}

#[inline]
pub(crate) fn retried(_: usize, _: &StoreError) {}
