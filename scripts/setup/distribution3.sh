#!/usr/bin/env bash
# CNCF distribution 3, which Debian does not package: compiled with Go, where Go is. Without it the
# tests against it are skipped, and say so.
set -euo pipefail
. "$(dirname "$0")/common.sh"

[[ -x $DISTRIBUTION3 ]] && exit 0
if ! has go; then
  say "no Go here: tests against distribution $DISTRIBUTION3_VERSION will be skipped"
  exit 0
fi
say "compiling distribution $DISTRIBUTION3_VERSION, a registry to test against (about 3 min, once per machine)"
# Beside its place and moved there whole: what was interrupted is started over.
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
if GOBIN="$work" GOFLAGS=-buildvcs=false quietly \
  go install "github.com/distribution/distribution/v3/cmd/registry@v$DISTRIBUTION3_VERSION"; then
  mkdir -p "$(dirname "$DISTRIBUTION3")"
  mv "$work/registry" "$DISTRIBUTION3"
else
  say "it could not be compiled; what Go said is above. Tests against it will be skipped"
fi
