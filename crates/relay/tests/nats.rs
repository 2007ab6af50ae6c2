//! A real NATS server that is killed and started again while a relay delivers to it.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::arithmetic_side_effects,
    reason = "a test may panic"
)]

mod support;

use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use async_nats::jetstream;
use futures_util::StreamExt as _;
use moja_relay::{Relay, connect};
use support::{books, ids, quick, transfer};

/// A server with a directory of its own.
struct Server(Child);

impl Server {
    fn start(dir: &Path, port: u16) -> Self {
        let mut server = Command::new("nats-server");
        let _ = server.args(["-js", "-a", "127.0.0.1", "-p", &port.to_string(), "-sd"]).arg(dir);
        Self(server.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // SIGKILL: whatever it did not store is lost.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

async fn reached(url: &str) -> std::sync::Arc<dyn moja_relay::Sink> {
    for _ in 0..400 {
        if let Ok(sink) = connect(url, None).await {
            return sink;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("nats-server does not answer");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs nats-server: cargo xtask brokers"]
async fn every_event_is_stored_once_and_in_order_by_a_server_that_dies() {
    let dir = tempfile::tempdir().unwrap();
    let port = free_port();
    let mut server = Server::start(dir.path(), port);
    let url = format!("nats://127.0.0.1:{port}/MOJA");
    let sink = reached(&url).await;
    let tenants = ["acme", "a.b", "z"];
    let moja = books(&tenants, 500).await;
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let mut options = quick();
    options.attempts = 100;
    let relay = Relay::new(moja.clone(), "nats", sink).options(options);
    let relay = tokio::spawn(relay.run(async move {
        let _ = stopped.await;
    }));
    for _ in 0..5 {
        for tenant in tenants {
            transfer(&moja, tenant, 100).await;
        }
        tokio::time::sleep(Duration::from_millis(150)).await;
        drop(server);
        tokio::time::sleep(Duration::from_millis(100)).await;
        server = Server::start(dir.path(), port);
    }
    // Until the cursors are at the end: the clients come back by themselves.
    for tenant in tenants {
        for tries in 0.. {
            let due = moja.engine().follow(&tenant.parse().unwrap(), "nats", 1).await.unwrap();
            if due.is_empty() {
                break;
            }
            assert!(tries < 1_200, "not delivered in a minute");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
    stop.send(()).unwrap();
    assert_eq!(relay.await.unwrap().unwrap().parked, 0);

    // All may have been delivered before the last kill, so the server may still be starting.
    drop(reached(&url).await);
    let client = async_nats::connect(format!("nats://127.0.0.1:{port}")).await.unwrap();
    let stream = jetstream::new(client).get_stream("MOJA").await.unwrap();
    for (tenant, token) in [("acme", "acme"), ("a.b", "a%2Eb"), ("z", "z")] {
        let config = jetstream::consumer::pull::OrderedConfig {
            filter_subject: format!("moja.{token}.>"),
            ..Default::default()
        };
        let consumer = stream.create_consumer(config).await.unwrap();
        let mut messages = consumer.messages().await.unwrap();
        let mut stored = Vec::new();
        while stored.len() < 1_003 {
            let next = tokio::time::timeout(Duration::from_secs(10), messages.next()).await;
            let message = next.unwrap().unwrap().unwrap();
            let id = message.headers.as_ref().unwrap().get("Nats-Msg-Id").unwrap();
            stored.push(id.to_string());
        }
        assert_eq!(stored, ids(tenant, 1_002), "{tenant}");
    }
    let count = stream.get_info().await.unwrap().state.messages;
    assert_eq!(count, 3 * 1_003, "some were stored twice");
}
