#!/usr/bin/env bash
# Runs a command that needs Chromium and the npm packages, installing what is missing; with
# --engines as the first word one that needs Firefox and WebKitGTK as well.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

engines=no
if [[ ${1:-} == --engines ]]; then
  engines=yes
  shift
fi

as_root() {
  if [[ $(id -u) == 0 ]]; then "$@"; else sudo "$@"; fi
}

# apt_install PACKAGE...
apt_install() {
  command -v apt-get >/dev/null || fail "$* is missing and there is no apt-get: install it by hand ($found_by)"
  as_root apt-get update -qq
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qq --no-install-recommends "$@" >/dev/null
}
found_by="CHROMIUM=/path/to/it and FIREFOX=/path/to/it name browsers"

command -v npm >/dev/null || fail "Node.js with npm is missing"
# npm writes this file last, so it says whether node_modules is complete and current.
if [[ ! node_modules/.package-lock.json -nt package-lock.json ]]; then
  say "Installing the npm packages that drive the browsers (seconds)"
  npm ci --silent
  touch node_modules/.package-lock.json
fi
if ! node scripts/browser.mjs >/dev/null; then
  say "Installing Chromium through apt (about a minute)"
  apt_install chromium
fi
# Without it the Chinese page is drawn as empty boxes; a desktop has such a font.
if command -v fc-list >/dev/null && [[ -z $(fc-list :lang=zh) ]]; then
  say "Installing a font with Chinese characters through apt (seconds)"
  apt_install fonts-noto-cjk
fi
if [[ $engines == yes ]]; then
  programs=$(node tests/engines/drivers.mjs || true)
  missing=()
  if [[ $programs == *"Firefox's browser: not found"* ]]; then missing+=(firefox-esr); fi
  if [[ $programs == *"WebKit's browser: not found"* || $programs == *"WebKit's driver: not found"* ]]; then
    missing+=(webkit2gtk-driver)
  fi
  if [[ $programs == *"WebKit's screen: not found"* ]]; then missing+=(xvfb); fi
  if [[ ${#missing[@]} -gt 0 ]]; then
    say "Installing ${missing[*]} through apt, for Firefox and WebKitGTK (about a minute)"
    apt_install "${missing[@]}"
    node tests/engines/drivers.mjs
  fi
fi

"$@"
