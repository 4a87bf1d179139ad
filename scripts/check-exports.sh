#!/usr/bin/env bash
# Runs exported NumPy and JAX scripts: each has to arrive at the page's numbers, and one with a
# number changed has to notice.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
source scripts/python.sh

ensure_python tests/exports/requirements.txt "NumPy and JAX" "once; half a minute, 600 MB"
write_exports
for framework in numpy jax; do
  "$python" -W ignore tests/exports/run.py "$exports/$framework"
  "$python" tests/exports/run.py "$exports/$framework" --spoiled
done
"$python" -W ignore tests/exports/run.py "$exports/numpy" --cells
