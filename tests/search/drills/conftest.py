"""A portal on a cluster of the drill's own, with places to be found."""

from __future__ import annotations

import secrets
from collections.abc import Iterator

import pytest
from pytest_django import Settings

from search import engines
from tests.search import following
from tests.search.drills.portal import Portal
from tests.search.drills.server import Server, server


@pytest.fixture(scope="module")
def alone() -> Iterator[Server]:
    """One node for the drills of a module."""
    with server() as made:
        yield made


@pytest.fixture
def three() -> Iterator[Server]:
    """Three nodes."""
    with server(nodes=3) as made:
        yield made


@pytest.fixture
def portal(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Portal]:
    """Not told of its cluster yet; nothing but places can be found."""
    settings.SEARCH_INDEX_PREFIX = f"drill-{secrets.token_hex(6)}"
    following.alone(monkeypatch)
    yield Portal(settings)
    engines.forget()
