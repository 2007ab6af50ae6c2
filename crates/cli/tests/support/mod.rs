//! Runs the program in a folder of its own.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use serde_json::Value as Json;
use tempfile::TempDir;

/// What a run of the program left behind.
#[derive(Debug)]
pub struct Ran {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Ran {
    /// The lines of the standard output as JSON.
    pub fn lines(&self) -> Vec<Json> {
        self.stdout.lines().map(|line| serde_json::from_str(line).expect(line)).collect()
    }

    /// The one JSON error on the standard error output.
    pub fn error(&self) -> Json {
        let line = self.stderr.lines().last().expect("an error");
        let error: Json = serde_json::from_str(line).expect(line);
        assert_eq!(error["ok"], false);
        error["error"].clone()
    }

    /// Fails unless the program ended well.
    pub fn ok(self) -> Self {
        assert_eq!(self.code, 0, "{self:?}");
        self
    }
}

/// A folder in which the program runs; `moja.db` is its store.
pub struct Desk(TempDir);

impl Desk {
    pub fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder"))
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("folders");
        std::fs::write(path, text).expect("a file");
    }

    pub fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).expect("a file")
    }

    pub fn has(&self, name: &str) -> bool {
        self.path(name).exists()
    }

    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_moja"));
        command.args(args).current_dir(self.0.path()).env_remove("MOJA_STORE");
        command
    }

    pub fn run(&self, args: &[&str]) -> Ran {
        self.feed(args, "")
    }

    pub fn feed(&self, args: &[&str], input: impl AsRef<[u8]>) -> Ran {
        let mut command = self.command(args);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the program");
        let mut stdin = child.stdin.take().expect("an input");
        let input = input.as_ref().to_vec();
        // The program need not read all of it.
        let writer = std::thread::spawn(move || {
            let _ = stdin.write_all(&input);
        });
        let output = child.wait_with_output().expect("an end");
        writer.join().expect("a writer");
        Ran {
            code: output.status.code().expect("an exit code"),
            stdout: String::from_utf8(output.stdout).expect("text"),
            stderr: String::from_utf8(output.stderr).expect("text"),
        }
    }

    pub fn exec(&self, lines: &[Json]) -> Ran {
        let input: String = lines.iter().map(|line| format!("{line}\n")).collect();
        self.feed(&["exec"], input)
    }

    /// Balances as `account currency balance`, the clearing account left out.
    pub fn balances(&self, args: &[&str]) -> Vec<String> {
        let all = [&["balances", "--json"], args].concat();
        let text = |json: &Json| json.as_str().expect("text").to_owned();
        let lines = self.run(&all).ok().lines().into_iter();
        lines
            .map(|line| {
                let [account, currency, balance] =
                    ["account", "currency", "balance"].map(|key| text(&line[key]));
                format!("{account} {currency} {balance}")
            })
            .filter(|line| !line.starts_with("Equity:Currency-Conversions "))
            .collect()
    }
}
