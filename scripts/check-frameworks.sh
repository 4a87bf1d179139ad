#!/usr/bin/env bash
# Runs every exported script and notebook, those for PyTorch and TensorFlow too, which are large.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
source scripts/python.sh

ensure_python tests/exports/requirements-frameworks.txt "NumPy, JAX, PyTorch and TensorFlow" "once; 2 to 10 minutes, 9 GB"
write_exports
failed=0
for framework in numpy pytorch jax keras; do
  for what in "" --cells --spoiled; do
    # What a framework has to say about its own build is of no interest; what fails is printed.
    "$python" -W ignore tests/exports/run.py "$exports/$framework" $what 2>/dev/null || failed=1
  done
done
"$python" -c '
import platform, jax, numpy, torch, tensorflow, keras
print("Python", platform.python_version(), "NumPy", numpy.__version__, "JAX", jax.__version__, end=" ")
print("PyTorch", torch.__version__, "TensorFlow", tensorflow.__version__, "Keras", keras.__version__)
' 2>/dev/null
[[ $failed == 0 ]] || fail "not every export agrees with the page"
