//! A PgBouncer of the tests' own, in transaction mode, before the tests' server.

use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, OnceLock};
use std::time::{Duration, Instant};

use crate::support::{Server, ordinary, server};

/// Sockets are in a folder of their own, so a port is only part of a name.
const PORT: u16 = 6432;

/// A running pooler. It ends with the process that started it, however that ends.
pub(crate) struct Pooler {
    folder: PathBuf,
    _guard: Mutex<Child>,
}

/// Debian has it where ordinary users do not look.
fn program() -> PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        .chain([PathBuf::from("/usr/sbin")])
        .map(|folder| folder.join("pgbouncer"))
        .find(|program| program.exists())
        .expect("PgBouncer is needed for these tests: install Debian's `pgbouncer`")
}

/// Major and minor version.
pub(crate) fn version() -> (u32, u32) {
    let output = Command::new(program()).arg("--version").output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let mut numbers = text.split_whitespace().nth(1).unwrap().split('.');
    let mut next = || numbers.next().unwrap().parse().unwrap();
    (next(), next())
}

impl Pooler {
    /// Starts one that has so many connections to the server for each user.
    pub(crate) fn start(server: &Server, size: usize) -> Self {
        let folder = tempfile::tempdir().unwrap().keep().canonicalize().unwrap();
        // It may run as another user than this process.
        std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o777)).unwrap();
        std::fs::write(folder.join("users"), "\"postgres\" \"\"\n").unwrap();
        let settings = format!(
            "[databases]\n* = host={server}\n[pgbouncer]\npool_mode = transaction\n\
             default_pool_size = {size}\nmax_client_conn = 1000\nlisten_addr =\n\
             listen_port = {PORT}\nunix_socket_dir = {folder}\nauth_type = trust\n\
             auth_file = {folder}/users\nlogfile = {folder}/log\n",
            server = server.folder.display(),
            folder = folder.display(),
        );
        std::fs::write(folder.join("settings"), settings).unwrap();
        let script =
            r#""$0" -q "$1/settings" < /dev/null & cat > /dev/null; kill $!; wait; rm -rf "$1""#;
        let guard = ordinary(Path::new("sh"))
            .args(["-c", script])
            .arg(program())
            .arg(&folder)
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let pooler = Self { folder, _guard: Mutex::new(guard) };
        let begun = Instant::now();
        while !pooler.folder.join(format!(".s.PGSQL.{PORT}")).exists() {
            assert!(begun.elapsed() < Duration::from_secs(20), "PgBouncer did not start");
            std::thread::sleep(Duration::from_millis(10));
        }
        pooler
    }

    /// The URL of the tests' database through it.
    pub(crate) fn url(&self) -> String {
        let folder = self.folder.display().to_string().replace('/', "%2F");
        format!("postgres://postgres@{folder}:{PORT}/postgres")
    }
}

/// The pooler that all tests of this process share, with few connections.
pub(crate) fn pooler() -> &'static Pooler {
    static POOLER: OnceLock<Pooler> = OnceLock::new();
    POOLER.get_or_init(|| Pooler::start(server(), 6))
}
