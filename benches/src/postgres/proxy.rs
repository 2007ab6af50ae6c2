//! A network that is slower than this machine.

use std::io::{Read as _, Write as _};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::PathBuf;
use std::time::{Duration, Instant};

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

/// Hands on what comes in, each part so long after it came: parts that follow closely travel at
/// the same time, as on a wire.
fn carry(mut from: UnixStream, mut to: UnixStream, delay: Duration) {
    let (sent, arriving) = std::sync::mpsc::channel::<(Instant, Vec<u8>)>();
    std::thread::spawn(move || {
        for (due, part) in arriving {
            std::thread::sleep(due.saturating_duration_since(Instant::now()));
            if to.write_all(&part).is_err() {
                break;
            }
        }
        let _ = to.shutdown(std::net::Shutdown::Both);
    });
    let mut bytes = vec![0; 1 << 20];
    while let Ok(count) = from.read(&mut bytes) {
        if count == 0 || sent.send((Instant::now() + delay, bytes[..count].to_vec())).is_err() {
            break;
        }
    }
    let _ = from.shutdown(std::net::Shutdown::Read);
}
