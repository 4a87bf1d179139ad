#!/usr/bin/env bash
# Writes the static site to dist/, ready for any folder of any web server.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"

say "Building the page (the first time about a minute)"
run_trunk build --release --dist dist
command -v node >/dev/null || fail "Node.js is missing: it measures the size of the page"
node scripts/size.mjs dist
