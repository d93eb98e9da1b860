"""Web server and worker as one thing that starts together and stops together."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from django.conf import settings
from django.core.management import call_command

from marketplace.demo import standstill

HOST = "127.0.0.1"
_PATIENCE = 15  # seconds a worker may take to finish its task


class PortTaken(Exception):
    """Something else listens on the port."""


def check_port(port: int) -> None:
    """Make sure that the web server will get its port: runserver leaves without cleaning up when it does not.

    Raises:
        PortTaken: something else listens there.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise PortTaken(port) from error


def serve(port: int) -> None:
    """Serve until Ctrl-C or SIGTERM; the worker never outlives the server."""
    # A script that starts us with & leaves SIGINT ignored: we want it back.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, _leave)
    os.environ["DJANGO_RUNSERVER_HIDE_WARNING"] = "true"
    _take_address(port)
    with standstill.afterwards(), _worker():
        call_command("runserver", f"{HOST}:{port}", use_reloader=False, use_static_handler=False, verbosity=0)


def _take_address(port: int) -> None:
    """Let links in messages lead to this very server, here and in the worker; an address that was set stays."""
    settings.WAGTAILADMIN_BASE_URL = os.environ.setdefault("BASE_URL", f"http://{HOST}:{port}")


def _leave(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


@contextmanager
def _worker() -> Iterator[None]:
    log = Path(settings.VAR_DIR) / "worker.log"
    command = [sys.executable, "-m", "celery", "-A", "marketplace", "worker", "-B", "--concurrency", "1", "-l", "info"]
    # The worker alone makes sealing keys and opens bids; the web process beside it never reads the vault.
    environment = dict(os.environ) | {"VAULT_READABLE": "true"}
    with log.open("w") as output:
        # A session of its own: Ctrl-C reaches us alone, and we stop it in order.
        worker = subprocess.Popen(
            command, cwd=settings.BASE_DIR, stdout=output, stderr=output, start_new_session=True, env=environment
        )
    threading.Thread(target=_watch, args=(worker, log), daemon=True).start()
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # a second Ctrl-C must not leave the worker behind
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        worker.terminate()
        try:
            worker.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            os.killpg(worker.pid, signal.SIGKILL)
            worker.wait()


def _watch(worker: subprocess.Popen[bytes], log: Path) -> None:
    if worker.wait() > 0:
        sys.stderr.write(f"\nThe worker stopped by itself; its log: {log}\n")
