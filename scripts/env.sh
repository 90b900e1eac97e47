# shellcheck shell=bash
# Paths and versions of all tools. Every script here sources this file, which installs nothing.

ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"

# Versions that are set here. wasm-bindgen's comes from Cargo.lock, because command and library must be of the very
# same version.
# NODE_OLDEST is the oldest Node.js that will do. NODE_VERSION is installed if there is none, with the npm that fits.
NODE_OLDEST=20
NODE_VERSION=22.23.3
NPM_VERSION=10.9.9
BINARYEN_VERSION=132.0.0
ESBUILD_VERSION=0.28.2
DISTRIBUTION3_VERSION=3.1.2
TOKEN_SERVER_VERSION=2.8.3
WASM_BINDGEN_VERSION="$(awk '/^name = "wasm-bindgen"$/ { getline; gsub(/"/, "", $3); print $3 }' "$ROOT/Cargo.lock")"

# The compiler for which the page's standard library is compiled anew, for size (`std_from_source`).
STD_FROM_SOURCE_RUSTC=1.95.0

# One folder per tool and version, shared by all clones of this user.
PLIMSOLL_TOOLS="${PLIMSOLL_TOOLS:-${XDG_CACHE_HOME:-$HOME/.cache}/plimsoll}"
NODE_HOME="$PLIMSOLL_TOOLS/node-$NODE_VERSION"
# Compiled from scripts/page/tool, and again if that changed.
PAGE_TOOL_HOME="$PLIMSOLL_TOOLS/page-tool"
WASM_BINDGEN_HOME="$PLIMSOLL_TOOLS/wasm-bindgen-$WASM_BINDGEN_VERSION"
BINARYEN_HOME="$PLIMSOLL_TOOLS/binaryen-$BINARYEN_VERSION"
ESBUILD_HOME="$PLIMSOLL_TOOLS/esbuild-$ESBUILD_VERSION"
# Microsoft's Python client, with what it needs.
AZURE_CLIENTS_VENV="$PLIMSOLL_TOOLS/azure-clients"
# A program, not a folder on PATH: it is called just `registry`.
DISTRIBUTION3="${DISTRIBUTION3:-$PLIMSOLL_TOOLS/distribution-$DISTRIBUTION3_VERSION/registry}"
TOKEN_SERVER="${TOKEN_SERVER:-$PLIMSOLL_TOOLS/token-server-$TOKEN_SERVER_VERSION/token-server}"

PATH="$NODE_HOME/node_modules/.bin:$PAGE_TOOL_HOME/debug:$WASM_BINDGEN_HOME/bin:$BINARYEN_HOME/node_modules/.bin:$ESBUILD_HOME/node_modules/.bin:${CARGO_HOME:-$HOME/.cargo}/bin:$PATH"
export ROOT PATH DISTRIBUTION3 TOKEN_SERVER

WASM_TARGET=wasm32-unknown-unknown
DEBIAN_WASM_LIB="/usr/lib/rustlib/$WASM_TARGET/lib"
DEBIAN_WASM_STAMP="$DEBIAN_WASM_LIB/built-for"

has() { command -v "$1" >/dev/null 2>&1; }

# Prints which toolchain builds for the browser: `default` (the one that `cargo` is now), `debian`
# (scripts/setup/wasm-target.sh), or nothing when there is none yet.
wasm_toolchain() {
  local lib
  lib="$(rustc --print target-libdir --target "$WASM_TARGET" 2>/dev/null)" || lib=
  if [[ -n $lib ]] && compgen -G "$lib/libstd-*.rlib" >/dev/null; then
    echo default
  elif [[ -x /usr/bin/rustc && -f $DEBIAN_WASM_STAMP && -n "$(rustup_link_debian)" ]] &&
    [[ "$(<"$DEBIAN_WASM_STAMP")" == "$(/usr/bin/rustc --version)" ]]; then
    echo debian
  fi
}

# The folder that rustup's linked toolchain `debian` points to, if there is one.
rustup_link_debian() { readlink "${RUSTUP_HOME:-$HOME/.rustup}/toolchains/debian" 2>/dev/null || true; }

# The messages of panics are part of the wasm, and name source files. Without the path of crates on this machine they
# are shorter, and tell nothing about it. Cargo adds these flags to those in .cargo/config.toml, and splits at blanks.
crates="${CARGO_HOME:-$HOME/.cargo}/registry/src"
if [[ $crates != *[[:space:]]* ]]; then
  export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS="--remap-path-prefix=$crates=crates"
fi
unset crates

# Runs a command with the toolchain that builds for the browser.
in_wasm_toolchain() {
  if [[ -z ${PLIMSOLL_WASM_TOOLCHAIN:-} ]]; then PLIMSOLL_WASM_TOOLCHAIN="$(wasm_toolchain)"; fi
  case "$PLIMSOLL_WASM_TOOLCHAIN" in
    debian) RUSTUP_TOOLCHAIN=debian "$@" ;;
    *) "$@" ;;
  esac
}

# std_from_source: whether the release page takes the standard library from its sources: compiled for size, and a panic
# ends the page at once instead of writing its text. That is a fifteenth of the page. Compilers promise nothing about
# it, so it is done only with the one version with which it was tried; with others the page is larger, that is all.
std_from_source() {
  [[ "$(rustc --version 2>/dev/null)" == "rustc $STD_FROM_SOURCE_RUSTC "* && "$(wasm_toolchain)" == default &&
    -f "$(rustc --print sysroot)/lib/rustlib/src/rust/library/Cargo.lock" ]]
}
