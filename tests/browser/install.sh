#!/bin/sh
# Gets a Chromium for the browser tests: one on the PATH, else the distribution's (as root), else Playwright's own.
set -eu

for name in chromium chromium-browser google-chrome; do
    if command -v "$name" >/dev/null 2>&1; then
        echo "Browser tests use $(command -v "$name")"
        exit 0
    fi
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    apt-get update -qq
    if apt-get install -y -qq --no-install-recommends chromium >/dev/null; then
        exit 0
    fi
fi
"$BIN/python" -m playwright install chromium
