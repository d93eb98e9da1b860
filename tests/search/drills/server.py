"""Servers of a test's own, beside the one that the other tests share: killed like by a power cut, started again."""

from __future__ import annotations

import os
import random
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from elasticsearch import Elasticsearch

SCRIPT = Path(__file__).resolve().parents[3] / "deploy/elasticsearch/elasticsearch"
# Seconds: how long a start may take where others use the processor too.
PATIENCE = 240


class Server:
    """A cluster of so many nodes with its own data and ports; not started yet."""

    def __init__(self, folder: str, nodes: int) -> None:
        self.folder, self.nodes, self.port = Path(folder), nodes, _free(nodes)
        self._environment = os.environ | {
            "ES_DATA": folder,
            "ES_PORT": str(self.port),
            "ES_HEAP": "256m",
            # What lives for a minute is compiled quickly rather than well.
            "ES_JAVA_OPTS": "-XX:TieredStopAtLevel=1",
        }

    @property
    def urls(self) -> list[str]:
        """One for each node."""
        return [f"http://127.0.0.1:{self.port + number}" for number in range(self.nodes)]

    def up(self) -> None:
        """Start what does not run, and wait until every node is there and every index can be read."""
        self._run("start", "--nodes", str(self.nodes))
        with self.client() as client:
            client.cluster.health(wait_for_status="green", wait_for_nodes=str(self.nodes), timeout="60s")

    def kill(self, node: int = 1) -> None:
        """As by a power cut: nothing is asked, nothing is written any more, and what was temporary is gone."""
        self._run("kill-node", str(node))
        shutil.rmtree(self.folder / str(node) / "tmp", ignore_errors=True)

    def lose(self) -> None:
        """Killed, and the disks are gone with it."""
        self._kill_all()
        for node in self.folder.iterdir():
            shutil.rmtree(node)

    def client(self, node: int = 1) -> Elasticsearch:
        """For what the portal does not do itself."""
        return Elasticsearch(self.urls[node - 1], request_timeout=90)

    def end(self) -> None:
        """Nothing stays."""
        self._kill_all()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _kill_all(self) -> None:
        for number in range(self.nodes):
            self.kill(number + 1)

    def _run(self, *arguments: str) -> None:
        done = subprocess.run(
            [SCRIPT, *arguments],
            env=self._environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            timeout=PATIENCE,
        )
        assert done.returncode == 0, done.stderr


@contextmanager
def server(nodes: int = 1) -> Iterator[Server]:
    """A cluster that ends with the block, whatever happens in it."""
    made = Server(tempfile.mkdtemp(prefix="drill-"), nodes)
    # Nodes run as a user of their own where the tests run as root.
    made.folder.chmod(0o755)
    try:
        yield made
    finally:
        made.end()


def _free(nodes: int) -> int:
    """A port from which on every node finds its two free."""
    for base in random.SystemRandom().sample(range(20_000, 30_000, 10), 200):
        if all(_is_free(base + away + number) for number in range(nodes) for away in (0, 100)):
            return base
    message = "no free ports"
    raise RuntimeError(message)


def _is_free(port: int) -> bool:
    with socket.socket() as tried:
        return tried.connect_ex(("127.0.0.1", port)) != 0
