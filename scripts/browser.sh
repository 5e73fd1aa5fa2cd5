#!/bin/sh
# The browsers the tests drive, Chromium and Firefox, the nginx that serves the site to them, and a font as wide as the ones most
# readers have. Found, or installed from Debian's packages where we are root; then also what packs the site as brotli.
# With `print`: Chromium and the font alone.
set -eu
found() { { command -v chromium || command -v chromium-browser || command -v google-chrome; } && { command -v firefox-esr || command -v firefox; } && PATH="$PATH:/usr/sbin" command -v nginx; }
font() { fc-list 2>/dev/null | grep -qiE 'Liberation ?Sans|Arial|Helvetica|Arimo'; }
packs() { command -v brotli && ls /usr/lib/nginx/modules/ngx_http_brotli_static_module.so; }
installs() { [ "$(id -u)" = 0 ] && command -v apt-get; }
if [ "${1:-}" = print ]; then
  prints() { command -v chromium || command -v chromium-browser || command -v google-chrome; }
  prints >/dev/null 2>&1 && exit 0
  installs >/dev/null 2>&1 || { echo "Chromium is missing; install it (Debian: apt-get install chromium fonts-liberation) and run again." >&2; exit 1; }
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-liberation fontconfig >/dev/null
  exit 0
fi
found >/dev/null 2>&1 && font && { packs >/dev/null 2>&1 || ! installs >/dev/null 2>&1; } && exit 0
if installs >/dev/null 2>&1; then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium firefox-esr nginx-light libnginx-mod-http-brotli-static brotli fonts-liberation fontconfig >/dev/null
  exit 0
fi
found >/dev/null 2>&1 && exit 0
echo "Chromium, Firefox or nginx is missing; install them (Debian: apt-get install chromium firefox-esr nginx-light fonts-liberation) and run again." >&2
exit 1
