# shellcheck shell=bash
# Functions that the set-up steps share: printing, apt, and compiling Go programs.
. "$(dirname "${BASH_SOURCE[0]}")/../env.sh"

say() { printf 'setup: %s\n' "$*"; }

# stop SENTENCE: ends the set-up and says what to do.
stop() {
  printf 'setup: %s\n' "$*" >&2
  exit 1
}

# quietly COMMAND…: shows the command's output only if it fails.
quietly() {
  local log
  log="$(mktemp)"
  if "$@" >"$log" 2>&1 </dev/null; then
    rm -f "$log"
  else
    local code=$?
    cat "$log" >&2
    rm -f "$log"
    return "$code"
  fi
}

# as_root COMMAND…: runs the command directly if the user is root, and through sudo otherwise.
as_root() {
  if [[ $EUID -eq 0 ]]; then
    "$@"
  elif has sudo; then
    sudo "$@"
  else
    return 1
  fi
}

# apt_install WHAT-FOR PACKAGE…: installs Debian packages without starting their services.
apt_install() {
  local what_for="$1"
  shift
  if ! has apt-get; then
    stop "$what_for is missing, and this is no Debian or Ubuntu. Install what Debian calls: $*. Then run this again."
  fi
  if [[ $EUID -ne 0 ]] && ! has sudo; then
    stop "$what_for is missing, and installing it takes root. As root, run: apt-get install $*. Then run this again."
  fi
  local get=(env DEBIAN_FRONTEND=noninteractive apt-get -y -qq -o DPkg::Lock::Timeout=300)
  local install=("${get[@]}" install --no-install-recommends --no-remove "$@")
  services_stay_off
  # If the package lists are missing or old, the first attempt fails at once. The second one counts.
  if ! as_root "${install[@]}" >/dev/null 2>&1 </dev/null; then
    quietly as_root "${get[@]}" update || true
    if ! quietly as_root "${install[@]}"; then
      services_as_before
      stop "apt-get could not install $what_for ($*); what it said is above."
    fi
  fi
  services_as_before
}

# Debian starts a package's service right after installing it. A policy file is the documented way to prevent this.
# A policy file that is already there is left as it is.
POLICY=/usr/sbin/policy-rc.d
services_stay_off() {
  policy_is_ours=
  [[ -e $POLICY ]] && return
  policy_is_ours=yes
  printf '#!/bin/sh\nexit 101\n' | as_root tee "$POLICY" >/dev/null
  as_root chmod 755 "$POLICY"
  trap services_as_before EXIT
}
services_as_before() {
  if [[ -n ${policy_is_ours:-} ]]; then as_root rm -f "$POLICY"; fi
  policy_is_ours=
}

# service_stays_off NAME: keeps the service off at the next boot, too. Only for packages that were just installed.
service_stays_off() {
  if has systemctl; then quietly as_root systemctl disable "$1" || true; fi
}

# go_program FILE PACKAGE@VERSION WHAT FOR: compiles a Go program and puts it at FILE, unless it is there. WHAT names
# the program and says how long it takes; FOR names the tests that are skipped without it. A machine without Go is
# no failure.
go_program() (
  file="$1" package="$2" what="$3" for="$4"
  if [[ -x $file ]]; then exit; fi
  if ! has go; then
    say "no Go here: $for will be skipped"
    exit
  fi
  say "compiling $what"
  # Compiled beside its place and moved there when it is whole, so that an interrupted set-up starts over.
  mkdir -p "$(dirname "$file")"
  work="$(mktemp -d "$(dirname "$file")/.compiling.XXXXXX")"
  trap 'rm -rf "$work"' EXIT
  if GOBIN="$work" GOFLAGS=-buildvcs=false quietly go install "$package" && built="$(compgen -G "$work/*")"; then
    mv "$built" "$file"
  else
    say "it could not be compiled, what Go said is above: $for will be skipped"
  fi
)
