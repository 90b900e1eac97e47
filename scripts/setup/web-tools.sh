#!/usr/bin/env bash
# What turns Rust into a page: Trunk, wasm-bindgen, wasm-opt. One on PATH of a fitting version is
# used; otherwise it goes to a folder of its own in the user's cache, never over another install.
set -euo pipefail
. "$(dirname "$0")/common.sh"

# version_of COMMAND: the second word of `COMMAND --version`.
version_of() { has "$1" && "$1" --version 2>/dev/null | awk 'NR == 1 { print $2 }'; }

if [[ "$(version_of trunk)" != 0.21.* ]]; then
  say "compiling Trunk $TRUNK_VERSION, which builds the page (about 7 min, once per machine)"
  quietly cargo install trunk --locked --version "$TRUNK_VERSION" --root "$TRUNK_HOME" --no-track ||
    stop "Trunk could not be installed; what cargo said is above."
fi

if [[ "$(version_of wasm-bindgen)" != "$WASM_BINDGEN_VERSION" ]] || ! has wasm-bindgen-test-runner; then
  say "compiling wasm-bindgen $WASM_BINDGEN_VERSION, as in Cargo.lock (about 2 min, once per version)"
  quietly cargo install wasm-bindgen-cli --version "=$WASM_BINDGEN_VERSION" --root "$WASM_BINDGEN_HOME" --no-track ||
    stop "wasm-bindgen could not be installed; what cargo said is above."
fi

# Not Debian's binaryen: its old wasm-opt writes modules that current engines refuse.
if [[ ! -x $BINARYEN_HOME/node_modules/.bin/wasm-opt ]]; then
  say "installing wasm-opt $BINARYEN_VERSION, which makes the page smaller (a few seconds)"
  mkdir -p "$BINARYEN_HOME"
  quietly npm install --prefix "$BINARYEN_HOME" --no-audit --no-fund --no-package-lock "binaryen@$BINARYEN_VERSION" ||
    stop "wasm-opt could not be installed; what npm said is above."
fi
