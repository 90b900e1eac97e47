#!/usr/bin/env bash
# What turns Rust into a page: wasm-split-cli, wasm-bindgen, wasm-opt with its family, esbuild. One on PATH of a
# fitting version is used; otherwise it goes to a folder of its own in the user's cache, never over another install.
set -euo pipefail
. "$(dirname "$0")/common.sh"

# version_of COMMAND: the second word of `COMMAND --version`.
version_of() { has "$1" && "$1" --version 2>/dev/null | awk 'NR == 1 { print $2 }'; }

# compiled NAME FOLDER CARGO-INSTALL-WORDS…: compiles a command into FOLDER. They run for seconds and are compiled
# for minutes: little is optimised.
compiled() {
  local name="$1" folder="$2"
  shift 2
  CARGO_PROFILE_RELEASE_OPT_LEVEL=1 CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 \
    quietly cargo install "$@" --root "$folder" --no-track ||
    stop "$name could not be installed; what cargo said is above."
}

# from_npm NAME FOLDER PACKAGE@VERSION: puts a command that npm has for every machine into FOLDER.
from_npm() {
  local name="$1" folder="$2" package="$3"
  mkdir -p "$folder"
  quietly npm install --prefix "$folder" --no-audit --no-fund --no-package-lock "$package" ||
    stop "$name could not be installed; what npm said is above."
}

if [[ ! -x $BINARYEN_HOME/node_modules/.bin/wasm-opt ]]; then
  # Not Debian's binaryen: its old wasm-opt writes modules that current engines refuse.
  say "installing wasm-opt $BINARYEN_VERSION, which makes the page smaller (a few seconds)"
  from_npm wasm-opt "$BINARYEN_HOME" "binaryen@$BINARYEN_VERSION"
fi
if [[ ! -x $ESBUILD_HOME/node_modules/.bin/esbuild ]]; then
  say "installing esbuild $ESBUILD_VERSION, which bundles the page's scripts and styles (a few seconds)"
  from_npm esbuild "$ESBUILD_HOME" "esbuild@$ESBUILD_VERSION"
fi
if [[ "$(version_of wasm-bindgen)" != "$WASM_BINDGEN_VERSION" ]] || ! has wasm-bindgen-test-runner; then
  say "compiling wasm-bindgen $WASM_BINDGEN_VERSION, as in Cargo.lock (about 1 min, once per version)"
  compiled wasm-bindgen "$WASM_BINDGEN_HOME" wasm-bindgen-cli --version "=$WASM_BINDGEN_VERSION"
fi
# It does not say its version.
if [[ ! -x $WASM_SPLIT_HOME/bin/wasm-split-cli ]]; then
  say "compiling wasm-split-cli $WASM_SPLIT_VERSION, which cuts the page into modules (about 30 s, once per version)"
  compiled wasm-split-cli "$WASM_SPLIT_HOME" wasm_split_cli_support --version "=$WASM_SPLIT_VERSION" --features build-binary
fi
