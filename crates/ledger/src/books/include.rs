//! Follows includes through the caller's callback, without running in circles.

/// How deep includes may nest.
const DEPTH_MAX: usize = 64;

/// The files being read, outermost first.
pub(super) struct Includes<'i> {
    read: &'i dyn Fn(&str) -> Result<String, String>,
    open: Vec<String>,
}

impl<'i> Includes<'i> {
    pub(super) fn new(read: &'i dyn Fn(&str) -> Result<String, String>) -> Self {
        Self { read, open: Vec::new() }
    }

    pub(super) fn enter(&mut self, name: &str) {
        self.open.push(name.to_owned());
    }

    pub(super) fn leave(&mut self) {
        self.open.pop();
    }

    /// How many files are open, the first one included.
    pub(super) const fn depth(&self) -> usize {
        self.open.len()
    }

    /// The name and text of an included file, or the code and message of a problem.
    pub(super) fn read(
        &self,
        from: &str,
        path: &str,
    ) -> Result<(String, String), (&'static str, String)> {
        let name = beside(from, path);
        if self.open.contains(&name) {
            return Err(("include_cycle", format!("`{name}` includes itself")));
        }
        if self.open.len() >= DEPTH_MAX {
            return Err(("include_cycle", format!("includes are nested over {DEPTH_MAX} deep")));
        }
        match (self.read)(&name) {
            Ok(text) => Ok((name, text)),
            Err(reason) => Err(("include_failed", format!("cannot include `{name}`: {reason}"))),
        }
    }
}

/// The path as seen from the directory of the including file, with `.` and `..` worked out so
/// that a cycle cannot hide behind them.
fn beside(from: &str, path: &str) -> String {
    let joined = match from.rsplit_once('/') {
        Some((directory, _)) if !path.starts_with('/') => format!("{directory}/{path}"),
        _ => path.to_owned(),
    };
    let mut parts: Vec<&str> = Vec::new();
    for (at, part) in joined.split('/').enumerate() {
        match part {
            "" if at > 0 => {}
            "." => {}
            ".." if parts.last().is_some_and(|last| *last != ".." && !last.is_empty()) => {
                parts.pop();
            }
            _ => parts.push(part),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_seen_from_the_including_file() {
        assert_eq!(beside("main.bean", "sub/a.bean"), "sub/a.bean");
        assert_eq!(beside("sub/a.bean", "../b.bean"), "b.bean");
        assert_eq!(beside("/x/a.bean", "./b.bean"), "/x/b.bean");
        assert_eq!(beside("/x/a.bean", "/y/b.bean"), "/y/b.bean");
        assert_eq!(beside("a.bean", "../../b.bean"), "../../b.bean");
    }
}
