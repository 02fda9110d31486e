#!/bin/sh
# Gets the proxies that the service is shipped with configurations for, and wrk for loads: the distribution's, as root.
set -eu

for name in caddy nginx wrk; do
    PATH=$PATH:/usr/sbin command -v "$name" >/dev/null 2>&1 || missing="${missing:-} $name"
done
if [ -n "${missing:-}" ]; then
    if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then
        echo "Install$missing for the tests of the proxies, or leave them out: make fast" >&2
        exit 1
    fi
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends caddy nginx-light wrk >/dev/null
fi
