#!/bin/sh
# Makes sure that a Chromium is there for the browser tests, installing Debian's when it may.
set -eu

for name in chromium chromium-browser google-chrome google-chrome-stable; do
    if command -v "$name" >/dev/null 2>&1; then
        exit 0
    fi
done

missing="The browser tests need Chromium: install the package 'chromium' and run this again."
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then
    echo "$missing" >&2
    exit 1
fi

echo "Installing Chromium from the system's packages"
export DEBIAN_FRONTEND=noninteractive
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if ! { apt-get update -q && apt-get install -y -q --no-install-recommends chromium; } >"$log" 2>&1; then
    tail -n 20 "$log" >&2
    echo "$missing" >&2
    exit 1
fi
