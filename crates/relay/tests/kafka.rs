//! A real Kafka broker, killed and started again while a relay delivers to it.
//!
//! `MOJA_KAFKA_JARS` names the directory with its jars, which `cargo xtask brokers` fetches.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::arithmetic_side_effects,
    reason = "a test may panic"
)]

mod support;

use std::collections::BTreeSet;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use moja_relay::{Relay, connect};
use rskafka::client::partition::UnknownTopicHandling;
use rskafka::client::{Client, ClientBuilder};
use support::{books, ids, quick, transfer};

const CLUSTER: &str = "4L6g3nShT-eMCtK--X86sw";

/// A broker that is its own controller.
struct Broker(Child);

fn java(class: &str) -> Command {
    let jars = PathBuf::from(std::env::var_os("MOJA_KAFKA_JARS").expect("MOJA_KAFKA_JARS"));
    let mut java = Command::new("java");
    let _ = java.args(["-Xmx384m", "-cp"]).arg(jars.join("*")).arg(class);
    let _ = java.stdout(Stdio::null()).stderr(Stdio::null());
    java
}

fn settings(dir: &Path, port: u16, controller: u16) -> PathBuf {
    let file = dir.join("server.properties");
    let text = format!(
        "process.roles=broker,controller\nnode.id=1\n\
         controller.quorum.voters=1@127.0.0.1:{controller}\n\
         listeners=PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller}\n\
         advertised.listeners=PLAINTEXT://127.0.0.1:{port}\n\
         controller.listener.names=CONTROLLER\n\
         listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT\n\
         offsets.topic.replication.factor=1\nlog.dirs={}\nlog.flush.interval.messages=1\n",
        dir.join("log").display()
    );
    std::fs::write(&file, text).unwrap();
    file
}

impl Broker {
    fn start(settings: &Path) -> Self {
        Self(java("kafka.Kafka").arg(settings).spawn().unwrap())
    }
}

impl Drop for Broker {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// A client of a broker that may still be starting.
async fn client(port: u16) -> Client {
    for _ in 0..600 {
        let attempt = ClientBuilder::new(vec![format!("127.0.0.1:{port}")]).build();
        if let Ok(Ok(client)) = tokio::time::timeout(Duration::from_secs(1), attempt).await {
            return client;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("the broker does not answer");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a Kafka broker's jars: cargo xtask brokers"]
async fn every_event_is_stored_in_order_by_a_broker_that_dies() {
    let dir = tempfile::tempdir().unwrap();
    let (port, controller) = (free_port(), free_port());
    let settings = settings(dir.path(), port, controller);
    let mut format = java("kafka.tools.StorageTool");
    let format = format.args(["format", "-t", CLUSTER, "-c"]).arg(&settings).status().unwrap();
    assert!(format.success());
    let broker = Broker::start(&settings);
    let admin = client(port).await;
    admin.controller_client().unwrap().create_topic("moja", 4, 1, 30_000).await.unwrap();
    let url = format!("kafka://127.0.0.1:{port}/moja");
    let nobody = connect(&format!("kafka://127.0.0.1:{port}/nothing"), None).await;
    assert_eq!(nobody.err().unwrap().code(), "target_unreachable");
    let sink = connect(&url, None).await.unwrap();

    let tenants = ["acme", "b", "c"];
    let moja = books(&tenants, 300).await;
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let relay = Relay::new(moja.clone(), "kafka", sink).options(quick());
    let relay = tokio::spawn(relay.run(async move {
        let _ = stopped.await;
    }));
    tokio::time::sleep(Duration::from_millis(30)).await;
    drop(broker);
    for tenant in tenants {
        transfer(&moja, tenant, 200).await;
    }
    let _broker = Broker::start(&settings);
    for tenant in tenants {
        for tries in 0.. {
            let due = moja.engine().follow(&tenant.parse().unwrap(), "kafka", 1).await.unwrap();
            if due.is_empty() {
                break;
            }
            assert!(tries < 2_400, "not delivered in two minutes");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
    stop.send(()).unwrap();
    assert_eq!(relay.await.unwrap().unwrap().parked, 0);

    let client = client(port).await;
    let mut stored: Vec<(String, String)> = Vec::new();
    for partition in 0..4 {
        let handling = UnknownTopicHandling::Retry;
        let partition = client.partition_client("moja", partition, handling).await.unwrap();
        let mut offset = 0;
        loop {
            let fetched = partition.fetch_records(offset, 1..1_000_000, 1_000).await.unwrap();
            let (records, end) = fetched;
            for one in &records {
                let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
                let tenant = text(one.record.key.as_deref().unwrap());
                stored.push((tenant, text(one.record.headers.get("ce_id").unwrap())));
                offset = one.offset + 1;
            }
            if offset >= end {
                break;
            }
        }
    }
    // At least once and in order: a consumer that drops what it knows sees each once.
    for tenant in tenants {
        let mut seen = BTreeSet::new();
        let mine = stored.iter().filter(|(key, id)| key == tenant && seen.insert(id));
        let mine: Vec<String> = mine.map(|(_, id)| id.clone()).collect();
        assert_eq!(mine, ids(tenant, 502), "{tenant}");
    }
}
