//! Licences, sources and duplicate versions, by the rules in `deny.toml`.
//!
//! The file is cargo-deny's own format, and `cargo deny check bans licenses sources` agrees with
//! this task; but cargo-deny takes minutes to build, and this takes none. Keys that this task
//! does not know are refused, so that no rule is silently left to the other tool.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fs;
use std::path::Path;

use cargo_metadata::{Metadata, Package};
use serde::Deserialize;

use crate::Failure;
use crate::run::{cargo, root};

/// `deny.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Rules {
    licenses: Licenses,
    bans: Bans,
    #[serde(rename = "sources")]
    _sources: Sources,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Licenses {
    allow: Vec<String>,
    #[serde(default)]
    exceptions: Vec<Exception>,
}

/// Licences that one crate may have.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Exception {
    #[serde(rename = "crate")]
    name: String,
    allow: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Bans {
    multiple_versions: Deny,
    wildcards: Deny,
    allow_wildcard_paths: bool,
    #[serde(default)]
    skip: Vec<Named>,
    #[serde(default)]
    deny: Vec<Named>,
}

/// A crate, and why it stands in the list.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Named {
    /// `name` or `name@version`.
    #[serde(rename = "crate")]
    name: String,
    #[serde(rename = "reason")]
    _reason: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Sources {
    #[serde(rename = "unknown-registry")]
    _unknown_registry: Deny,
    #[serde(rename = "unknown-git")]
    _unknown_git: Deny,
}

/// The only level that a rule may have here.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Deny {
    Deny,
}

/// One external crate, as far as the rules are concerned.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct External {
    pub(crate) name: String,
    pub(crate) version: String,
    pub(crate) license: Option<String>,
    pub(crate) from_registry: bool,
    /// Whether only tests bring it in; duplicates of those ship nowhere.
    pub(crate) in_tests_only: bool,
}

/// Crates that another workspace has in another version than ours, though Cargo takes them for
/// compatible: what a binding ships would not be what our tests have tested, and all would be
/// compiled twice.
pub(crate) fn strays(ours: &[External], others: &[External]) -> Vec<String> {
    let mut findings = Vec::new();
    for other in others {
        let compatible: Vec<&str> = { ours.iter() }
            .filter(|our| our.name == other.name)
            .map(|our| our.version.as_str())
            .filter(|version| series(version) == series(&other.version))
            .collect();
        if let Some(wanted) = compatible.first()
            && !compatible.contains(&other.version.as_str())
        {
            let External { name, version, .. } = other;
            findings.push(format!(
                "`{name}` is {version} and should be {wanted}: cargo update --precise {wanted}"
            ));
        }
    }
    findings
}

/// The part of a version that compatible ones have in common.
fn series(version: &str) -> &str {
    let mut points = version.match_indices('.').map(|(at, _)| at);
    let end = points.next().filter(|_| !version.starts_with("0.")).or_else(|| points.next());
    end.and_then(|end| version.get(..end)).unwrap_or(version)
}

impl Rules {
    /// Reads the rules.
    pub(crate) fn read(path: &Path) -> Result<Self, Failure> {
        let text =
            fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
        Ok(toml::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))?)
    }

    /// Everything that breaks a rule, one line each.
    pub(crate) fn findings(&self, externals: &[External]) -> Result<Vec<String>, Failure> {
        let mut findings = Vec::new();
        for external in externals {
            let External { name, version, .. } = external;
            if !external.from_registry {
                findings.push(format!("`{name}` {version} does not come from the registry"));
            }
            if self.bans.deny.iter().any(|banned| banned.names(external)) {
                findings.push(format!("`{name}` {version} is banned"));
            }
            match &external.license {
                Some(text) if self.allows(name, text)? => {}
                Some(text) => findings.push(format!("`{name}` {version} has the licence `{text}`")),
                None => findings.push(format!("`{name}` {version} names no licence")),
            }
        }
        let Deny::Deny = self.bans.multiple_versions;
        findings.extend(self.duplicates(externals));
        Ok(findings)
    }

    fn allows(&self, name: &str, text: &str) -> Result<bool, Failure> {
        // Some old crates separate licences by a slash.
        let expression = spdx::Expression::parse_mode(text, spdx::ParseMode::LAX)
            .map_err(|error| format!("`{name}`: the licence `{text}`: {error}"))?;
        let special = self.licenses.exceptions.iter().filter(|exception| exception.name == name);
        let allowed: BTreeSet<&str> = self
            .licenses
            .allow
            .iter()
            .chain(special.flat_map(|exception| &exception.allow))
            .map(String::as_str)
            .collect();
        Ok(expression.evaluate(|requirement| allowed.contains(requirement.to_string().as_str())))
    }

    fn duplicates(&self, externals: &[External]) -> Vec<String> {
        let mut versions: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for external in externals.iter().filter(|external| !external.in_tests_only) {
            if !self.bans.skip.iter().any(|skipped| skipped.names(external)) {
                versions.entry(&external.name).or_default().insert(&external.version);
            }
        }
        versions
            .into_iter()
            .filter(|(_, versions)| versions.len() > 1)
            .map(|(name, versions)| {
                let versions: Vec<&str> = versions.into_iter().collect();
                format!("`{name}` is there in several versions: {}", versions.join(", "))
            })
            .collect()
    }

    /// Requirements of members that accept any version, which no release may have.
    pub(crate) fn wildcards(&self, metadata: &Metadata) -> Vec<String> {
        let Deny::Deny = self.bans.wildcards;
        let packages = metadata.workspace_packages();
        let dependencies = packages.iter().flat_map(|package| {
            package.dependencies.iter().map(move |dependency| (package, dependency))
        });
        dependencies
            .filter(|(_, dependency)| dependency.req == cargo_metadata::semver::VersionReq::STAR)
            .filter(|(_, dependency)| {
                !(self.bans.allow_wildcard_paths && dependency.path.is_some())
            })
            .map(|(package, dependency)| {
                format!("`{}` accepts any version of `{}`", package.name, dependency.name)
            })
            .collect()
    }
}

impl Named {
    fn names(&self, external: &External) -> bool {
        match self.name.split_once('@') {
            Some((name, version)) => name == external.name && version == external.version,
            None => self.name == external.name,
        }
    }
}

/// Every crate that is not ours and is built for some platform or feature.
///
/// `cargo tree` says which those are; the graph in `cargo metadata` also has crates that no
/// feature ever turns on.
pub(crate) fn externals(metadata: &Metadata) -> Result<Vec<External>, Failure> {
    let built = tree(metadata, "normal,build,dev")?;
    let shipped = tree(metadata, "normal,build")?;
    let house = root();
    let mut externals: Vec<External> = metadata
        .packages
        .iter()
        .filter(|package| package.source.is_some() || !package.manifest_path.starts_with(&house))
        .map(|package| (package, (package.name.to_string(), package.version.to_string())))
        .filter(|(_, named)| built.contains(named))
        .map(|(package, named)| external(package, !shipped.contains(&named)))
        .collect();
    externals.sort();
    Ok(externals)
}

fn external(package: &Package, in_tests_only: bool) -> External {
    External {
        name: package.name.to_string(),
        version: package.version.to_string(),
        license: package.license.clone(),
        from_registry: package.source.as_ref().is_some_and(cargo_metadata::Source::is_crates_io),
        in_tests_only,
    }
}

/// Names and versions of all crates that are reached over these kinds of edges.
fn tree(metadata: &Metadata, edges: &str) -> Result<HashSet<(String, String)>, Failure> {
    let mut command = cargo();
    command.args(["tree", "--workspace", "--all-features", "--target", "all", "--edges", edges]);
    command.arg("--manifest-path").arg(metadata.workspace_root.join("Cargo.toml"));
    let output = command.args(["--prefix", "none", "--no-dedupe", "--format", "{p}"]).output()?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into());
    }
    let lines = String::from_utf8(output.stdout)?;
    let named = lines.lines().filter_map(|line| {
        let mut words = line.split(' ');
        Some((words.next()?.to_owned(), words.next()?.strip_prefix('v')?.to_owned()))
    });
    Ok(named.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules() -> Rules {
        toml::from_str(
            r#"
            [licenses]
            allow = ["MIT", "Apache-2.0", "Apache-2.0 WITH LLVM-exception"]
            exceptions = [{ crate = "ring", allow = ["ISC"] }]
            [bans]
            multiple-versions = "deny"
            wildcards = "deny"
            allow-wildcard-paths = true
            skip = [{ crate = "syn@2.0.1", reason = "derives that are not on 3 yet" }]
            deny = [{ crate = "openssl-sys", reason = "needs a system library" }]
            [sources]
            unknown-registry = "deny"
            unknown-git = "deny"
            "#,
        )
        .unwrap()
    }

    fn external(name: &str, version: &str, license: &str) -> External {
        External {
            name: name.to_owned(),
            version: version.to_owned(),
            license: Some(license.to_owned()),
            from_registry: true,
            in_tests_only: false,
        }
    }

    #[test]
    fn other_workspaces_have_our_versions() {
        let ours = [external("a", "1.2.3", "MIT"), external("b", "0.4.1", "MIT")];
        let same = [external("a", "1.2.3", "MIT"), external("c", "1.0.0", "MIT")];
        assert_eq!(strays(&ours, &same), Vec::<String>::new());
        // Cargo takes these for others.
        let apart = [external("a", "2.2.3", "MIT"), external("b", "0.5.1", "MIT")];
        assert_eq!(strays(&ours, &apart), Vec::<String>::new());
        let near = [external("a", "1.3.0", "MIT"), external("b", "0.4.0", "MIT")];
        assert_eq!(strays(&ours, &near).len(), 2);
        assert_eq!([series("1.2.3"), series("0.4.1"), series("0.0.1")], ["1", "0.4", "0.0"]);
    }

    #[test]
    fn good_crates_pass() {
        let good = [
            external("a", "1.0.0", "MIT OR Apache-2.0"),
            external("b", "1.0.0", "MIT/Apache-2.0"),
            external("c", "1.0.0", "GPL-3.0-only OR MIT"),
            external("d", "1.0.0", "Apache-2.0 WITH LLVM-exception"),
            external("ring", "1.0.0", "Apache-2.0 AND ISC"),
            external("syn", "2.0.1", "MIT"),
            external("syn", "3.0.0", "MIT"),
        ];
        assert_eq!(rules().findings(&good).unwrap(), Vec::<String>::new());
    }

    #[test]
    fn bad_ones_do_not() {
        let bad = |external: External| rules().findings(&[external]).unwrap().len();
        assert_eq!(bad(external("a", "1.0.0", "GPL-3.0-only")), 1);
        assert_eq!(bad(external("a", "1.0.0", "MIT AND ISC")), 1);
        assert_eq!(bad(External { license: None, ..external("a", "1.0.0", "") }), 1);
        assert_eq!(bad(External { from_registry: false, ..external("a", "1.0.0", "MIT") }), 1);
        assert_eq!(bad(external("openssl-sys", "1.0.0", "MIT")), 1);
    }

    #[test]
    fn two_versions_fail_unless_only_tests_have_them() {
        let twice = |in_tests_only| {
            let old = External { in_tests_only, ..external("rand", "0.8.0", "MIT") };
            rules().findings(&[old, external("rand", "0.9.0", "MIT")]).unwrap().len()
        };
        assert_eq!((twice(false), twice(true)), (1, 0));
    }

    #[test]
    fn an_unknown_rule_is_refused() {
        assert!(toml::from_str::<Rules>("[licenses]\nallow = []\nprivate = true").is_err());
    }
}
