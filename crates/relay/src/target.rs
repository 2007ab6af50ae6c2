//! Sinks by address.

use std::fmt;
use std::sync::Arc;

use crate::lines::Lines;
use crate::sink::Sink;

/// An address that leads to no sink.
#[derive(Debug, thiserror::Error)]
pub enum TargetError {
    /// It is not one of the forms that are known.
    #[error(
        "`{input}` is no target: write `-`, `https://HOST/PATH`, `nats://HOST:PORT/STREAM` or \
         `kafka://HOST:PORT,HOST:PORT/TOPIC`"
    )]
    Form {
        /// What was written.
        input: String,
    },
    /// A kind of sink that this build does not have.
    #[error("this build cannot deliver to `{scheme}`")]
    NotBuilt {
        /// The scheme of the address.
        scheme: String,
    },
    /// A webhook needs a secret to sign with.
    #[error("a webhook needs a signing secret: `whsec_` and 24 to 64 bytes in base64")]
    Secret,
    /// There is nobody, or who is there refuses.
    #[error("{kind} cannot be used: {cause}")]
    Unreachable {
        /// What was looked for.
        kind: &'static str,
        /// What was found.
        cause: String,
    },
}

impl TargetError {
    /// A stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Form { .. } => "target_invalid",
            Self::NotBuilt { .. } => "target_not_built",
            Self::Secret => "target_secret_invalid",
            Self::Unreachable { .. } => "target_unreachable",
        }
    }

    #[cfg(any(feature = "kafka", feature = "nats"))]
    pub(crate) fn unreachable(kind: &'static str, cause: &dyn fmt::Display) -> Self {
        Self::Unreachable { kind, cause: cause.to_string() }
    }
}

/// The sink at an address: `-` (standard output), `http://` and `https://` (a webhook, signed
/// with `secret`), `nats://HOST:PORT/STREAM` (subjects start with the stream's name in lower
/// case), `kafka://HOST:PORT,HOST:PORT/TOPIC`.
///
/// # Errors
///
/// [`TargetError`] when the address has another form, or nobody is there.
pub async fn connect(to: &str, secret: Option<&str>) -> Result<Arc<dyn Sink>, TargetError> {
    let form = || TargetError::Form { input: to.to_owned() };
    if to == "-" {
        return Ok(Arc::new(Lines::stdout()));
    }
    let (scheme, rest) = to.split_once("://").ok_or_else(form)?;
    match scheme {
        "http" | "https" => webhook(to, secret),
        "nats" | "tls" => {
            let (server, stream) = rest.split_once('/').ok_or_else(form)?;
            let named = !server.is_empty()
                && !stream.is_empty()
                && stream.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
            if !named {
                return Err(form());
            }
            nats(&format!("{scheme}://{server}"), stream).await
        }
        "kafka" => {
            let (brokers, topic) = rest.split_once('/').ok_or_else(form)?;
            let brokers: Vec<String> = brokers.split(',').map(str::to_owned).collect();
            if topic.is_empty() || brokers.iter().any(String::is_empty) {
                return Err(form());
            }
            kafka(brokers, topic).await
        }
        _ => Err(form()),
    }
}

#[cfg(feature = "webhook")]
fn webhook(url: &str, secret: Option<&str>) -> Result<Arc<dyn Sink>, TargetError> {
    let webhook = crate::Webhook::new(url, secret.unwrap_or_default());
    Ok(Arc::new(webhook.map_err(|_| TargetError::Secret)?))
}

#[cfg(not(feature = "webhook"))]
fn webhook(_: &str, _: Option<&str>) -> Result<Arc<dyn Sink>, TargetError> {
    Err(TargetError::NotBuilt { scheme: "https".to_owned() })
}

#[cfg(feature = "nats")]
async fn nats(url: &str, stream: &str) -> Result<Arc<dyn Sink>, TargetError> {
    let prefix = stream.to_ascii_lowercase();
    Ok(Arc::new(crate::Nats::connect(url, stream, &prefix).await?))
}

#[cfg(not(feature = "nats"))]
async fn nats(_: &str, _: &str) -> Result<Arc<dyn Sink>, TargetError> {
    Err(TargetError::NotBuilt { scheme: "nats".to_owned() })
}

#[cfg(feature = "kafka")]
async fn kafka(brokers: Vec<String>, topic: &str) -> Result<Arc<dyn Sink>, TargetError> {
    Ok(Arc::new(crate::Kafka::connect(brokers, topic).await?))
}

#[cfg(not(feature = "kafka"))]
async fn kafka(_: Vec<String>, _: &str) -> Result<Arc<dyn Sink>, TargetError> {
    Err(TargetError::NotBuilt { scheme: "kafka".to_owned() })
}
