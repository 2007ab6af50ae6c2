//! A network that is slower than this machine.

use std::io::{Read as _, Write as _};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::PathBuf;
use std::time::Duration;

/// Stands before the server, and keeps whatever a client sends for a while.
pub struct Proxy {
    folder: tempfile::TempDir,
}

impl Proxy {
    pub fn start(server: PathBuf, delay: Duration) -> Self {
        let folder = tempfile::tempdir().expect("folder");
        let listener = UnixListener::bind(folder.path().join(".s.PGSQL.5432")).expect("socket");
        std::thread::spawn(move || {
            while let Ok((client, _)) = listener.accept() {
                let upstream = UnixStream::connect(&server).expect("server");
                let back =
                    (upstream.try_clone().expect("clone"), client.try_clone().expect("clone"));
                std::thread::spawn(move || carry(client, upstream, delay));
                std::thread::spawn(move || carry(back.0, back.1, Duration::ZERO));
            }
        });
        Self { folder }
    }

    pub fn url(&self) -> String {
        let folder = self.folder.path().display().to_string().replace('/', "%2F");
        format!("postgres://postgres@{folder}/postgres")
    }
}

fn carry(mut from: UnixStream, mut to: UnixStream, delay: Duration) {
    let mut bytes = vec![0; 1 << 20];
    while let Ok(count) = from.read(&mut bytes) {
        if !delay.is_zero() {
            std::thread::sleep(delay);
        }
        if count == 0 || to.write_all(&bytes[..count]).is_err() {
            break;
        }
    }
    let _ = to.shutdown(std::net::Shutdown::Both);
    let _ = from.shutdown(std::net::Shutdown::Both);
}
