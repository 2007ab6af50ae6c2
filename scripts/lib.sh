# Shared by the scripts beside it: finds what they need, and installs what it can.
# Sourced with the workspace root as the working directory.

set -euo pipefail
export LC_ALL=C.UTF-8

say() { printf '%s\n' "$*" >&2; }

die() {
  say "error: $*"
  exit 1
}

# install PACKAGE...: Debian packages.
install() {
  command -v apt-get >/dev/null || die "please install what Debian calls: $*"
  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || die "there is no \`sudo\`; please run as root: apt-get install $*"
    as_root=(sudo)
  fi
  say "installing $*"
  "${as_root[@]}" apt-get update -qq
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

# need PROGRAM PACKAGE...: a program, from these packages if it is not there.
need() {
  local program="$1"
  shift
  command -v "$program" >/dev/null && return
  install "$@"
  command -v "$program" >/dev/null || die "\`$program\` is still missing after installing $*"
}

# A C compiler for the bundled SQLite, a C++ compiler for libFuzzer.
need_compiler() {
  need cc build-essential
  need g++ build-essential
}

# Rust as new as Cargo.toml asks for. Distributions carry older ones, so none is installed here.
need_rust() {
  local wanted have
  wanted="$(sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml)"
  if ! command -v cargo >/dev/null && [ -x "${CARGO_HOME:-$HOME/.cargo}/bin/cargo" ]; then
    PATH="${CARGO_HOME:-$HOME/.cargo}/bin:$PATH"
  fi
  command -v cargo >/dev/null ||
    die "Rust $wanted or newer is needed and \`cargo\` is missing; install it with rustup (https://rustup.rs)"
  have="$(rustc --version | cut -d ' ' -f 2)"
  if [ "$(printf '%s\n%s\n' "$wanted" "${have%%-*}" | sort -V | head -n 1)" != "$wanted" ]; then
    die "Rust $wanted or newer is needed and this is $have; update it: rustup update stable"
  fi
}

# rustfmt and clippy.
need_rust_tools() {
  local tool
  for tool in rustfmt clippy; do
    if ! cargo "${tool/rustfmt/fmt}" --version >/dev/null 2>&1; then
      command -v rustup >/dev/null || die "\`$tool\` is missing; add it to this Rust"
      rustup component add "$tool"
    fi
  done
}

# A Python that can make environments and fetch packages, exported as PYTHON. There may be
# several on the path, and not each can.
need_python() {
  find_python && return
  install python3 python3-venv
  find_python || die "no \`python3\` with the modules ensurepip, ssl and venv"
}

find_python() {
  local candidate
  while read -r candidate; do
    if "$candidate" -c 'import ensurepip, ssl, venv' 2>/dev/null; then
      export PYTHON="$candidate"
      return 0
    fi
  done < <(type -ap python3)
  return 1
}

# Node with npm, as new as the binding's package asks for. Some packages of Node bring npm along.
need_node() {
  local wanted have
  wanted="$(sed -n 's/.*"node": ">=\([0-9]*\)".*/\1/p' bindings/node/package.json)"
  need node nodejs
  need npm npm
  have="$(node --version)"
  have="${have#v}"
  [ "${have%%.*}" -ge "$wanted" ] ||
    die "Node $wanted or newer is needed and \`node\` is $have; install a newer one (https://nodejs.org)"
}

# The programs of a PostgreSQL server, from which the tests start servers of their own.
need_postgres() {
  find_postgres && return
  install postgresql
  find_postgres || die "no PostgreSQL server, even after installing Debian's \`postgresql\`"
}

find_postgres() {
  compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || command -v initdb >/dev/null
}

# The pooler that the PostgreSQL store is tested behind. Debian has it in /usr/sbin, which is not
# on an ordinary user's path, and starts one of its own that nobody needs.
need_pgbouncer() {
  find_pgbouncer && return
  install pgbouncer
  find_pgbouncer || die "no PgBouncer, even after installing Debian's \`pgbouncer\`"
}

find_pgbouncer() {
  command -v pgbouncer >/dev/null || [ -x /usr/sbin/pgbouncer ]
}

# The directory that cargo builds in.
target_directory() {
  cargo metadata --format-version 1 --no-deps |
    sed 's/.*"target_directory":"\([^"]*\)".*/\1/'
}
