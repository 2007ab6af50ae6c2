//! The layers of the workspace: which crate may depend on which.

use cargo_metadata::{DependencyKind, Metadata, Package, TargetKind};

/// A place in the house. Arrows point down only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Layer {
    /// Derives; a proc macro, so that nothing of it is linked.
    Macros,
    /// Vocabulary and engine.
    Core,
    /// Pure rules of one subject.
    Domain,
    /// A backend.
    Store,
    /// The suite that every backend passes.
    Conformance,
    /// What apps use.
    Facade,
    /// Delivers the journal elsewhere.
    Relay,
    /// The foreign surface, declared once.
    Api,
    /// A thin shell over the foreign surface in another language.
    Binding,
    /// A program for people.
    Program,
    /// Benches, examples and chores: free to use everything, used by nothing.
    Free,
}

impl Layer {
    /// The layer of a workspace crate; a crate without one is an error, so that a new crate
    /// has to be thought about.
    fn of(name: &str) -> Option<Self> {
        Some(match name {
            "moja-macros" => Self::Macros,
            "moja-core" => Self::Core,
            "moja-ledger" | "moja-inventory" | "moja-commerce" | "moja-identity"
            | "moja-scheduling" | "moja-health" => Self::Domain,
            "moja-sqlite" | "moja-postgres" => Self::Store,
            "moja-conformance" => Self::Conformance,
            "moja" => Self::Facade,
            "moja-relay" => Self::Relay,
            "moja-api" => Self::Api,
            "moja-python" | "moja-node" | "moja-mobile" => Self::Binding,
            "moja-cli" => Self::Program,
            "moja-benches" | "xtask" => Self::Free,
            name if name.starts_with("moja-example-") => Self::Free,
            _ => return None,
        })
    }

    /// The layers that this one may build on.
    fn below(self) -> &'static [Self] {
        match self {
            Self::Macros => &[],
            Self::Core => &[Self::Macros],
            Self::Domain | Self::Store => &[Self::Core],
            Self::Conformance => &[Self::Core, Self::Domain],
            Self::Facade => &[Self::Core, Self::Domain, Self::Store],
            Self::Relay | Self::Api => &[Self::Facade],
            Self::Binding => &[Self::Api],
            Self::Program => &[Self::Facade, Self::Relay, Self::Api],
            Self::Free => {
                &[Self::Core, Self::Domain, Self::Store, Self::Conformance, Self::Facade, Self::Api]
            }
        }
    }

    /// Whether tests of this layer may use `other`: what it builds on, the suite, and in a store
    /// the domains, with which the suite works too.
    fn tests_may_use(self, other: Self) -> bool {
        other == Self::Conformance
            || self.below().contains(&other)
            || (self == Self::Store && other == Self::Domain)
    }
}

/// What a pure crate must not depend on: drivers, runtimes, randomness, clocks.
const IMPURE: &[&str] = &[
    // database drivers
    "rusqlite",
    "libsqlite3-sys",
    "sqlite",
    "sqlx",
    "sqlx-core",
    "sqlx-sqlite",
    "sqlx-postgres",
    "postgres",
    "tokio-postgres",
    "diesel",
    "sea-orm",
    "redb",
    "sled",
    "rocksdb",
    "fjall",
    "heed",
    "mysql",
    "mysql_async",
    "mongodb",
    "redis",
    "duckdb",
    "limbo",
    "turso",
    "libsql",
    // runtimes and networks
    "tokio",
    "async-std",
    "smol",
    "async-executor",
    "async-global-executor",
    "async-io",
    "futures-executor",
    "pollster",
    "embassy-executor",
    "monoio",
    "glommio",
    "rayon",
    "mio",
    "reqwest",
    "hyper",
    "ureq",
    // randomness
    "rand",
    "rand_core",
    "rand_chacha",
    "getrandom",
    "fastrand",
    "oorandom",
    "nanorand",
    // clocks
    "quanta",
    "coarsetime",
    "web-time",
    "instant",
];

/// Features that let a harmless crate read the clock or draw random numbers.
const IMPURE_FEATURES: &[(&str, &[&str])] =
    &[("uuid", &["v1", "v4", "v6", "v7", "rng", "rng-getrandom", "rng-rand", "fast-rng"])];

/// One crate of the workspace, as far as layers are concerned.
#[derive(Clone, Debug)]
pub(crate) struct Member {
    pub(crate) name: String,
    pub(crate) is_proc_macro: bool,
    pub(crate) uses: Vec<Use>,
}

/// One declared dependency, optional and platform-specific ones included.
#[derive(Clone, Debug)]
pub(crate) struct Use {
    pub(crate) name: String,
    pub(crate) features: Vec<String>,
    pub(crate) in_tests_only: bool,
}

/// The workspace's crates with what they declare.
pub(crate) fn members(metadata: &Metadata) -> Vec<Member> {
    metadata.workspace_packages().into_iter().map(member).collect()
}

fn member(package: &Package) -> Member {
    Member {
        name: package.name.to_string(),
        is_proc_macro: package
            .targets
            .iter()
            .any(|target| target.kind.iter().any(|kind| matches!(kind, TargetKind::ProcMacro))),
        uses: package
            .dependencies
            .iter()
            .map(|dependency| Use {
                name: dependency.name.clone(),
                features: dependency.features.clone(),
                in_tests_only: dependency.kind == DependencyKind::Development,
            })
            .collect(),
    }
}

/// The crates whose source has to be free of clocks and randomness.
pub(crate) fn is_domain(name: &str) -> bool {
    Layer::of(name) == Some(Layer::Domain)
}

/// Every edge that the architecture does not draw, one line each.
pub(crate) fn findings(members: &[Member]) -> Vec<String> {
    let mut findings = Vec::new();
    for member in members {
        let Some(layer) = Layer::of(&member.name) else {
            findings
                .push(format!("`{}` has no layer; give it one in xtask/src/graph.rs", member.name));
            continue;
        };
        if layer == Layer::Macros && !member.is_proc_macro {
            findings.push(format!("`{}` must be a proc macro", member.name));
        }
        for used in &member.uses {
            let in_workspace = members.iter().any(|other| other.name == used.name);
            if in_workspace {
                findings.extend(edge(&member.name, layer, used));
            } else if layer == Layer::Domain && !used.in_tests_only {
                findings.extend(purity(&member.name, used));
            }
        }
    }
    findings
}

fn edge(from: &str, layer: Layer, used: &Use) -> Option<String> {
    // An unknown target has its own finding.
    let below = Layer::of(&used.name)?;
    if used.in_tests_only {
        let allowed = from == used.name || layer.tests_may_use(below);
        return (!allowed).then(|| {
            format!("`{from}` ({layer:?}) must not use `{}` ({below:?}), even in tests", used.name)
        });
    }
    (!layer.below().contains(&below))
        .then(|| format!("`{from}` ({layer:?}) must not depend on `{}` ({below:?})", used.name))
}

fn purity(from: &str, used: &Use) -> Vec<String> {
    if IMPURE.contains(&used.name.as_str()) {
        return vec![format!(
            "domain crate `{from}` must not depend on `{}`: domains are pure",
            used.name
        )];
    }
    let forbidden = IMPURE_FEATURES.iter().find(|(name, _)| *name == used.name);
    used.features
        .iter()
        .filter(|feature| forbidden.is_some_and(|(_, list)| list.contains(&feature.as_str())))
        .map(|feature| {
            format!(
                "domain crate `{from}` must not enable `{}/{feature}`: domains are pure",
                used.name
            )
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn member(name: &str, uses: &[&str]) -> Member {
        let uses = uses.iter().map(|name| Use {
            name: (*name).to_owned(),
            features: Vec::new(),
            in_tests_only: false,
        });
        Member { name: name.to_owned(), is_proc_macro: name == "moja-macros", uses: uses.collect() }
    }

    fn house() -> Vec<Member> {
        vec![
            member("moja-macros", &["syn"]),
            member("moja-core", &["moja-macros", "getrandom"]),
            member("moja-ledger", &["moja-core", "serde"]),
            member("moja-inventory", &["moja-core"]),
            member("moja-commerce", &["moja-core"]),
            member("moja-sqlite", &["moja-core", "rusqlite"]),
            member("moja-conformance", &["moja-core", "moja-ledger"]),
            member("moja", &["moja-core", "moja-ledger", "moja-sqlite"]),
            member("moja-api", &["moja", "uniffi"]),
            member("moja-python", &["moja-api", "pyo3"]),
            member("moja-cli", &["moja", "clap"]),
            member("moja-benches", &["moja", "moja-sqlite", "rusqlite"]),
        ]
    }

    fn add(house: &mut [Member], from: &str, to: &str, in_tests_only: bool) {
        let member = house.iter_mut().find(|member| member.name == from).unwrap();
        member.uses.push(Use { name: to.to_owned(), features: Vec::new(), in_tests_only });
    }

    #[test]
    fn the_drawn_edges_pass() {
        assert_eq!(findings(&house()), Vec::<String>::new());
    }

    #[test]
    fn every_other_edge_fails() {
        for (from, to) in [
            ("moja-core", "moja-ledger"),
            ("moja-ledger", "moja-inventory"),
            ("moja-commerce", "moja-inventory"),
            ("moja-ledger", "moja-sqlite"),
            ("moja-ledger", "moja"),
            ("moja-sqlite", "moja-ledger"),
            ("moja-sqlite", "moja-conformance"),
            ("moja-conformance", "moja-sqlite"),
            ("moja", "moja-conformance"),
            ("moja", "moja-cli"),
            ("moja-cli", "moja-core"),
            ("moja", "moja-benches"),
            ("moja-ledger", "moja-macros"),
            ("moja-api", "moja-ledger"),
            ("moja-api", "moja-sqlite"),
            ("moja-python", "moja"),
            ("moja-python", "moja-core"),
            ("moja", "moja-api"),
        ] {
            let mut house = house();
            add(&mut house, from, to, false);
            let found = findings(&house);
            assert_eq!(found.len(), 1, "{from} -> {to}: {found:?}");
            assert!(found[0].contains(from) && found[0].contains(to), "{found:?}");
        }
    }

    #[test]
    fn tests_may_use_the_suite_and_nothing_above() {
        let mut good = house();
        add(&mut good, "moja-sqlite", "moja-conformance", true);
        add(&mut good, "moja-sqlite", "moja-ledger", true);
        add(&mut good, "moja", "moja-conformance", true);
        assert_eq!(findings(&good), Vec::<String>::new());
        let mut bad = house();
        add(&mut bad, "moja-ledger", "moja-sqlite", true);
        assert_eq!(findings(&bad).len(), 1);
    }

    #[test]
    fn a_domain_stays_pure() {
        for name in ["rusqlite", "sqlx", "tokio", "async-std", "smol", "rand", "getrandom"] {
            let mut house = house();
            add(&mut house, "moja-ledger", name, false);
            assert_eq!(findings(&house).len(), 1, "{name}");
        }
        let mut in_tests = house();
        add(&mut in_tests, "moja-ledger", "rand", true);
        assert_eq!(findings(&in_tests), Vec::<String>::new());
        let mut feature = house();
        let ledger = feature.iter_mut().find(|member| member.name == "moja-ledger").unwrap();
        let features = vec!["std".to_owned(), "v7".to_owned()];
        ledger.uses.push(Use { name: "uuid".to_owned(), features, in_tests_only: false });
        assert_eq!(findings(&feature).len(), 1);
    }

    #[test]
    fn a_crate_without_a_layer_fails() {
        let mut house = house();
        house.push(member("moja-surprise", &[]));
        assert_eq!(findings(&house).len(), 1);
        let macros = house.iter_mut().find(|member| member.name == "moja-macros").unwrap();
        macros.is_proc_macro = false;
        assert_eq!(findings(&house).len(), 2);
    }
}
