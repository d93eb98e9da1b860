"""A portal on a cluster of the drill's own, with places to be found, demands and providers."""

from __future__ import annotations

import secrets
from collections.abc import Iterator

import pytest
from pytest_django import Settings

from search import engines, registry, showing
from tests.search import following
from tests.search.drills.portal import Portal
from tests.search.drills.server import Server, server

# Found as the portal itself declares them, beside the places that a drill lets come and change.
OTHERS = ("demand", "provider")


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
    """Not told of its cluster yet; a demand, a provider that fits it, and no place can be found."""
    settings.SEARCH_INDEX_PREFIX = f"drill-{secrets.token_hex(6)}"
    sources, shown = registry.sources(), showing.kinds()
    following.alone(monkeypatch)
    for name in OTHERS:
        registry.add_source(sources[name])
        showing.add_kind(name, shown[name])
    yield Portal(settings)
    engines.forget()
