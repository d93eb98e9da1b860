"""An act that the rules refuse: by which of them, and that it left no trace."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from marketplace.audit.models import Entry
from marketplace.outbox.models import Message
from marketplace.primitives.refusal import Refusal, Refusals


@contextmanager
def refused(*codes: str, kind: type[Refusal] = Refusal) -> Iterator[None]:
    """What stands inside is refused by exactly these rules; nothing is in the log and nobody is told."""
    before = _traces()
    with pytest.raises(kind) as found:
        yield
    said = found.value.refusals if isinstance(found.value, Refusals) else [found.value]
    assert sorted(refusal.code for refusal in said) == sorted(codes)
    assert _traces() == before


def _traces() -> tuple[int, int]:
    return Entry.objects.count(), Message.objects.count()
