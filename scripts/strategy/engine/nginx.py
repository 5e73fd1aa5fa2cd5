"""A site as a careful host serves it: a real nginx on this machine alone, with the headers that the project has hosts send."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from strategy.faults import Unpublishable

HERE = "127.0.0.1"
MISSING = "nginx is missing; expected Debian's nginx-light (apt-get install nginx-light)"
BROTLI = Path("/usr/lib/nginx/modules/ngx_http_brotli_static_module.so")  # of libnginx-mod-http-brotli-static
WAIT = 10.0  # seconds that it may take to answer


def program() -> str | None:
    """The program, which Debian puts where only root looks."""
    return shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")


@contextlib.contextmanager
def serving(site: Path, conf: Path, folder: Path, port: int = 0, workers: int = 1) -> Iterator[str]:
    """In the `with` the site is served, with `conf` in its server block: its address. `folder` holds what nginx writes; a
    port of 0 is one that is free. What is packed as brotli is sent so where Debian's module is there. Raises `Unpublishable`
    where there is no nginx or it does not begin."""
    if not (nginx := program()):
        raise Unpublishable(MISSING)
    port = port or free()
    settings = folder / "nginx.conf"
    settings.write_text(_settings(site, conf, folder, port, workers), encoding="utf-8")
    with (folder / "said").open("w", encoding="utf-8") as said:
        server = subprocess.Popen([nginx, "-c", settings, "-e", folder / "log"], stderr=said)
    try:
        await_answer(server, port, folder / "said")
        yield f"http://{HERE}:{port}/"
    finally:
        server.terminate()
        server.wait()


def free() -> int:
    """A port that nobody listens on."""
    with socket.create_server((HERE, 0)) as found:
        return found.getsockname()[1]


def await_answer(server: subprocess.Popen, port: int, said: Path) -> None:
    end = time.monotonic() + WAIT
    while server.poll() is None and time.monotonic() < end:
        with contextlib.suppress(OSError), socket.create_connection((HERE, port)):
            return
        time.sleep(0.05)
    words = said.read_text(encoding="utf-8").strip().splitlines()
    raise Unpublishable(f"nginx does not answer on port {port}: {words[-1] if words else 'it says nothing'}")


def _settings(site: Path, conf: Path, folder: Path, port: int, workers: int) -> str:
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temporary = "".join(f"{kind}_temp_path {folder}/{kind};" for kind in kinds)
    as_root, module = ("user root;" if os.getuid() == 0 else ""), (f"load_module {BROTLI};" if BROTLI.is_file() else "")
    brotli = "brotli_static on;" if module else ""
    return (
        f"{as_root} daemon off; worker_processes {workers}; pid {folder}/pid; error_log {folder}/log; {module}"
        f"events {{ worker_connections 1024; }} http {{ include /etc/nginx/mime.types; access_log off; sendfile on; {temporary}"
        f"server {{ listen {HERE}:{port}; root {site}; charset utf-8; {brotli} include {conf}; }} }}\n"
    )
