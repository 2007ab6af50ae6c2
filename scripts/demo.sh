#!/usr/bin/env bash
# The main job, into fresh stores: years of double-entry books, and a shop's year of goods and
# money; reported and verified.
cd "$(dirname "$0")/.."
. scripts/lib.sh

need cc build-essential
need_rust

cargo build --release --package moja-cli --package moja-example-shop
target="$(target_directory)"
name=books.db
rm -rf "$target/demo"
mkdir -p "$target/demo"

# step TITLE ARGUMENT...: runs the program on the store and says how long it took.
step() {
  local title="$1"
  shift
  timed "$title" moja --store "$name" --tenant demo "$@"
}

# timed TITLE PROGRAM ARGUMENT...: runs a program of ours beside the stores.
timed() {
  local title="$1" program="$2" start end
  shift 2
  printf '\n== %s\n$ %s %s\n' "$title" "$program" "$*"
  start="$(date +%s%N)"
  (cd "$target/demo" && "$target/release/$program" "$@")
  end="$(date +%s%N)"
  printf -- '-- %s: %d ms\n' "$title" $(((end - start) / 1000000))
}

size() {
  printf '\nthe store: %d kB\n' "$(du -ck "$target/demo/$name"* | tail -n 1 | cut -f 1)"
}

step 'import' import "$PWD/examples/books/example.beancount" --format beancount
step 'balances' balances
step 'trial balance' trial-balance
step 'a statement' statement Assets:US:BofA:Checking --from 2025-11-01 --to 2025-12-31
step 'verify' verify
size

name=shop.db
timed "a shop's year" moja-example-shop play "$name" | tee "$target/demo/year.txt"
read -r _ item lot label < <(grep '^recalled ' "$target/demo/year.txt")
# Of long lists the first lines are enough here.
step 'stock of the large shop' stock --location center | sed -n '1,16p; $p'
step 'stock of the small shop' stock --location market | sed -n '1,16p; $p'
step 'expiring lots' expiring --before 2026-01-15 | sed -n '1,16p; $p'
step 'valuation, tied out to the ledger' value | tail -n 32
step 'the recall' trace "$item" "$lot" | sed -n '1,24p; $p'
step 'a scan' scan "$label"
step 'reorder suggestions' reorder | sed -n '1,16p; $p'
step 'verify' verify
size
