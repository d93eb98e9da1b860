import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from marketplace.demo.serving import HOST, PortTaken, check_port


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind((HOST, 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_a_port_that_somebody_holds_is_refused(taken_port: int) -> None:
    with pytest.raises(PortTaken):
        check_port(taken_port)


def test_a_free_port_is_accepted() -> None:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        free = probe.getsockname()[1]
    check_port(free)


@pytest.mark.slow
def test_signals_stop_server_and_worker_together(tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port = probe.getsockname()[1]
    script = f"import django; django.setup(); from marketplace.demo import serving; serving.serve({port})"
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "marketplace.settings.demo",
        "DATABASE_URL": f"sqlite:///{tmp_path}/demo.sqlite3",
        "VAR_DIR": str(tmp_path),
    }
    server = subprocess.Popen([sys.executable, "-c", script], cwd=settings.BASE_DIR, env=environment)
    try:
        assert _answers(port)
        workers = _children(server.pid)
        assert workers
        assert f"BASE_URL=http://{HOST}:{port}" in Path(f"/proc/{workers[0]}/environ").read_text().split("\0")
        server.send_signal(signal.SIGINT)
        server.send_signal(signal.SIGTERM)  # an impatient second one must not orphan the worker
        server.wait(30)
        assert not any(Path(f"/proc/{pid}").exists() for pid in workers)
    finally:
        server.kill()
        server.wait()


def _answers(port: int) -> bool:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"http://{HOST}:{port}/static/wagtailadmin/js/core.js", timeout=5):
                return True
        except urllib.error.HTTPError:
            return True
        except OSError:
            os.sched_yield()
    return False


def _children(pid: int) -> list[int]:
    listed = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False)
    return [int(child) for child in listed.stdout.split() if Path(f"/proc/{child}/comm").read_text().strip() != "ps"]
