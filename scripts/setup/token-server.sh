#!/usr/bin/env bash
# Compiles the token server that comes with CNCF distribution, with Go if Go is here. Without it, the tests that sign
# in with it are skipped and say so.
set -euo pipefail
. "$(dirname "$0")/common.sh"

go_program "$TOKEN_SERVER" "github.com/docker/distribution/contrib/token-server@v$TOKEN_SERVER_VERSION+incompatible" \
  "distribution's token server $TOKEN_SERVER_VERSION, to test signing in with (once per machine)" \
  "tests that sign in with a token server"
