//! A PostgreSQL server of the tests' own, in a temporary directory, as an ordinary user.
#![allow(dead_code, unreachable_pub, reason = "each test uses its part")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may panic, its helpers too")]

use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, OnceLock};

/// A user that is nobody's, for a server that refuses to run as root.
const NOBODY: u32 = 65_534;

/// A running server. It ends with the process that started it, however that ends.
pub struct Server {
    pub folder: PathBuf,
    programs: PathBuf,
    settings: String,
    /// Waits for the end of this process at the other end of a pipe.
    _guard: Mutex<Child>,
}

/// Where the server's programs are: `MOJA_POSTGRES_BIN`, where Debian has them, or in the path.
fn programs() -> PathBuf {
    if let Some(folder) = std::env::var_os("MOJA_POSTGRES_BIN") {
        return folder.into();
    }
    let installed = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut found: Vec<(u32, PathBuf)> = installed
        .filter_map(|entry| {
            let version = entry.file_name().to_str()?.parse().ok()?;
            Some((version, entry.path().join("bin")))
        })
        .filter(|(_, folder)| folder.join("initdb").exists())
        .collect();
    found.sort();
    if let Some((_, folder)) = found.pop() {
        return folder;
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        .find(|folder| folder.join("initdb").exists())
        .expect("PostgreSQL is needed for these tests: install Debian's `postgresql`")
}

fn is_root() -> bool {
    std::fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0)
}

/// A command that runs as an ordinary user.
pub fn ordinary(program: &Path) -> Command {
    let mut command = Command::new(if is_root() { Path::new("setpriv") } else { program });
    command.current_dir("/");
    if !is_root() {
        return command;
    }
    let nobody = NOBODY.to_string();
    command.args(["--reuid", &nobody, "--regid", &nobody, "--clear-groups"]).arg(program);
    command
}

/// Runs a command that has to succeed.
pub fn run(command: &mut Command) {
    let output = command.stdin(Stdio::null()).output().unwrap();
    assert!(
        output.status.success(),
        "{command:?}: {}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}

impl Server {
    /// Makes a cluster and starts it. What a power failure would lose is no matter here.
    pub fn start() -> Self {
        Self::start_in(&std::env::temp_dir(), "-c fsync=off -c full_page_writes=off")
    }

    /// The same below another folder and with other settings, for measuring.
    pub fn start_in(parent: &Path, settings: &str) -> Self {
        Self::start_with(parent, settings.to_owned(), |_| {})
    }

    /// The same, after something was done in its data folder.
    pub fn start_with(parent: &Path, settings: String, prepare: impl FnOnce(&Path)) -> Self {
        let programs = programs();
        let folder = tempfile::tempdir_in(parent).unwrap().keep().canonicalize().unwrap();
        if is_root() {
            std::os::unix::fs::chown(&folder, Some(NOBODY), Some(NOBODY)).unwrap();
        }
        let data = folder.join("data");
        // The words of a language sort differently from bytes, which must not matter.
        run(ordinary(&programs.join("initdb"))
            .args(["-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync", "--locale=C.UTF-8"])
            .args(["--locale-provider=icu", "--icu-locale=en-US", "-D"])
            .arg(&data));
        prepare(&data);
        let script = r#"cat > /dev/null; "$0/pg_ctl" -D "$1/data" -m immediate stop; rm -rf "$1""#;
        let guard = ordinary(Path::new("sh"))
            .args(["-c", script])
            .arg(&programs)
            .arg(&folder)
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let server = Self { folder, programs, settings, _guard: Mutex::new(guard) };
        server.resume();
        server
    }

    /// Starts the server again after [`stop`](Self::stop).
    pub fn resume(&self) {
        let options = format!(
            "-c listen_addresses='' -c unix_socket_directories='{}' -c max_connections=400 \
             -c deadlock_timeout=200ms {}",
            self.folder.display(),
            self.settings
        );
        let log = self.folder.join("log");
        run(self.control().args(["-w", "-t", "120", "-o", &options, "-l"]).arg(log).arg("start"));
    }

    /// Stops the server as a power cut would: nothing is finished.
    pub fn stop(&self) {
        run(self.control().args(["-m", "immediate", "stop"]));
    }

    fn control(&self) -> Command {
        let mut command = ordinary(&self.programs.join("pg_ctl"));
        command.arg("-D").arg(self.folder.join("data"));
        command
    }

    /// The URL of a database for a user.
    pub fn url(&self, user: &str, database: &str) -> String {
        let folder = self.folder.display().to_string().replace('/', "%2F");
        format!("postgres://{user}@{folder}/{database}")
    }

    /// Where clients connect.
    pub fn socket(&self) -> PathBuf {
        self.folder.join(".s.PGSQL.5432")
    }

    /// Runs SQL as a user; gives the lines of what comes back.
    pub fn sql_as(&self, user: &str, sql: &str) -> Result<Vec<String>, String> {
        self.sql_at(&self.url(user, "postgres"), sql)
    }

    /// The same by another URL.
    pub fn sql_at(&self, url: &str, sql: &str) -> Result<Vec<String>, String> {
        let mut command = Command::new(self.programs.join("psql"));
        command.args(["-qAtX", "-v", "ON_ERROR_STOP=1", "-d", url]);
        let output = command.args(["-c", sql]).stdin(Stdio::null()).output().unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        if !output.status.success() {
            return Err(text(&output.stderr));
        }
        Ok(text(&output.stdout).lines().map(str::to_owned).collect())
    }

    /// The same as a superuser.
    pub fn sql(&self, sql: &str) -> Vec<String> {
        self.sql_as("postgres", sql).unwrap()
    }
}

/// The server that all tests of this process share.
pub fn server() -> &'static Server {
    static SERVER: OnceLock<Server> = OnceLock::new();
    SERVER.get_or_init(Server::start)
}

/// SQL with the rights of transactions and this tenant, none of it kept.
pub fn as_runtime(tenant: &str, sql: &str) -> Result<Vec<String>, String> {
    let whole = format!(
        "BEGIN; SET LOCAL ROLE moja_test_runtime; SET LOCAL \"moja.tenant\" = '{tenant}'; \
         {sql}; ROLLBACK"
    );
    server().sql_as("postgres", &whole)
}

/// The name of a schema that nobody else has.
pub fn fresh_schema() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    format!("case_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed))
}
