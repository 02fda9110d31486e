"""The real Caddy and nginx with the files of deploy/, changed in nothing but addresses, ports and folders."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from network import free_port
from senders import HEALTH, ask
from servers import wait_for

DEPLOY = Path(__file__).parents[2] / "deploy"


@contextmanager
def caddy(folder: Path, upstream: str) -> Iterator[str]:
    """The address of a Caddy before `upstream`, a host and port."""
    port = free_port("127.0.0.1")
    address = f"http://127.0.0.1:{port}"
    variables = {
        "DOMAIN": f"http://:{port}",  # of any host; to one it does not know Caddy answers 200 by itself
        "LIMBER": upstream,
        "XDG_DATA_HOME": str(folder),
        "XDG_CONFIG_HOME": str(folder),
    }
    options = "{\n\tadmin off\n\tdefault_bind 127.0.0.1\n"
    file = folder / "Caddyfile"
    file.write_text((DEPLOY / "Caddyfile").read_text().replace("{\n", options, 1))
    with _running(["caddy", "run", "--config", str(file), "--adapter", "caddyfile"], variables, address):
        yield address


@contextmanager
def nginx(folder: Path, upstream: str) -> Iterator[str]:
    """The address of an nginx before `upstream`, a host and port."""
    port = free_port("127.0.0.1")
    conf = (DEPLOY / "nginx.conf").read_text()
    for ours, here in {
        "127.0.0.1:8000": upstream,
        "listen 80;": f"listen 127.0.0.1:{port};",
        "/var/log/nginx": str(folder),
        "/var/cache/nginx/limber": str(folder / "cache"),
    }.items():
        assert ours in conf, ours
        conf = conf.replace(ours, here)
    kept = "".join(f"{each}_temp_path {folder};" for each in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    file = folder / "nginx.conf"
    file.write_text(
        f"daemon off; worker_processes 1; user root; pid {folder}/nginx.pid; error_log {folder}/error.log;"
        f"events {{ worker_connections 4096; }} http {{ {kept}\n{conf}\n}}"
    )
    address = f"http://127.0.0.1:{port}"
    with _running([shutil.which("nginx") or "/usr/sbin/nginx", "-p", str(folder), "-c", str(file)], {}, address):
        yield address


@contextmanager
def _running(command: list[str], variables: dict[str, str], address: str) -> Iterator[None]:
    process = subprocess.Popen(
        command, env={**os.environ, **variables}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        wait_for(lambda: ask(address, HEALTH) == 200)
        yield
    finally:
        process.terminate()
        process.wait(timeout=20)
