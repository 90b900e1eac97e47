#!/usr/bin/env bash
# Installs what the browser tests need: Chromium with its driver, and the Node packages of tests/e2e.
set -euo pipefail
. "$(dirname "$0")/common.sh"

if ! has chromium || ! has chromedriver; then
  say "installing Chromium and its driver (about 30 s)"
  apt_install "Chromium" chromium chromium-driver
fi

# The packages are installed again only if the lock file changed since the last time.
e2e="$ROOT/tests/e2e"
stamp="$e2e/node_modules/.installed-from"
[[ -f $e2e/package-lock.json ]] || exit 0
if ! cmp -s "$e2e/package-lock.json" "$stamp"; then
  say "installing the Node packages of the browser tests (a few seconds)"
  (cd "$e2e" && PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 quietly npm ci --no-audit --no-fund) ||
    stop "the Node packages of the browser tests could not be installed; what npm said is above."
  cp "$e2e/package-lock.json" "$stamp"
fi
