#!/usr/bin/env bash
# servers.sh run|test: installs Caddy, which serves the page. For tests also nginx, a real registry, skopeo, which
# fills the registry, and htpasswd. None of them is started here: the scripts that use them start their own, on
# 127.0.0.1 only.
set -euo pipefail
. "$(dirname "$0")/common.sh"

if ! has caddy; then
  say "installing Caddy, which serves the page (about 10 s)"
  apt_install "Caddy" caddy
  service_stays_off caddy
fi
[[ ${1:-run} == test ]] || exit 0

# Debian puts nginx into a folder that is only on root's PATH.
if ! has nginx && [[ ! -x /usr/sbin/nginx ]]; then
  say "installing nginx, whose configuration in deploy/ is tested, too (about 10 s)"
  apt_install "nginx" nginx
  service_stays_off nginx
fi
if ! has docker-registry; then
  say "installing a registry to test against (about 10 s)"
  apt_install "the registry" docker-registry
  service_stays_off docker-registry
fi
if ! has skopeo || ! has htpasswd; then
  say "installing a registry client and htpasswd for the tests (about 10 s)"
  apt_install "skopeo or htpasswd" skopeo apache2-utils
fi
