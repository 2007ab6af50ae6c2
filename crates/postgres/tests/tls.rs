//! The way to the server is encrypted, and the server is who it says it is.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test may panic, its helpers too"
)]

#[path = "support/places.rs"]
mod places;
mod support;

use std::net::TcpListener;
use std::path::Path;
use std::time::{Duration, Instant};

use moja_conformance::probe::{Item, Probe, Sketch};
use moja_core::batch::Batch;
use moja_core::record::Record as _;
use moja_core::registry::Registry;
use moja_core::store::{Access, Store as _, StoreError, StoreErrorKind};
use moja_core::tenant::Tenant;
use moja_postgres::PostgresStore;
use places::options;
use pollster::block_on;
use support::{Server, fresh_schema, ordinary, run};

/// A server that speaks TLS alone, with a certificate for `localhost` by an authority of its own.
struct Secured {
    server: Server,
    port: u16,
}

/// Keys and certificates, made by the tool that Debian's server needs itself. They belong to the
/// user that the server runs as, who alone may read the key.
fn certify(data: &Path) {
    let openssl = |args: &str| {
        let words = args.split(' ');
        run(ordinary(Path::new("openssl")).args(words).current_dir(data));
    };
    let key = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes";
    for name in ["authority", "stranger"] {
        openssl(&format!(
            "req -x509 {key} -keyout {name}.key -out {name}.crt -days 2 -subj /CN={name}"
        ));
    }
    openssl(&format!(
        "req {key} -keyout server.key -out server.csr -subj /CN=localhost \
         -addext subjectAltName=DNS:localhost"
    ));
    openssl(
        "x509 -req -in server.csr -CA authority.crt -CAkey authority.key -CAcreateserial -days 2 \
         -copy_extensions copy -out server.crt",
    );
}

impl Secured {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        drop(listener);
        let settings = format!(
            "-c fsync=off -c listen_addresses=127.0.0.1 -c port={port} -c ssl=on \
             -c ssl_cert_file=server.crt -c ssl_key_file=server.key"
        );
        let server = Server::start_with(&std::env::temp_dir(), settings, |data| {
            certify(data);
            // Nothing but TLS, and nothing by the socket.
            std::fs::write(data.join("pg_hba.conf"), "hostssl all all 127.0.0.1/32 trust\n")
                .unwrap();
        });
        // The folder is its user's own; what clients read is public.
        for name in ["authority.crt", "stranger.crt"] {
            std::fs::copy(server.folder.join("data").join(name), server.folder.join(name)).unwrap();
        }
        Self { server, port }
    }

    fn open(&self, host: &str, query: &str) -> Result<PostgresStore, StoreError> {
        let query = query.replace('@', &format!("{}/", self.server.folder.display()));
        let url = format!("postgres://postgres@{host}:{}/postgres?{query}", self.port);
        let mut registry = Registry::new();
        registry.add::<Probe>();
        let store = PostgresStore::open(&url, options(&fresh_schema()))?;
        block_on(store.migrate(&registry.schema()))?;
        Ok(store)
    }

    /// The refusal, which has to come at once and not after all patience.
    fn refused(&self, host: &str, query: &str) -> StoreError {
        let begun = Instant::now();
        let error = self.open(host, query).map(drop).unwrap_err();
        assert!(begun.elapsed() < Duration::from_secs(10), "{error} came late");
        error
    }
}

fn use_it(store: &PostgresStore) {
    let tenant = Tenant::new("a").unwrap();
    block_on(async {
        let mut tx = store.begin(Access::Write, std::slice::from_ref(&tenant)).await?;
        let mut batch = Batch::new();
        batch.insert(Sketch::new(1).item());
        tx.apply(&tenant, batch).await?;
        assert_eq!(tx.count(&tenant, Item::table()).await?, 1);
        tx.commit().await
    })
    .unwrap();
}

#[test]
fn certificates_are_checked_as_the_url_says() {
    let secured = Secured::start();
    for query in [
        "sslmode=verify-full&sslrootcert=@authority.crt",
        "sslmode=verify-ca&sslrootcert=@authority.crt",
        "sslmode=require",
        "sslmode=prefer",
        // What a URL has that says nothing.
        "application_name=till",
    ] {
        use_it(&secured.open("localhost", query).unwrap_or_else(|e| panic!("{query}: {e}")));
    }
    // Without a look at the name any certificate of the authority does.
    use_it(&secured.open("127.0.0.1", "sslmode=verify-ca&sslrootcert=@authority.crt").unwrap());

    let refusals = [
        // Another authority, and none but the public ones.
        ("localhost", "sslmode=verify-full&sslrootcert=@stranger.crt", "UnknownIssuer"),
        ("localhost", "sslmode=verify-ca&sslrootcert=@stranger.crt", "UnknownIssuer"),
        ("localhost", "sslmode=verify-full", "UnknownIssuer"),
        // Another name.
        ("127.0.0.1", "sslmode=verify-full&sslrootcert=@authority.crt", "not valid for name"),
        // The server's own refusal.
        ("localhost", "sslmode=disable", "no encryption"),
    ];
    for (host, query, reason) in refusals {
        let error = secured.refused(host, query);
        assert_eq!(error.kind(), StoreErrorKind::Incompatible, "{query}: {error}");
        assert!(error.to_string().contains(reason), "{query}: {error}");
    }
    let error = secured.refused("localhost", "sslmode=verify-full&sslrootcert=@nothing.crt");
    assert_eq!(error.kind(), StoreErrorKind::Invalid, "{error}");
}

/// A server without TLS is not talked to in plain words by who asked for more.
#[test]
fn nothing_is_sent_in_plain_words_to_who_must_not_have_it() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let settings = format!("-c fsync=off -c listen_addresses=127.0.0.1 -c port={port}");
    let server = Server::start_with(&std::env::temp_dir(), settings, |_| {});
    let plain = Secured { server, port };
    use_it(&plain.open("127.0.0.1", "sslmode=prefer").unwrap());
    for mode in ["require", "verify-ca", "verify-full"] {
        let error = plain.refused("127.0.0.1", &format!("sslmode={mode}"));
        assert_eq!(error.kind(), StoreErrorKind::Incompatible, "{error}");
        assert!(error.to_string().contains("does not support TLS"), "{error}");
    }
}
