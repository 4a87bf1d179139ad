# shellcheck shell=bash
# Sourced by the scripts that run exported Python: a Python of their own with fixed packages.

# ensure_python REQUIREMENTS WHAT COST: sets $python, installing what is missing.
ensure_python() {
  local requirements=$1 what=$2 cost=$3 started=$SECONDS
  ensure_system_python
  local version
  version=$(python3 -c 'import sys; print("%d.%d" % sys.version_info[:2])')
  # Other requirements, or another Python, are another folder.
  local folder
  folder=$tools_dir/python-$version-$(cat tests/exports/requirements*.txt "$requirements" | cksum | cut -d ' ' -f 1)
  python=$folder/bin/python
  if [[ -e $folder/complete ]]; then return; fi
  say "Installing $what for Python $version into $folder ($cost)"
  rm -rf "$folder"
  python3 -m venv "$folder"
  "$python" -m pip install --quiet --disable-pip-version-check --requirement "$requirements"
  touch "$folder/complete"
  say "Installed in $((SECONDS - started)) s"
}

ensure_system_python() {
  if python3 -c 'import ensurepip, venv' 2>/dev/null; then
    python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || fail "Python 3.11 or newer is needed to run exported scripts"
    return
  fi
  command -v apt-get >/dev/null || fail "python3 with its module venv is missing: install it by hand"
  say "Installing python3-venv through apt (seconds)"
  local sudo=()
  [[ $(id -u) == 0 ]] || sudo=(sudo)
  "${sudo[@]}" apt-get update -qq
  "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -qq --no-install-recommends python3 python3-venv >/dev/null
  ensure_system_python
}

# write_exports: writes every script and notebook that is tested, and sets $exports to the folder.
write_exports() {
  exports=$(mktemp -d)
  trap 'rm -rf "$exports"' EXIT
  BACKSTEP_EXPORTS=$exports cargo test --quiet --locked --test exports written >/dev/null
}

# What is compiled here runs a moment: JAX is not to spend time on making it fast.
export XLA_FLAGS="--xla_backend_optimization_level=0 --xla_llvm_disable_expensive_passes=true"
# No graphics card is needed, and no word about there being none.
export CUDA_VISIBLE_DEVICES="" TF_CPP_MIN_LOG_LEVEL=3
