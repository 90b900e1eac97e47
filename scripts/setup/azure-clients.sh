#!/usr/bin/env bash
# Installs Microsoft's own clients of Azure Container Registry, which the sample registry has to satisfy: the Python
# client in an environment of its own in the user's cache, the Node client in tests/acr_clients/node. Each is
# installed again only if its list of packages changed since the last time.
set -euo pipefail
. "$(dirname "$0")/common.sh"

wanted="$ROOT/tests/acr_clients/python/requirements.txt"
stamp="$AZURE_CLIENTS_VENV/installed-from"
if ! cmp -s "$wanted" "$stamp"; then
  if ! python3 -c 'import ensurepip, venv' >/dev/null 2>&1; then
    say "Python's venv is missing (Debian: python3-venv): installing it (about 10 s)"
    apt_install "Python with venv" python3 python3-venv
  fi
  say "installing Microsoft's Python client for the tests (about 10 s)"
  rm -rf "$AZURE_CLIENTS_VENV"
  quietly python3 -m venv "$AZURE_CLIENTS_VENV" ||
    stop "python3 could not make an environment; what it said is above."
  quietly "$AZURE_CLIENTS_VENV/bin/pip" install --disable-pip-version-check --no-input -r "$wanted" ||
    stop "Microsoft's Python client could not be installed; what pip said is above."
  cp "$wanted" "$stamp"
fi

node="$ROOT/tests/acr_clients/node"
stamp="$node/node_modules/.installed-from"
if ! cmp -s "$node/package-lock.json" "$stamp"; then
  say "installing Microsoft's Node client for the tests (a few seconds)"
  (cd "$node" && quietly npm ci --no-audit --no-fund) ||
    stop "Microsoft's Node client could not be installed; what npm said is above."
  cp "$node/package-lock.json" "$stamp"
fi
