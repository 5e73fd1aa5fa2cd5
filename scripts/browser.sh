#!/bin/sh
# The browser the tests drive, Chromium, and a font as wide as the ones most readers have.
# Found, or installed from Debian's packages where we are root.
set -eu
found() { command -v chromium || command -v chromium-browser || command -v google-chrome; }
font() { fc-list 2>/dev/null | grep -qiE 'Liberation ?Sans|Arial|Helvetica|Arimo'; }
found >/dev/null 2>&1 && font && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-liberation fontconfig >/dev/null
  exit 0
fi
found >/dev/null 2>&1 && exit 0
echo "No chromium found; install it (Debian: apt-get install chromium fonts-liberation) and run again." >&2
exit 1
