#!/usr/bin/env bash
# Installs what is missing to build the page: the wasm target, Trunk and wasm-bindgen.
# Sourced too, because a found toolchain is passed on in the environment.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

ensure_rust() {
  command -v cargo >/dev/null || fail "Rust is missing: install rustup from https://rustup.rs and try again"
  if ! rustc --version >/dev/null 2>&1; then
    say "Installing the Rust toolchain named in rust-toolchain.toml (about a minute)"
    # Where it cannot be fetched, the default toolchain does as well if it is of that version.
    if ! RUST_BACKTRACE=0 rustup toolchain install; then
      say "It cannot be fetched: using the toolchain called stable"
      export RUSTUP_TOOLCHAIN=stable
    fi
    rustc --version || fail "no Rust toolchain that builds Backstep"
  fi
  if [[ ! -d $(rustc --print sysroot)/lib/rustlib/wasm32-unknown-unknown ]]; then
    say "Adding Rust's WebAssembly target (seconds)"
    rustup target add wasm32-unknown-unknown
  fi
}

# install CRATE VERSION BINARY [ARGUMENT...]
install() {
  local crate=$1 version=$2 binary=$3
  shift 3
  # Somebody who watches sees cargo count; a log needs none of its 500 lines.
  [[ -t 2 ]] || set -- --quiet "$@"
  # Unoptimised and without debug information: these tools run for a second, and compile four
  # times as fast like this. One target folder, because they share a third of their crates.
  CARGO_PROFILE_DEV_DEBUG=0 \
    CARGO_PROFILE_DEV_CODEGEN_UNITS=2 \
    CARGO_PROFILE_DEV_PANIC=abort \
    CARGO_PROFILE_DEV_DEBUG_ASSERTIONS=false \
    CARGO_PROFILE_DEV_OVERFLOW_CHECKS=false \
    CARGO_INCREMENTAL=0 \
    cargo install --locked --debug "$crate" --version "$version" --bin "$binary" \
    --root "$tools_dir/$binary-$version" --target-dir "$tools_dir/build" --no-track "$@"
}

ensure_tools() {
  local started=$SECONDS
  if [[ $(trunk --version 2>/dev/null || true) != "trunk 0.21."* ]]; then
    say "Installing Trunk $trunk_version, which builds and serves the page (once; about 2 minutes on two cores)"
    install trunk "$trunk_version" trunk --no-default-features
  fi
  if [[ $(wasm-bindgen --version 2>/dev/null || true) != "wasm-bindgen $wasm_bindgen_version" ]]; then
    say "Installing wasm-bindgen $wasm_bindgen_version, which joins WebAssembly and JavaScript (once; about 1 minute)"
    install wasm-bindgen-cli "$wasm_bindgen_version" wasm-bindgen
  fi
  if [[ -d $tools_dir/build ]]; then
    rm -rf "$tools_dir/build"
    say "Tools installed in $((SECONDS - started)) s, in $tools_dir"
  fi
}

ensure_rust
ensure_tools
cargo fetch --quiet --locked
