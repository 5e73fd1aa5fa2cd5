"""What a host sends with the files of a site: the policy, who may show a page in a frame, how long a file may be kept.

It stands here once. `scripts/nginx.conf` and the `_headers` of a site, which many hosts read, are written from it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'self'",
}
OTHERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
EMBEDDED = "figures"  # the folder whose pages others may embed, in the site and in each edition that it keeps
FOR_GOOD = "public, max-age=31536000, immutable"  # of what is asked for with a stamp of its bytes
ASKED_AGAIN = "no-cache"  # kept, and asked for each time whether it is still so
STAMPED = re.compile(r"(?:href|src|data-vega)=\"(?:\.\./)*((?:_static|assets|explore)/[\w.-]+)\?[0-9a-f]{8}\"")
NOBODY = "'none'"
CSP = "Content-Security-Policy"


def policy(embedders: str = "") -> str:
    """The policy, with who may show a page in a frame where that is said."""
    said = POLICY | ({"frame-ancestors": embedders} if embedders else {})
    return "; ".join(f"{name} {value}" for name, value in said.items())


def stamped(page: str) -> set[str]:
    """The files that a page asks for with a stamp, from the root of the site."""
    return set(STAMPED.findall(page))


def headers(top: Iterable[str], kept: Iterable[str], stamped: Iterable[str], root: str = "/") -> str:
    """The `_headers` of a site with those files and folders (`chapters/`) at its top, and with those in each edition that it
    keeps. Some hosts join what several lines say of a file, others take the last: both come to the same."""
    alone = f"  {CSP}: {policy(NOBODY)}"
    common = [f"  {CSP}: {policy()}", *(f"  {name}: {value}" for name, value in OTHERS.items())]
    lines = ["# Written with the site, for hosts that read it: what they send with each file.", f"{root}*", *common]
    apart = [*([""] if "index.html" in top else []), *(f"{n}*" if n.endswith("/") else n for n in sorted(top))]
    apart += [f"editions/:edition/{n}*" if n.endswith("/") else f"editions/:edition/{n}" for n in sorted(kept)]
    for name in apart:
        lines += [f"{root}{name}", alone]
    for name in sorted(stamped):
        lines += [f"{root}{name}", f"  Cache-Control: {FOR_GOOD}"]
    return "\n".join(lines) + "\n"


def nginx() -> str:
    """What `scripts/nginx.conf` holds: for the server block of an nginx that serves a site at the root of its host."""
    others = "\n".join(f'add_header {name} "{value}" always;' for name, value in OTHERS.items())
    return f"""\
# What a host sends with the site, for the server block of nginx: `include /path/to/scripts/nginx.conf;`
# Nothing comes from elsewhere, nothing is inline; others may embed figures, and nothing else. The tests serve the site so.
# Written by scripts/hosting.py from strategy/edition/sharing/policy.py.
set $policy "{policy()}";
set $embedders "'none'";
if ($uri ~ ^/(editions/[^/]+/)?{EMBEDDED}/) {{
    set $embedders "*";
}}
add_header {CSP} "$policy; frame-ancestors $embedders" always;
{others}

# What is asked for with a stamp of its bytes may be kept for good; all else is asked for again, by its ETag.
set $caching "{ASKED_AGAIN}";
if ($request_uri ~ "^/(_static|assets|explore)/[^/?]+\\?[0-9a-f]{{8}}$") {{
    set $caching "{FOR_GOOD}";
}}
add_header Cache-Control $caching;

# What `make compress` has packed is sent so; with Debian's libnginx-mod-http-brotli-static, add `brotli_static on;`.
gzip_static on;
gzip on;
gzip_vary on;
gzip_comp_level 6;
gzip_types text/css text/plain text/csv application/javascript application/json application/xml application/atom+xml image/svg+xml;

error_page 404 /404.html;
"""
