"""Looking through the whole log: entries against their leaves, leaves against the published heads."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import Any

from marketplace.audit import keys, notebook
from marketplace.audit.models import Disclosure, Entry, LogBlock, LogLeaf, Mention
from marketplace.audit.queries.tree import BLOCK
from marketplace.audit.rules import entries
from marketplace.audit.rules.entries import Hidden
from marketplace.audit.rules.notes import BadNote
from marketplace.primitives import merkle
from marketplace.primitives.merkle import Frontier

CHUNK = 2_000


class Code(StrEnum):
    """What can be wrong."""

    EDITED = "edited"
    FORGED = "forged"
    COLUMNS = "columns"
    MENTIONS = "mentions"
    DISCLOSURE = "disclosure"
    GAP = "gap"
    BLOCK = "block"
    UNPLACED = "unplaced"
    TAIL = "tail"
    ROOT = "root"
    NOTE = "note"


@dataclass(frozen=True)
class Finding:
    """Something wrong, and where: a log index, an entry, a block, a checkpoint's file."""

    code: Code
    where: str


@dataclass(frozen=True)
class Report:
    """What verification saw; sound if there are no findings."""

    size: int
    root: bytes
    checkpoints: int
    findings: tuple[Finding, ...]


def verify() -> Report:
    """Check the log as it stands; committed entries should have been placed before (`services.sequence`)."""
    walk = _Walk()
    findings = [*walk.leaves(), *_unplaced(), *walk.heads()]
    return Report(walk.frontier.size, walk.frontier.root(), len(walk.expected), tuple(findings))


class _Walk:
    """One pass over the leaves in their order, with the tree's root at every published size."""

    def __init__(self) -> None:
        self.frontier = Frontier()
        self.expected: dict[str, tuple[int, bytes]] = {}
        self.unreadable: list[str] = []
        for path in notebook.paths():
            try:
                head = notebook.read(path).head
            except BadNote:
                self.unreadable.append(path.name)
            else:
                self.expected[path.name] = (head.size, head.root)
        self.sizes = {size for size, _root in self.expected.values()}
        self.roots = {0: self.frontier.root()}
        self.next_index = 0

    def leaves(self) -> Iterator[Finding]:
        """What is wrong with entries, leaves and blocks."""
        rows = LogLeaf.objects.select_related("entry").order_by("log_index").iterator(chunk_size=CHUNK)
        blocks = dict(LogBlock.objects.values_list("number", "digest"))
        block = Frontier()
        while chunk := list(islice(rows, CHUNK)):
            yield from _contents([leaf.entry for leaf in chunk])
            for leaf in chunk:
                yield from self._leaf(leaf)
                block.append(bytes.fromhex(leaf.digest))
                if block.size == BLOCK:
                    number = leaf.log_index // BLOCK
                    if blocks.pop(number, None) != block.root().hex():
                        yield Finding(Code.BLOCK, f"block {number}")
                    block = Frontier()
        yield from (Finding(Code.BLOCK, f"block {number}") for number in sorted(blocks))

    def _leaf(self, leaf: LogLeaf) -> Iterator[Finding]:
        if leaf.log_index != self.next_index:
            yield Finding(Code.GAP, f"log index {self.next_index} to {leaf.log_index - 1}")
        self.next_index = leaf.log_index + 1
        if merkle.leaf_hash(leaf.entry.body.encode()).hex() != leaf.digest:
            yield Finding(Code.EDITED, f"log index {leaf.log_index}, entry {leaf.entry_id}")
        self.frontier.append(bytes.fromhex(leaf.digest))
        if self.frontier.size in self.sizes:
            self.roots[self.frontier.size] = self.frontier.root()

    def heads(self) -> Iterator[Finding]:
        """What is wrong between the log and the heads kept outside the database."""
        yield from (Finding(Code.NOTE, name) for name in self.unreadable)
        for name, (size, root) in self.expected.items():
            if size > self.frontier.size:
                yield Finding(Code.TAIL, f"{name}: {size - self.frontier.size} of {size}")
            elif self.roots[size] != root:
                yield Finding(Code.ROOT, name)


def _contents(chunk: list[Entry]) -> Iterator[Finding]:
    """Entries against their seals, their columns and the rows beside them."""
    key = keys.entry_key()
    mentioned = _mentions(chunk)
    disclosed = _disclosures(chunk)
    for entry in chunk:
        where = f"entry {entry.pk}"
        if not entries.is_sealed(key, entry.body.encode(), entry.seal):
            yield Finding(Code.FORGED, where)
        try:
            body = json.loads(entry.body)
            if _columns(entry) != _told(body):
                yield Finding(Code.COLUMNS, where)
            if mentioned[entry.pk] != _referred(body):
                yield Finding(Code.MENTIONS, where)
            if any(body["hidden"].get(name) != digest for name, digest in disclosed[entry.pk]):
                yield Finding(Code.DISCLOSURE, where)
        except (ValueError, KeyError, TypeError):
            yield Finding(Code.EDITED, where)


def _columns(entry: Entry) -> tuple[object, ...]:
    target = {"model": entry.model, "id": entry.object_id}
    return entries.instant(entry.at), entry.act, target, entry.role, entry.place_id, entry.organisation_id


def _told(body: dict[str, Any]) -> tuple[object, ...]:
    return body["at"], body["act"], body["target"], body["role"], body["place"], body["organisation"]


def _referred(body: dict[str, Any]) -> set[tuple[str, str]]:
    return {(each["model"], each["id"]) for each in [body["target"], *body["about"]]}


def _mentions(chunk: list[Entry]) -> dict[int, set[tuple[str, str]]]:
    found: dict[int, set[tuple[str, str]]] = defaultdict(set)
    rows = Mention.objects.filter(entry__in=chunk).values_list("entry_id", "model", "object_id")
    for entry_id, model, object_id in rows:
        found[entry_id].add((model, object_id))
    return found


def _disclosures(chunk: list[Entry]) -> dict[int, list[tuple[str, str]]]:
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    rows = Disclosure.objects.filter(entry__in=chunk).values_list("entry_id", "name", "salt", "value")
    for entry_id, name, salt, value in rows:
        found[entry_id].append((name, _digest(salt, value)))
    return found


def _digest(salt: str, value: str) -> str:
    try:
        return Hidden(salt, value).digest
    except ValueError:
        return ""


def _unplaced() -> Iterator[Finding]:
    """Entries the sequencer did not place: there are none right after it ran."""
    for entry_id in Entry.objects.filter(leaf=None).order_by("pk").values_list("pk", flat=True)[:100]:
        yield Finding(Code.UNPLACED, f"entry {entry_id}")
