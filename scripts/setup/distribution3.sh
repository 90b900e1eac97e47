#!/usr/bin/env bash
# CNCF distribution 3, which Debian does not package: compiled with Go, where Go is. Without it the
# tests against it are skipped, and say so.
set -euo pipefail
. "$(dirname "$0")/common.sh"

go_program "$DISTRIBUTION3" "github.com/distribution/distribution/v3/cmd/registry@v$DISTRIBUTION3_VERSION" \
  "distribution $DISTRIBUTION3_VERSION, a registry to test against (about 3 min, once per machine)" \
  "tests against distribution $DISTRIBUTION3_VERSION"
