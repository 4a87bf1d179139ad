#!/usr/bin/env bash
# Every check, cheapest first; goes on after a failure, and ends with a summary.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"

summary=()
passed=0
failed=0

# check NAME COMMAND...
check() {
  local name=$1 started=$SECONDS result=ok
  shift
  say "$name"
  if "$@"; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    result=FAILED
  fi
  summary+=("$(printf '%-6s %4d s  %s' "$result" $((SECONDS - started)) "$name")")
}

page_tests() {
  bash scripts/with-browser.sh node --test --test-concurrency=2 --test-reporter=spec tests/page/*.test.mjs
}

receipt_tests() {
  bash scripts/with-browser.sh node --test --test-reporter=spec tests/receipts.test.mjs
}

engine_tests() {
  bash scripts/with-browser.sh --engines node --test --test-concurrency=2 --test-reporter=spec tests/engines/*.test.mjs
}

check "format" cargo fmt --check
check "lints" cargo clippy --quiet --locked --all-targets -- -D warnings
check "lints of the page" cargo clippy --quiet --locked --lib --bins --target wasm32-unknown-unknown -- -D warnings
RUSTDOCFLAGS="-D warnings" check "documentation" cargo doc --quiet --locked --no-deps
check "tests" cargo test --quiet --locked --no-fail-fast
check "exported NumPy and JAX scripts arrive at the page's numbers" bash scripts/check-exports.sh
check "receipts, by their verifier" receipt_tests
check "the page builds and is small" bash scripts/release.sh
check "the page in a browser" page_tests
check "the same bits and the same page in three engines" engine_tests

printf '\n'
printf '%s\n' "${summary[@]}"
printf '%d passed, %d failed\n' "$passed" "$failed"
[[ $failed == 0 ]]
