#!/bin/sh
# The browser the tests drive: Chromium. Found, or installed from Debian's packages where we are root.
set -eu
for name in chromium chromium-browser google-chrome; do
  command -v "$name" >/dev/null 2>&1 && exit 0
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null
  exit 0
fi
echo "No chromium found; install it (Debian: apt-get install chromium) and run again." >&2
exit 1
