#!/usr/bin/env bash
# The token server that comes with CNCF distribution: compiled with Go, where Go is. Without it the
# tests that sign in with it are skipped, and say so.
set -euo pipefail
. "$(dirname "$0")/common.sh"

[[ -x $TOKEN_SERVER ]] && exit 0
if ! has go; then
  say "no Go here: tests that sign in with a token server will be skipped"
  exit 0
fi
say "compiling distribution's token server $TOKEN_SERVER_VERSION, to test signing in with (once per machine)"
# Beside its place and moved there whole: what was interrupted is started over.
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
if GOBIN="$work" GOFLAGS=-buildvcs=false quietly \
  go install "github.com/docker/distribution/contrib/token-server@v$TOKEN_SERVER_VERSION+incompatible"; then
  mkdir -p "$(dirname "$TOKEN_SERVER")"
  mv "$work/token-server" "$TOKEN_SERVER"
else
  say "it could not be compiled; what Go said is above. Tests against it will be skipped"
fi
