#!/usr/bin/env bash
# web-tools.sh [test]: installs the tools that turn Rust into a page: page-tool, wasm-opt with its family, esbuild; for
# tests and benchmarks also wasm-bindgen's own commands. Each tool goes to a folder of its own in the user's cache, never
# over another install.
set -euo pipefail
. "$(dirname "$0")/common.sh"

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
if [[ ! -x $PAGE_TOOL_HOME/debug/page-tool ]]; then
  say "compiling page-tool, which cuts the page into modules (about 40 s, once per version)"
fi
# Cargo knows whether anything changed.
CARGO_TARGET_DIR="$PAGE_TOOL_HOME" quietly cargo build --locked --manifest-path "$ROOT/scripts/page/tool/Cargo.toml" ||
  stop "page-tool could not be compiled; what cargo said is above."

[[ ${1:-} == test ]] || exit 0

if [[ "$(wasm-bindgen --version 2>/dev/null)" != "wasm-bindgen $WASM_BINDGEN_VERSION" ]] || ! has wasm-bindgen-test-runner; then
  say "compiling wasm-bindgen $WASM_BINDGEN_VERSION, as in Cargo.lock (about 2 min, once per version)"
  quietly cargo install wasm-bindgen-cli --version "=$WASM_BINDGEN_VERSION" --root "$WASM_BINDGEN_HOME" --no-track ||
    stop "wasm-bindgen could not be installed; what cargo said is above."
fi
