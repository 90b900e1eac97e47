#!/usr/bin/env bash
# Installs Rust's standard library for the browser (wasm32-unknown-unknown).
# The usual way is rustup. If rustup cannot download it, Debian has a compiler together with its sources (rustc-web,
# rust-web-src). That compiler becomes the toolchain `debian` beside rustup's own, and the standard library is built
# from those sources once. No nightly compiler is used.
set -euo pipefail
. "$(dirname "$0")/common.sh"

has rustup || has cargo || stop "Rust is missing. Install it with rustup (https://rustup.rs), then run this again."

# The page is smaller with them, but can do without: a refusal is no failure.
add_sources() {
  [[ "$(wasm_toolchain)" == default && "$(rustc --version)" == "rustc $STD_FROM_SOURCE_RUSTC "* ]] || return 0
  if has rustup && ! std_from_source; then
    say "adding the sources of Rust's standard library with rustup (a few seconds, given up after 90 s)"
    RUSTUP_MAX_RETRIES=0 timeout 90 rustup component add rust-src >/dev/null 2>&1 </dev/null ||
      say "rustup could not: the page will be about 50 KB larger"
  fi
}

if [[ -n "$(wasm_toolchain)" ]]; then
  add_sources
  exit 0
fi

try_rustup() {
  has rustup || return 1
  say "adding the target $WASM_TARGET with rustup (about 20 s, given up after 90 s)"
  local log
  log="$(mktemp)"
  if RUSTUP_MAX_RETRIES=0 timeout 90 rustup target add "$WASM_TARGET" >"$log" 2>&1 </dev/null; then
    rm -f "$log"
  else
    say "rustup could not: $(grep -m1 -i '^error' "$log" || echo 'no answer in time')"
    rm -f "$log"
    return 1
  fi
}

try_debian() {
  has rustup || stop "the target $WASM_TARGET is missing from this Rust. Install Rust with rustup (https://rustup.rs), then run this again."
  say "installing Debian's Rust compiler, its sources and a linker beside rustup's (about 60 s)"
  # The linker has to have the LLVM version that the compiler was built with, or a newer one.
  apt_install "a Rust compiler for the browser" rustc-web cargo-web rust-web-src "$(newest_lld)"
  local lld host
  lld="$(compgen -G '/usr/bin/lld-[0-9]*' | sort -V | tail -n 1)"
  host="$(/usr/bin/rustc -vV | sed -n 's/^host: //p')"
  as_root mkdir -p "/usr/lib/rustlib/$host/bin"
  as_root ln -sfn "$lld" "/usr/lib/rustlib/$host/bin/rust-lld"

  say "building the standard library for the browser, once (about 1 min)"
  local work
  work="$(mktemp -d)"
  mkdir "$work/src"
  : >"$work/src/lib.rs"
  printf '[package]\nname = "plimsoll_empty"\nversion = "0.0.0"\nedition = "2021"\n' >"$work/Cargo.toml"
  # RUSTC is set because Debian's cargo would otherwise find rustup's compiler first. RUSTC_BOOTSTRAP lets this one
  # build use build-std. `cargo test` for the browser needs the crate `test`.
  (
    cd "$work"
    export RUSTC=/usr/bin/rustc RUSTC_BOOTSTRAP=1 RUSTFLAGS=-Cembed-bitcode=yes CARGO_TARGET_DIR="$work/target"
    unset RUSTUP_TOOLCHAIN RUSTC_WRAPPER CARGO_BUILD_TARGET
    quietly /usr/bin/cargo build --release --target "$WASM_TARGET" \
      -Zbuild-std=std,panic_abort,panic_unwind,proc_macro,test
  ) || stop "building the standard library for the browser failed; what cargo said is above."
  rm -f "$work/target/$WASM_TARGET/release/deps/"libplimsoll_empty-*
  as_root rm -rf "$DEBIAN_WASM_LIB"
  as_root mkdir -p "$DEBIAN_WASM_LIB"
  as_root cp "$work/target/$WASM_TARGET/release/deps/"*.rlib "$DEBIAN_WASM_LIB/"
  rm -rf "$work"
  quietly rustup toolchain link debian /usr
  # The stamp names the compiler that the library was built for. It is written last, so that a half-finished set-up
  # starts over.
  /usr/bin/rustc --version | as_root tee "$DEBIAN_WASM_STAMP" >/dev/null
}

newest_lld() {
  apt-cache search --names-only '^lld-[0-9]+$' | awk '{ print $1 }' | sort -V | tail -n 1 | grep . || echo lld-22
}

try_rustup && [[ -n "$(wasm_toolchain)" ]] || try_debian
add_sources
[[ -n "$(wasm_toolchain)" ]] || stop "no Rust toolchain here can build for $WASM_TARGET."
