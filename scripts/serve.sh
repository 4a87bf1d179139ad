#!/usr/bin/env bash
# Builds the page, serves it on this machine and rebuilds it when a file changes.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"

port=${PORT:-8080}
say "Building the page (the first time about a minute), then serving it on http://localhost:$port/"
# Its own folder: what is served reloads itself, and that has no place in dist/.
mkdir -p target
run_trunk serve --release --dist target/serve --port "$port"
