"""Measuring a management command and a served page."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

ROOT = Path(__file__).resolve().parent.parent.parent


@dataclass(frozen=True)
class Command:
    """What one management command took: seconds by the clock and of the processor, megabytes at most."""

    name: str
    wall: float
    processor: float
    megabytes: float


@dataclass(frozen=True)
class Latency:
    """Seconds of a page's answers and its size."""

    name: str
    median: float
    p95: float
    kilobytes: int


def run(name: str, environment: Mapping[str, str], *arguments: str) -> Command:
    """Run a command in a process of its own.

    Raises:
        subprocess.CalledProcessError: it failed; what it said stands on standard error.
    """
    command = [sys.executable, "manage.py", name, *arguments]
    began = time.monotonic()
    process = subprocess.Popen(command, cwd=ROOT, env=dict(environment), stdout=subprocess.DEVNULL)
    _pid, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return Command(name, time.monotonic() - began, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


@contextmanager
def served(environment: Mapping[str, str]) -> Iterator[int]:
    """The portal behind gunicorn with two sync workers; the port."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "marketplace.wsgi", "--workers", "2", "--bind", f"127.0.0.1:{port}"]
    server = subprocess.Popen([*command, "--log-level", "error"], cwd=ROOT, env=dict(environment))
    try:
        wait_for(port, server, "/privacy/", 60)
        yield port
    finally:
        server.terminate()
        server.wait(timeout=30)


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def wait_for(port: int, server: subprocess.Popen[bytes], path: str, patience: float) -> None:
    """Until a page of the server answers.

    Raises:
        RuntimeError: the server ended, or so many seconds went by.
    """
    until = time.monotonic() + patience
    while time.monotonic() < until and server.poll() is None:
        try:
            _fetch(port, path)
        except OSError:
            time.sleep(0.05)
            continue
        return
    message = "the server does not answer"
    raise RuntimeError(message)


def times_of(port: int, name: str, path: str, requests: int) -> Latency:
    """Median and 95th percentile of so many answers, after both workers have warmed up."""
    for _turn in range(10):
        body = _fetch(port, path)
    seconds = []
    for _turn in range(requests):
        began = time.perf_counter()
        _fetch(port, path)
        seconds.append(time.perf_counter() - began)
    return Latency(name, median(seconds), quantiles(seconds, n=20)[-1], len(body) // 1024)


def _fetch(port: int, path: str) -> bytes:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        body = answer.read()
    finally:
        connection.close()
    if answer.status != 200:
        message = f"{path} answers {answer.status}"
        raise RuntimeError(message)
    return body
