"""A topic whose handler the test decides, and a broker that can be taken away."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import pytest

from marketplace.outbox import broker, registry


class Desk:
    """Handles the topic ``tests.letter``: keeps what it got, or fails as often as it is told."""

    def __init__(self) -> None:
        self.got: list[tuple[dict[str, Any], int]] = []
        self.failures = 0
        self.meanwhile: Callable[[], object] = lambda: None

    def handle(self, payload: dict[str, Any], *, message_id: int) -> None:
        self.meanwhile()
        if self.failures:
            self.failures -= 1
            message = "the mail server is away"
            raise ConnectionError(message)
        self.got.append((payload, message_id))


@pytest.fixture(params=[True, False], ids=["transactional", "outside"])
def desk(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Desk:
    made = Desk()
    monkeypatch.setitem(registry._handlers, "tests.letter", registry.Handler(made.handle, request.param))
    return made


@pytest.fixture
def together(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The desk takes several letters as one."""

    def merge(payloads: Sequence[dict[str, Any]]) -> dict[str, Any]:
        return {"n": [number for payload in payloads for number in payload["n"]]}

    alone = registry.handler("tests.letter")
    monkeypatch.setitem(registry._handlers, "tests.letter", replace(alone, merge=merge))


@pytest.fixture
def laned(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Letters are written by one worker at a time."""
    alone = registry.handler("tests.letter")
    monkeypatch.setitem(registry._handlers, "tests.letter", replace(alone, lane="tests.desk"))


@pytest.fixture
def woken(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The messages that workers are told of."""
    told: list[int] = []
    monkeypatch.setattr(broker, "wake", told.append)
    return told


@pytest.fixture(autouse=True)
def fresh_broker() -> Iterator[None]:
    broker.reset()
    yield
    broker.reset()
