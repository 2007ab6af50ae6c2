//! Apache Kafka.

use std::collections::BTreeMap;

use async_trait::async_trait;
use chrono::Utc;
use moja::core::tenant::Tenant;
use rskafka::client::error::{Error, ProtocolError};
use rskafka::client::partition::{Compression, PartitionClient, UnknownTopicHandling};
use rskafka::client::{Client, ClientBuilder};
use rskafka::record::Record;
use sha2::{Digest as _, Sha256};

use crate::event::CloudEvent;
use crate::sink::{Failure, Sink, Undelivered};
use crate::target::TargetError;

/// A topic of Apache Kafka. All events of a tenant go to one partition, so that they stay in
/// order; which one follows from the tenant's name and the number of partitions. The key is the
/// tenant, and the headers carry the CloudEvent's `ce_id`, by which a consumer drops what it has
/// seen.
#[derive(Debug)]
pub struct Kafka {
    partitions: Vec<PartitionClient>,
}

impl Kafka {
    /// Connects to the cluster that `brokers` (`host:port`) belong to. The topic must exist.
    ///
    /// # Errors
    ///
    /// [`TargetError`] when no broker can be reached or there is no such topic.
    pub async fn connect(brokers: Vec<String>, topic: &str) -> Result<Self, TargetError> {
        let told = |error: Error| TargetError::unreachable("Kafka", &error);
        let client: Client =
            ClientBuilder::new(brokers).client_id("moja-relay").build().await.map_err(told)?;
        let topics = client.list_topics().await.map_err(told)?;
        let Some(known) = topics.into_iter().find(|known| known.name == topic) else {
            let message = format!("there is no topic `{topic}`");
            return Err(TargetError::unreachable("Kafka", &message));
        };
        let mut partitions = Vec::new();
        for partition in known.partitions {
            let handling = UnknownTopicHandling::Error;
            let client = client.partition_client(topic, partition, handling).await.map_err(told)?;
            partitions.push(client);
        }
        Ok(Self { partitions })
    }

    /// The partition of a tenant: the same in every relay and every version.
    fn partition(&self, tenant: &Tenant) -> Option<&PartitionClient> {
        let hash: [u8; 32] = Sha256::digest(tenant.as_str()).into();
        let [a, b, c, d, ..] = hash;
        let nth = u32::from_be_bytes([a, b, c, d]);
        let count = u32::try_from(self.partitions.len()).ok()?;
        self.partitions.get(usize::try_from(nth.checked_rem(count)?).ok()?)
    }
}

fn record(event: &CloudEvent) -> Result<Record, serde_json::Error> {
    let header = |name: &str, value: &str| (name.to_owned(), value.as_bytes().to_vec());
    Ok(Record {
        key: Some(event.tenant.as_str().as_bytes().to_vec()),
        value: Some(event.to_bytes()?),
        headers: BTreeMap::from([
            header("content-type", "application/cloudevents+json; charset=utf-8"),
            header("ce_id", &event.id),
            header("ce_type", &event.kind),
        ]),
        timestamp: chrono::DateTime::<Utc>::from(event.time),
    })
}

#[async_trait]
impl Sink for Kafka {
    fn batch_max(&self) -> usize {
        256
    }

    async fn deliver(&self, events: &[CloudEvent]) -> Result<(), Undelivered> {
        let Some(first) = events.first() else { return Ok(()) };
        let Some(partition) = self.partition(&first.tenant) else {
            return Err(Failure::Unavailable("the topic has no partitions".to_owned()).after(0));
        };
        let records: Result<Vec<Record>, _> = events.iter().map(record).collect();
        let records = records.map_err(|error| Failure::Poison(error.to_string()).after(0))?;
        match partition.produce(records, Compression::NoCompression).await {
            Ok(_) => Ok(()),
            Err(error) if too_large(&error) && events.len() > 1 => {
                // One of them alone is too large, or all together are.
                for (delivered, event) in events.iter().enumerate() {
                    let alone = self.deliver(std::slice::from_ref(event)).await;
                    alone.map_err(|stopped| stopped.failure.after(delivered))?;
                }
                Ok(())
            }
            Err(error) if too_large(&error) => Err(Failure::Poison(error.to_string()).after(0)),
            Err(error) => Err(Failure::Unavailable(error.to_string()).after(0)),
        }
    }
}

fn too_large(error: &Error) -> bool {
    let Error::ServerError { protocol_error, .. } = error else { return false };
    matches!(protocol_error, ProtocolError::MessageTooLarge | ProtocolError::RecordListTooLarge)
}
