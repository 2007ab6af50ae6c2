#!/usr/bin/env bash
# The main job: years of double-entry books into a fresh store, reported and verified.
cd "$(dirname "$0")/.."
. scripts/lib.sh

need cc build-essential
need_rust

cargo build --release --package moja-cli
target="$(target_directory)"
store="$target/demo/books.db"
rm -rf "$target/demo"
mkdir -p "$target/demo"

# step TITLE ARGUMENT...: runs the program on the store and says how long it took.
step() {
  local title="$1" start end
  shift
  printf '\n== %s\n$ moja --store books.db --tenant demo %s\n' "$title" "$*"
  start="$(date +%s%N)"
  "$target/release/moja" --store "$store" --tenant demo "$@"
  end="$(date +%s%N)"
  printf -- '-- %s: %d ms\n' "$title" $(((end - start) / 1000000))
}

step 'import' import examples/books/example.beancount --format beancount
step 'balances' balances
step 'trial balance' trial-balance
step 'a statement' statement Assets:US:BofA:Checking --from 2025-11-01 --to 2025-12-31
step 'verify' verify

printf '\nthe store: %d kB\n' "$(du -ck "$store"* | tail -n 1 | cut -f 1)"
