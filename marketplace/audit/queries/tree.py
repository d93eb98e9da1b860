"""The Merkle tree over the placed entries, read through its full blocks."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.db.models import Max

from marketplace.audit.models import Entry, LogBlock, LogLeaf
from marketplace.primitives import merkle

BLOCK = 256


class NotPlaced(LookupError):
    """The entry is committed, but the sequencer has not come by yet (`services.sequence`)."""


@dataclass(frozen=True)
class Proof:
    """That an entry stands in the log: its leaf, its place, and the way to the root (RFC 9162, 2.1.3).

    Hashes are in hexadecimal; `path` runs from the leaf upwards.
    """

    log_index: int
    size: int
    leaf: str
    path: tuple[str, ...]
    root: str

    @property
    def holds(self) -> bool:
        """Whether the path leads from the leaf to the root."""
        return merkle.verify_inclusion(
            leaf=bytes.fromhex(self.leaf),
            index=self.log_index,
            size=self.size,
            proof=[bytes.fromhex(node) for node in self.path],
            head=bytes.fromhex(self.root),
        )


def size() -> int:
    """How many entries have a place."""
    last = LogLeaf.objects.aggregate(last=Max("log_index"))["last"]
    return 0 if last is None else last + 1


def head(at_size: int | None = None) -> bytes:
    """The root over the first `at_size` entries; over all, if none is given."""
    return Tree(size() if at_size is None else at_size).root


def proof(entry: Entry, *, at_size: int | None = None) -> Proof:
    """The proof that `entry` stands in the tree of `at_size` entries (all, if none is given).

    Raises:
        NotPlaced: the sequencer has not given the entry its place.
        ValueError: the tree of that size ends before the entry.
    """
    return proof_of(leaf_of(entry), size() if at_size is None else at_size)


def leaf_of(entry: Entry) -> LogLeaf:
    """The entry's place.

    Raises:
        NotPlaced: the sequencer has not given it one.
    """
    leaf = LogLeaf.objects.filter(entry=entry).first()
    if leaf is None:
        raise NotPlaced(entry.pk)
    return leaf


def proof_of(leaf: LogLeaf, at_size: int) -> Proof:
    """The proof that this leaf stands in the tree of `at_size` entries.

    Raises:
        ValueError: that tree ends before the leaf.
    """
    tree = Tree(at_size)
    path = tuple(tree.over(*span).hex() for span in merkle.inclusion_ranges(leaf.log_index, tree.size))
    return Proof(leaf.log_index, tree.size, leaf.digest, path, tree.root.hex())


def consistency(first: int, second: int) -> list[str]:
    """The proof that the tree of `second` entries begins with that of `first` (RFC 9162, 2.1.4).

    Raises:
        ValueError: `first` is below 1 or above `second`.
    """
    tree = Tree(second)
    return [tree.over(*span).hex() for span in merkle.consistency_ranges(first, second)]


class Tree:
    """The tree of the first `size` entries.

    A block is a power of two, so every complete subtree above it is made of whole blocks, and the root
    over block roots and the root of the unfinished rest is the root over all leaves.
    """

    def __init__(self, size: int) -> None:
        self.size = size
        self._leaves: dict[int, list[bytes]] = {}

    @property
    def root(self) -> bytes:
        """The head of the tree."""
        return self.over(0, self.size)

    def over(self, start: int, end: int) -> bytes:
        """The root over a range of leaves that a proof names."""
        if end - start < BLOCK:
            number = start // BLOCK
            leaves = self._block(number)
            return merkle.root(leaves[start - number * BLOCK : end - number * BLOCK])
        nodes = self._roots[start // BLOCK : end // BLOCK]
        if rest := end % BLOCK:
            nodes = [*nodes, merkle.root(self._block(end // BLOCK)[:rest])]
        return merkle.root(nodes)

    @cached_property
    def _roots(self) -> list[bytes]:
        blocks = LogBlock.objects.filter(number__lt=self.size // BLOCK).order_by("number")
        return [bytes.fromhex(digest) for digest in blocks.values_list("digest", flat=True)]

    def _block(self, number: int) -> list[bytes]:
        if number not in self._leaves:
            first = number * BLOCK
            leaves = LogLeaf.objects.filter(log_index__gte=first, log_index__lt=min(first + BLOCK, self.size))
            digests = leaves.order_by("log_index").values_list("digest", flat=True)
            self._leaves[number] = [bytes.fromhex(digest) for digest in digests]
        return self._leaves[number]
