//! Webhooks against a receiver that speaks HTTP and checks what it gets.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::sync::mpsc::{Receiver, channel};
use std::thread;

use moja_relay::{Relay, Webhook, connect};
use serde_json::Value as Json;
use support::{books, quick};

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

/// A request: its headers in lower case, and its body.
struct Request(Vec<(String, String)>, Vec<u8>);

impl Request {
    fn header(&self, name: &str) -> &str {
        let header = self.0.iter().find(|(known, _)| known == name);
        header.map_or("", |(_, value)| value)
    }
}

/// Answers each request with the next status, then with 204, and hands it on.
fn receiver(statuses: Vec<u16>) -> (String, Receiver<Request>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/hook", listener.local_addr().unwrap());
    let (sender, requests) = channel();
    let statuses = std::sync::Mutex::new(statuses.into_iter());
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut reader = BufReader::new(stream.try_clone().unwrap());
            loop {
                let (mut headers, mut line) = (Vec::new(), String::new());
                if reader.read_line(&mut line).unwrap_or(0) == 0 {
                    break;
                }
                loop {
                    line.clear();
                    let _ = reader.read_line(&mut line).unwrap();
                    let Some((name, value)) = line.trim_end().split_once(": ") else { break };
                    headers.push((name.to_ascii_lowercase(), value.to_owned()));
                }
                let mut request = Request(headers, Vec::new());
                let length: usize = request.header("content-length").parse().unwrap();
                request.1.resize(length, 0);
                reader.read_exact(&mut request.1).unwrap();
                let status = statuses.lock().unwrap().next().unwrap_or(204);
                // A receiver that nobody asks any more has an end.
                if sender.send(request).is_err() {
                    return;
                }
                write!(stream, "HTTP/1.1 {status} X\r\ncontent-length: 0\r\n\r\n").unwrap();
            }
        }
    });
    (url, requests)
}

#[tokio::test]
async fn events_are_posted_one_by_one_and_signed() {
    let (url, requests) = receiver(vec![204, 500, 429, 200]);
    let moja = books(&["acme"], 1).await;
    let sink = std::sync::Arc::new(Webhook::new(&url, SECRET).unwrap());
    let report = Relay::new(moja, "hook", sink).options(quick()).drain().await.unwrap();
    assert_eq!((report.delivered, report.parked), (3, 0));
    let requests: Vec<Request> = requests.try_iter().collect();
    let ids: Vec<&str> = requests.iter().map(|request| request.header("webhook-id")).collect();
    // The second was refused, so its whole entry is sent again; that is put off, then taken.
    let entry = ["acme/1/0", "acme/1/1"];
    let rest = ["acme/2/0", "acme/3/0"];
    assert_eq!(ids, [&entry[..], &entry[..1], &entry[..], &rest[..]].concat());
    for request in &requests {
        assert!(request.header("webhook-signature").starts_with("v1,"));
        assert!(request.header("webhook-timestamp").parse::<u64>().unwrap() > 1_700_000_000);
        let event: Json = serde_json::from_slice(&request.1).unwrap();
        assert_eq!(event["specversion"], "1.0");
        assert_eq!(event["id"], request.header("webhook-id"));
        assert_eq!(event["source"], "/moja/acme");
        assert_eq!(event["data"]["actor"], "till");
    }
    let last: Json = serde_json::from_slice(&requests.last().unwrap().1).unwrap();
    assert_eq!(last["type"], "moja.ledger.transferred");
    assert_eq!(last["sequence"], "0000000000000000003.000000");
}

#[tokio::test]
async fn what_will_never_be_taken_is_parked_and_an_address_that_is_gone_is_not() {
    let (url, _requests) = receiver(vec![404, 401, 422]);
    let moja = books(&["acme"], 1).await;
    let sink = connect(&url, Some(SECRET)).await.unwrap();
    let report = Relay::new(moja.clone(), "hook", sink).options(quick()).drain().await.unwrap();
    assert_eq!((report.delivered, report.parked, report.stopped), (0, 1, 1));
    let cursors = moja.tenant("acme").acting_as("ada").query(moja::Cursors {}).await.unwrap();
    let cause = cursors.first().unwrap().parked.first().unwrap().cause.clone();
    assert_eq!(cause, "the receiver answered 422");
}

#[tokio::test]
async fn addresses_that_lead_nowhere_are_refused() {
    for to in
        ["", "nats", "ftp://host/x", "nats://host", "nats:///S", "nats://host/a b", "kafka://,/t"]
    {
        let refused = connect(to, None).await.err().unwrap();
        assert_eq!(refused.code(), "target_invalid", "{to}");
    }
    assert_eq!(connect("https://host/", None).await.err().unwrap().code(), "target_secret_invalid");
    let nobody = connect("nats://127.0.0.1:1/MOJA", None).await.err().unwrap();
    assert_eq!(nobody.code(), "target_unreachable");
}
