//! A shop whose store is watched: spans go to OpenTelemetry, metrics to Prometheus.
//!
//! `cargo run` makes some sales and prints both. A service would give its spans to an exporter
//! that sends them (OTLP) and hand out what `render` gives at `/metrics`.

use std::error::Error;

use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use moja::blocking::{Moja, open_memory};
use moja::core::observe::{COMMAND_SECONDS, COMMIT_SECONDS, QUEUE_SECONDS, TARGET, TagKey};
use moja::prelude::*;
use moja::{Builder, CommandError};
use opentelemetry::trace::TracerProvider as _;
use opentelemetry_sdk::trace::{InMemorySpanExporter, SdkTracerProvider, SpanData};
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

/// Limits of histograms, in seconds: from what a command takes in memory to a slow disk.
const SECONDS: &[f64] = &[0.000_1, 0.000_5, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 5.0];

/// What this process watches with; a process has one.
struct Watch {
    spans: InMemorySpanExporter,
    provider: SdkTracerProvider,
    metrics: PrometheusHandle,
}

impl Watch {
    fn start() -> Result<Self, Box<dyn Error>> {
        let spans = InMemorySpanExporter::default();
        let provider = SdkTracerProvider::builder().with_simple_exporter(spans.clone()).build();
        let layer = tracing_opentelemetry::layer().with_tracer(provider.tracer("observe"));
        // Of everything else in the process, nothing.
        let moja = Targets::new().with_target(TARGET, LevelFilter::INFO);
        tracing_subscriber::registry().with(moja).with(layer).try_init()?;
        let mut builder = PrometheusBuilder::new();
        for metric in [COMMAND_SECONDS, COMMIT_SECONDS, QUEUE_SECONDS] {
            builder = builder.set_buckets_for_metric(Matcher::Full(metric.name.into()), SECONDS)?;
        }
        let metrics = builder.install_recorder()?;
        Ok(Self { spans, provider, metrics })
    }

    fn finished(&self) -> Result<Vec<SpanData>, Box<dyn Error>> {
        self.provider.force_flush()?;
        Ok(self.spans.get_finished_spans()?)
    }
}

/// Three sales, one of them sent twice, and one that is refused.
fn sell(moja: &Moja) -> Result<(), Box<dyn Error>> {
    let till = moja.tenant("acme").acting_as("till-1");
    till.run(OpenAccount::asset("cash", Currency::EUR))?;
    till.run(OpenAccount::income("sales", Currency::EUR))?;
    let sale = |text: &str| Ok::<_, Box<dyn Error>>(Transfer::new("cash", "sales", text.parse()?));
    for price in ["12.50 EUR", "3.20 EUR"] {
        till.run(sale(price)?)?;
    }
    let id = till.new_command_id();
    let first = till.run_as(id, sale("99.00 EUR")?)?;
    let again = till.run_as(id, sale("99.00 EUR")?)?;
    assert!(!first.replayed && again.replayed);
    let refused = till.run(Transfer::new("cash", "nowhere", "1.00 EUR".parse()?));
    assert!(matches!(refused, Err(CommandError::Rejected(_))));
    let balance = till.query(GetBalance::now("cash", Currency::EUR))?.balance;
    assert_eq!(balance.to_string(), "114.70 EUR");
    Ok(())
}

/// The store, with the key under which its tenants stand in spans: from where the app keeps its
/// secrets, so that a tenant is known again in the next run.
fn open() -> Result<Moja, Box<dyn Error>> {
    Ok(open_memory(Builder::new().tag_key(TagKey::new([7; 32])))?)
}

fn main() -> Result<(), Box<dyn Error>> {
    let watch = Watch::start()?;
    let moja = open()?;
    sell(&moja)?;
    for span in watch.finished()? {
        let took = span.end_time.duration_since(span.start_time)?;
        println!("{} {took:?}, {} links", span.name, span.links.len());
        for field in span.attributes {
            println!("  {} = {}", field.key, field.value);
        }
    }
    println!("\n{}", watch.metrics.render());
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, HashSet};

    use moja::core::observe::{METRICS, SPANS};

    use super::*;

    /// What a span has in its field.
    fn field(span: &SpanData, name: &str) -> Option<String> {
        let field = span.attributes.iter().find(|field| field.key.as_str() == name);
        field.map(|field| field.value.to_string())
    }

    #[test]
    fn spans_and_metrics_arrive() -> Result<(), Box<dyn Error>> {
        let watch = Watch::start()?;
        let moja = open()?;
        sell(&moja)?;
        let spans = watch.finished()?;
        let names: HashSet<&str> = spans.iter().map(|span| span.name.as_ref()).collect();
        let known: HashSet<&str> = SPANS.iter().map(|span| span.name).collect();
        assert_eq!(names, known);

        let commands: Vec<_> = spans.iter().filter(|span| span.name == "moja.command").collect();
        let mut outcomes = BTreeMap::new();
        for span in &commands {
            *outcomes.entry(field(span, "outcome").unwrap_or_default()).or_insert(0) += 1;
        }
        let expected = [("accepted", 5), ("refused", 1), ("replayed", 1)];
        assert_eq!(outcomes, expected.map(|(outcome, n)| (outcome.to_owned(), n)).into());
        let tags: HashSet<_> = commands.iter().map(|span| field(span, "tenant")).collect();
        let tag = TagKey::new([7; 32]).tag(&moja::core::tenant::Tenant::new("acme")?);
        assert_eq!(tags, [Some(tag.to_string())].into());
        // A command is linked to the commit that carried it.
        let commits: HashSet<_> = spans
            .iter()
            .filter(|span| span.name == "moja.commit")
            .map(|span| span.span_context.span_id())
            .collect();
        for span in &commands {
            let links: Vec<_> = span.links.iter().collect();
            assert!(!links.is_empty(), "{span:?}");
            assert!(links.iter().all(|link| commits.contains(&link.span_context.span_id())));
        }

        let text = watch.metrics.render();
        // Nothing failed, and nothing followed from a transfer.
        let silent = ["moja_retries_total", "moja_consequences_total"];
        for metric in METRICS {
            let told = text.lines().any(|line| line.starts_with(metric.name));
            assert_eq!(told, !silent.contains(&metric.name), "{}\n{text}", metric.name);
        }
        let accepted = text.lines().find(|line| {
            line.starts_with("moja_commands_total{")
                && line.contains("command=\"ledger.transfer\"")
                && line.contains("outcome=\"accepted\"")
        });
        assert!(accepted.is_some_and(|line| line.ends_with(" 3")), "{text}");
        assert!(text.contains("moja_commit_duration_seconds_bucket{le=\"0.001\"}"), "{text}");
        assert!(!format!("{text}{spans:?}").contains("acme"), "a tenant's name was told");
        Ok(())
    }
}
