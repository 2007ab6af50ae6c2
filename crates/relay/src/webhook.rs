//! Signed HTTP requests.

use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use async_trait::async_trait;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use crate::event::CloudEvent;
use crate::sink::{Failure, Sink, Undelivered};

/// How long a receiver may take.
const TIMEOUT: Duration = Duration::from_secs(20);

/// One POST for each event: a CloudEvent in structured mode, signed as Standard Webhooks say, so
/// that the receiver checks it with any of their libraries.
///
/// An answer of 2xx delivers. 400, 413, 415 and 422 say that this event will never be taken; 500
/// and 501 that it failed this time; any other answer, a redirect included, that the address or
/// the receiver is not in order, which is no fault of the event.
///
/// <https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md>
#[derive(Debug)]
pub struct Webhook(Arc<Receiver>);

#[derive(Debug)]
struct Receiver {
    agent: ureq::Agent,
    url: String,
    secret: Secret,
}

struct Secret(Vec<u8>);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(..)")
    }
}

/// A text that is no signing secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a secret is `whsec_` and 24 to 64 bytes in base64")]
pub struct SecretError {
    _private: (),
}

impl Webhook {
    /// Posts to `url`, signing with `secret` (`whsec_` and 24 to 64 bytes in base64).
    ///
    /// # Errors
    ///
    /// [`SecretError`] when the secret has another form.
    pub fn new(url: &str, secret: &str) -> Result<Self, SecretError> {
        let bytes = secret.strip_prefix("whsec_").and_then(|text| STANDARD.decode(text).ok());
        let bytes = bytes.filter(|bytes| (24..=64).contains(&bytes.len()));
        let secret = Secret(bytes.ok_or(SecretError { _private: () })?);
        let agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .timeout_global(Some(TIMEOUT))
            .user_agent(concat!("moja-relay/", env!("CARGO_PKG_VERSION")))
            .build()
            .new_agent();
        Ok(Self(Arc::new(Receiver { agent, url: url.to_owned(), secret })))
    }
}

#[async_trait]
impl Sink for Webhook {
    fn batch_max(&self) -> usize {
        1
    }

    async fn deliver(&self, events: &[CloudEvent]) -> Result<(), Undelivered> {
        for (delivered, event) in events.iter().enumerate() {
            let body = event.to_bytes();
            let body = body.map_err(|error| Failure::Poison(error.to_string()).after(delivered))?;
            let (receiver, id) = (self.0.clone(), event.id.clone());
            let sent = tokio::task::spawn_blocking(move || receiver.post(&id, &body)).await;
            let sent = sent.unwrap_or_else(|error| Err(Failure::Unavailable(error.to_string())));
            sent.map_err(|failure| failure.after(delivered))?;
        }
        Ok(())
    }
}

impl Receiver {
    fn post(&self, id: &str, body: &[u8]) -> Result<(), Failure> {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let timestamp = since.as_secs().to_string();
        let request = self
            .agent
            .post(&self.url)
            .header("content-type", "application/cloudevents+json; charset=utf-8")
            .header("webhook-id", id)
            .header("webhook-timestamp", &timestamp)
            .header("webhook-signature", self.secret.sign(id, &timestamp, body));
        match request.send(body) {
            Ok(answer) => verdict(answer.status().as_u16()),
            // The library's texts name the address, but never what was sent.
            Err(error) => Err(Failure::Unavailable(error.to_string())),
        }
    }
}

impl Secret {
    fn sign(&self, id: &str, timestamp: &str, body: &[u8]) -> String {
        // HMAC takes a key of any length.
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.0) else { return String::new() };
        for part in [id.as_bytes(), b".", timestamp.as_bytes(), b".", body] {
            mac.update(part);
        }
        format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
    }
}

fn verdict(status: u16) -> Result<(), Failure> {
    let told = format!("the receiver answered {status}");
    match status {
        200..=299 => Ok(()),
        400 | 413 | 415 | 422 => Err(Failure::Poison(told)),
        500 | 501 => Err(Failure::Refused(told)),
        _ => Err(Failure::Unavailable(told)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the Standard Webhooks specification's reference libraries.
    #[test]
    fn signatures_are_those_of_standard_webhooks() {
        let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        let webhook = Webhook::new("http://localhost/", secret).unwrap();
        let body = br#"{"test": 2432232314}"#;
        let signed = webhook.0.secret.sign("msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", body);
        assert_eq!(signed, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
        assert!(!format!("{webhook:?}").contains("MfKQ9"));
        assert!(!format!("{webhook:?}").contains(&format!("{:?}", webhook.0.secret.0)));
    }

    #[test]
    fn other_secrets_are_refused() {
        for secret in
            ["", "whsec_", "whsec_c2hvcnQ=", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_!"]
        {
            assert!(Webhook::new("http://localhost/", secret).is_err(), "{secret}");
        }
    }

    #[test]
    fn answers_have_their_meanings() {
        assert_eq!(verdict(204), Ok(()));
        assert!(matches!(verdict(422), Err(Failure::Poison(_))));
        assert!(matches!(verdict(500), Err(Failure::Refused(_))));
        for status in [301, 401, 404, 410, 429, 503] {
            assert!(matches!(verdict(status), Err(Failure::Unavailable(_))), "{status}");
        }
    }
}
