//! A subscriber and a recorder that keep everything, for the process.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock};

use metrics::{
    Counter, CounterFn, Gauge, GaugeFn, Histogram, HistogramFn, Key, KeyName, Metadata as Meta,
    Recorder, SharedString, Unit,
};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

/// A span as it was told.
#[derive(Clone, Debug, Default)]
pub(crate) struct Told {
    pub(crate) name: String,
    pub(crate) target: String,
    pub(crate) declared: Vec<String>,
    pub(crate) fields: BTreeMap<String, String>,
    pub(crate) parent: Option<u64>,
    pub(crate) follows: Vec<u64>,
}

impl Visit for Told {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.fields.insert(field.name().to_owned(), value.to_owned());
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.fields.insert(field.name().to_owned(), format!("{value:?}"));
    }
}

/// The name of a metric, and its labels with their values.
type Series = (String, Vec<(String, String)>);

/// What was told and measured.
#[derive(Debug, Default)]
pub(crate) struct Kept {
    next: AtomicU64,
    pub(crate) spans: Mutex<BTreeMap<u64, Told>>,
    pub(crate) events: Mutex<Vec<Told>>,
    /// How often each metric was used.
    pub(crate) metrics: Mutex<BTreeMap<Series, u64>>,
    pub(crate) described: Mutex<BTreeSet<String>>,
}

impl Kept {
    /// Everything that left the program, as text.
    pub(crate) fn text(&self) -> String {
        format!(
            "{:?}\n{:?}\n{:?}",
            self.spans.lock().unwrap(),
            self.events.lock().unwrap(),
            self.metrics.lock().unwrap()
        )
    }

    pub(crate) fn spans_of(&self, name: &str) -> Vec<(u64, Told)> {
        let spans = self.spans.lock().unwrap();
        let of = spans.iter().filter(|(_, told)| told.name == name);
        of.map(|(id, told)| (*id, told.clone())).collect()
    }
}

/// Keeps what this process tells from now on.
pub(crate) fn kept() -> Arc<Kept> {
    static KEPT: OnceLock<Arc<Kept>> = OnceLock::new();
    KEPT.get_or_init(|| {
        let kept = Arc::new(Kept::default());
        tracing::subscriber::set_global_default(Keeper(kept.clone())).unwrap();
        metrics::set_global_recorder(Keeper(kept.clone())).unwrap();
        kept
    })
    .clone()
}

struct Keeper(Arc<Kept>);

impl Subscriber for Keeper {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, attributes: &Attributes<'_>) -> Id {
        let metadata = attributes.metadata();
        let mut told = Told {
            name: metadata.name().to_owned(),
            target: metadata.target().to_owned(),
            declared: metadata.fields().iter().map(|field| field.name().to_owned()).collect(),
            parent: attributes.parent().map(Id::into_u64),
            ..Told::default()
        };
        attributes.record(&mut told);
        let id = self.0.next.fetch_add(1, Ordering::Relaxed) + 1;
        self.0.spans.lock().unwrap().insert(id, told);
        Id::from_u64(id)
    }

    fn record(&self, span: &Id, values: &Record<'_>) {
        if let Some(told) = self.0.spans.lock().unwrap().get_mut(&span.into_u64()) {
            values.record(told);
        }
    }

    fn record_follows_from(&self, span: &Id, follows: &Id) {
        if let Some(told) = self.0.spans.lock().unwrap().get_mut(&span.into_u64()) {
            told.follows.push(follows.into_u64());
        }
    }

    fn event(&self, event: &Event<'_>) {
        let mut told = Told { target: event.metadata().target().to_owned(), ..Told::default() };
        event.record(&mut told);
        self.0.events.lock().unwrap().push(told);
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

struct Use(Arc<Kept>, Key);

impl Use {
    fn used(&self) {
        let labels = self.1.labels().map(|it| (it.key().to_owned(), it.value().to_owned()));
        let key = (self.1.name().to_owned(), labels.collect());
        *self.0.metrics.lock().unwrap().entry(key).or_default() += 1;
    }
}

impl CounterFn for Use {
    fn increment(&self, by: u64) {
        assert!(by > 0);
        self.used();
    }

    fn absolute(&self, _: u64) {
        self.used();
    }
}

impl GaugeFn for Use {
    fn increment(&self, _: f64) {
        self.used();
    }

    fn decrement(&self, _: f64) {
        self.used();
    }

    fn set(&self, _: f64) {
        self.used();
    }
}

impl HistogramFn for Use {
    fn record(&self, value: f64) {
        assert!(value >= 0.0);
        self.used();
    }
}

impl Keeper {
    fn describe(&self, key: &KeyName) {
        self.0.described.lock().unwrap().insert(key.as_str().to_owned());
    }

    fn used(&self, key: &Key) -> Arc<Use> {
        Arc::new(Use(self.0.clone(), key.clone()))
    }
}

impl Recorder for Keeper {
    fn describe_counter(&self, key: KeyName, _: Option<Unit>, _: SharedString) {
        self.describe(&key);
    }

    fn describe_gauge(&self, key: KeyName, _: Option<Unit>, _: SharedString) {
        self.describe(&key);
    }

    fn describe_histogram(&self, key: KeyName, _: Option<Unit>, _: SharedString) {
        self.describe(&key);
    }

    fn register_counter(&self, key: &Key, _: &Meta<'_>) -> Counter {
        Counter::from_arc(self.used(key))
    }

    fn register_gauge(&self, key: &Key, _: &Meta<'_>) -> Gauge {
        Gauge::from_arc(self.used(key))
    }

    fn register_histogram(&self, key: &Key, _: &Meta<'_>) -> Histogram {
        Histogram::from_arc(self.used(key))
    }
}
