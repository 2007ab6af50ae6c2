//! NATS JetStream.

use std::future::IntoFuture as _;
use std::time::Duration;

use async_nats::jetstream::context::{PublishAckFuture, PublishErrorKind};
use async_nats::jetstream::message::PublishMessage;
use async_nats::jetstream::stream::Config;
use async_nats::jetstream::{self, Context};
use async_nats::{ConnectOptions, HeaderMap};
use async_trait::async_trait;

use crate::event::CloudEvent;
use crate::sink::{Failure, Sink, Undelivered};
use crate::target::TargetError;

/// How long a stream of our making remembers the ids of messages.
const DUPLICATE_WINDOW: Duration = Duration::from_secs(600);

/// A stream of NATS JetStream. An event's id is its `Nats-Msg-Id`, so that the server drops what
/// it has seen (within the stream's duplicate window), and its subject is
/// `PREFIX.tenant.domain.event`.
///
/// A batch is published at once; its messages are stored in order, and a lost connection may
/// have stored the first of them.
#[derive(Debug)]
pub struct Nats {
    context: Context,
    prefix: String,
}

impl Nats {
    /// Connects to `url` and makes `stream` for subjects below `prefix`, unless it exists.
    ///
    /// # Errors
    ///
    /// [`TargetError`] when the server cannot be reached or refuses the stream.
    pub async fn connect(url: &str, stream: &str, prefix: &str) -> Result<Self, TargetError> {
        let told = |error: &dyn std::fmt::Display| TargetError::unreachable("NATS", error);
        let client = ConnectOptions::new().name("moja-relay").connect(url).await;
        let context = jetstream::new(client.map_err(|error| told(&error))?);
        let config = Config {
            name: stream.to_owned(),
            subjects: vec![format!("{prefix}.>")],
            duplicate_window: DUPLICATE_WINDOW,
            ..Config::default()
        };
        let _ = context.get_or_create_stream(config).await.map_err(|error| told(&error))?;
        Ok(Self { context, prefix: prefix.to_owned() })
    }

    async fn publish(&self, event: &CloudEvent) -> Result<PublishAckFuture, Failure> {
        let body = event.to_bytes().map_err(|error| Failure::Poison(error.to_string()))?;
        let kind = event.kind.strip_prefix("moja.").unwrap_or(&event.kind);
        // A point separates the tokens of a subject.
        let tenant = event.tenant.as_str().replace('.', "%2E");
        let mut headers = HeaderMap::new();
        headers.insert("content-type", "application/cloudevents+json; charset=utf-8");
        let message = PublishMessage::build().headers(headers).message_id(&event.id);
        let subject = format!("{}.{tenant}.{kind}", self.prefix);
        let sent = self.context.send_publish(subject, message.payload(body.into())).await;
        sent.map_err(|error| failure(error.kind(), &error))
    }
}

fn failure(kind: PublishErrorKind, error: &dyn std::fmt::Display) -> Failure {
    match kind {
        PublishErrorKind::MaxPayloadExceeded => Failure::Poison(error.to_string()),
        _ => Failure::Unavailable(error.to_string()),
    }
}

#[async_trait]
impl Sink for Nats {
    fn batch_max(&self) -> usize {
        256
    }

    async fn deliver(&self, events: &[CloudEvent]) -> Result<(), Undelivered> {
        let mut sent = Vec::with_capacity(events.len());
        let mut stopped = Ok(());
        for event in events {
            match self.publish(event).await {
                Ok(ack) => sent.push(ack),
                Err(failure) => {
                    stopped = Err(failure);
                    break;
                }
            }
        }
        let count = sent.len();
        for (delivered, ack) in sent.into_iter().enumerate() {
            let stored = ack.into_future().await;
            stored.map_err(|error| failure(error.kind(), &error).after(delivered))?;
        }
        stopped.map_err(|failure| failure.after(count))
    }
}
