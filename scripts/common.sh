# shellcheck shell=bash
# Sourced by the other scripts: where things are, how they speak, how Trunk is called.

cd "$(dirname "${BASH_SOURCE[0]}")/.."

trunk_version=0.21.14
# The command line tool and the crate must be of one version, so Cargo.lock names both.
wasm_bindgen_version=$(awk '/^name = "wasm-bindgen"$/ { getline; gsub(/"/, "", $3); print $3 }' Cargo.lock)

# Per user and not per clone, so that a fresh clone starts quickly; apart from cargo's own bin
# folder, so that nobody's Trunk is replaced.
tools_dir=${XDG_CACHE_HOME:-$HOME/.cache}/backstep
export PATH="$tools_dir/trunk-$trunk_version/bin:$tools_dir/wasm-bindgen-$wasm_bindgen_version/bin:$PATH"

say() { printf '==> %s\n' "$*"; }

fail() {
  printf 'error: %s\n' "$*" >&2
  exit 1
}

# Keeps the builder's home folder out of the page: panic messages hold paths of source files.
cargo_home=${CARGO_HOME:-$HOME/.cargo}
export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS="-C target-feature=+simd128 --remap-path-prefix=$cargo_home/registry/src=crates"

# Trunk with nothing downloaded: setup.sh has fetched all it needs.
run_trunk() {
  # Trunk 0.21 wants a boolean where everyone else sets 1.
  if [[ -n ${NO_COLOR:-} ]]; then export NO_COLOR=true; fi
  trunk "$@" --offline --skip-version-check
}
