"""Publishing tree heads: hourly by beat, and when an opening or an award asks for one."""

from __future__ import annotations

from marketplace import clock
from marketplace.audit import notebook, queries
from marketplace.audit.notebook import Checkpoint
from marketplace.audit.rules import entries
from marketplace.audit.rules.notes import Head
from marketplace.audit.services.sequencing import sequence
from marketplace.outbox.models import Message
from marketplace.outbox.services import publish

TOPIC = "audit.checkpoint"


class LogDamaged(RuntimeError):
    """The log no longer begins with what was published; `manage.py verify_audit` tells where."""


def checkpoint() -> Checkpoint:
    """Place what is committed and publish the tree's head, unless this very head is published.

    Raises:
        LogDamaged: the log does not continue the last published head; nothing is signed.
        RuntimeError: called inside a transaction (there, `request_checkpoint`).
    """
    sequence(thorough=True)
    head = _sound_head()
    standing = notebook.of_size(head.size)
    if standing is not None:
        return standing
    try:
        return notebook.publish(head)
    except FileExistsError:
        # Another process published this size meanwhile.
        return _same(notebook.of_size(head.size), head)


def request_checkpoint() -> Message:
    """Publish a head once this transaction has committed."""
    return publish(topic=TOPIC, payload={})


def keep_head() -> None:
    """Place what is committed and sign the latest head, so that a tail is missed even between checkpoints.

    Raises:
        LogDamaged: as for `checkpoint`.
    """
    sequence()
    notebook.keep_latest(_sound_head())


def _sound_head() -> Head:
    """The tree's head now, after a look whether it still begins with the last published one."""
    last = notebook.last()
    size = queries.size()
    if last is not None and not _continues(last.head, size):
        raise LogDamaged(last.path.name)
    return Head(size, queries.head(size), entries.instant(clock.now()))


def _continues(earlier: Head, size: int) -> bool:
    return earlier.size <= size and queries.head(earlier.size) == earlier.root


def _same(standing: Checkpoint | None, head: Head) -> Checkpoint:
    if standing is None or standing.head.root != head.root:
        raise LogDamaged(str(head.size))
    return standing
