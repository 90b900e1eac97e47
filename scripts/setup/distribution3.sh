#!/usr/bin/env bash
# Compiles CNCF distribution 3, which Debian does not package, with Go if Go is here. Without it, the tests against
# it are skipped and say so.
set -euo pipefail
. "$(dirname "$0")/common.sh"

go_program "$DISTRIBUTION3" "github.com/distribution/distribution/v3/cmd/registry@v$DISTRIBUTION3_VERSION" \
  "distribution $DISTRIBUTION3_VERSION, a registry to test against (about 3 min, once per machine)" \
  "tests against distribution $DISTRIBUTION3_VERSION"
