# shellcheck shell=bash
# What the set-up steps share: how they speak, how they use apt, and how they compile Go.
. "$(dirname "${BASH_SOURCE[0]}")/../env.sh"

say() { printf 'setup: %s\n' "$*"; }

# Ends the set-up with one sentence that says what to do.
stop() {
  printf 'setup: %s\n' "$*" >&2
  exit 1
}

# Runs a command quietly: its output is shown only if it fails.
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

# Runs a command as root: as it is when we are root, through sudo otherwise.
as_root() {
  if [[ $EUID -eq 0 ]]; then
    "$@"
  elif has sudo; then
    sudo "$@"
  else
    return 1
  fi
}

# apt_install WHAT-FOR PACKAGE…: installs Debian packages, without starting the services in them.
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
  # Package lists may be missing or old: then the first attempt fails at once, the second counts.
  if ! as_root "${install[@]}" >/dev/null 2>&1 </dev/null; then
    quietly as_root "${get[@]}" update || true
    if ! quietly as_root "${install[@]}"; then
      services_as_before
      stop "apt-get could not install $what_for ($*); what it said is above."
    fi
  fi
  services_as_before
}

# Debian starts a package's service right after installing it. Its policy file is the documented way
# to say no; one that is already there is left as it is.
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

# service_stays_off NAME: not at the next boot either. Only for a package that we just installed.
service_stays_off() {
  if has systemctl; then quietly as_root systemctl disable "$1" || true; fi
}

# go_program FILE PACKAGE@VERSION WHAT FOR: compiles a program in Go and puts it at FILE, unless it is
# there. WHAT is what it is called and how long that takes, FOR the tests that are skipped without it:
# a machine without Go is no failure.
go_program() (
  file="$1" package="$2" what="$3" for="$4"
  if [[ -x $file ]]; then exit; fi
  if ! has go; then
    say "no Go here: $for will be skipped"
    exit
  fi
  say "compiling $what"
  # Beside its place and moved there whole: what was interrupted is started over.
  mkdir -p "$(dirname "$file")"
  work="$(mktemp -d "$(dirname "$file")/.compiling.XXXXXX")"
  trap 'rm -rf "$work"' EXIT
  if GOBIN="$work" GOFLAGS=-buildvcs=false quietly go install "$package" && built="$(compgen -G "$work/*")"; then
    mv "$built" "$file"
  else
    say "it could not be compiled, what Go said is above: $for will be skipped"
  fi
)
