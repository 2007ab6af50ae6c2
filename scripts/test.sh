#!/usr/bin/env bash
# All tests: lints, layers, the workspace's tests, the packages for Python, Node and Kotlin, the
# demo, the judges, the relay with real brokers, and a brief fuzz run. `cargo xtask swift` is apart.
# Installs what is missing. A judge, a server or a language that cannot be had is a failure.
cd "$(dirname "$0")/.."
. scripts/lib.sh

need_compiler
need_rust
need_rust_tools
need_python
need_node
need hledger hledger
need nats-server nats-server
need java default-jre-headless
need mvn maven
need_postgres
need_pgbouncer

cargo xtask ci
