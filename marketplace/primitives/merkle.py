"""Merkle trees of RFC 9162 (2.1): anyone can check that a record stands in a log and that a log only grew.

Proofs are first named as ranges of leaves (`inclusion_ranges`, `consistency_ranges`): whoever stores
the hashes of complete subtrees looks them up, whoever has the leaves at hand computes them.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Sequence

Range = tuple[int, int]


def leaf_hash(record: bytes) -> bytes:
    """SHA-256 of 0x00 and the record."""
    return hashlib.sha256(b"\x00" + record).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256 of 0x01 and both children; the other prefix keeps a node from posing as a leaf."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def root(leaves: Sequence[bytes]) -> bytes:
    """Tree head over leaf hashes in their order; SHA-256 of nothing for an empty tree."""
    return Frontier(leaves).root()


class Frontier:
    """The complete subtrees on the right edge: enough to append and to give the root, at any size."""

    def __init__(self, leaves: Iterable[bytes] = (), *, size: int = 0, nodes: Sequence[bytes] = ()) -> None:
        """Start empty, or from a stored `size` with its `nodes` (largest first), then append `leaves`."""
        if len(nodes) != size.bit_count():
            message = f"{size} leaves need {size.bit_count()} nodes, not {len(nodes)}"
            raise ValueError(message)
        self.size = size
        self.nodes = list(nodes)
        for leaf in leaves:
            self.append(leaf)

    def append(self, leaf: bytes) -> None:
        """Add one leaf hash; every carry of the binary size joins two subtrees."""
        node, size = leaf, self.size
        while size & 1:
            node = node_hash(self.nodes.pop(), node)
            size >>= 1
        self.nodes.append(node)
        self.size += 1

    def root(self) -> bytes:
        """Tree head of what was appended so far."""
        if not self.nodes:
            return hashlib.sha256(b"").digest()
        head = self.nodes[-1]
        for node in reversed(self.nodes[:-1]):
            head = node_hash(node, head)
        return head


def inclusion_ranges(index: int, size: int) -> list[Range]:
    """Half-open ranges of leaves whose roots prove leaf `index` in a tree of `size`, nearest first.

    Raises:
        ValueError: no such leaf.
    """
    if not 0 <= index < size:
        message = f"no leaf {index} in a tree of {size}"
        raise ValueError(message)
    start, end, ranges = 0, size, []
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            ranges.append((middle, end))
            end = middle
        else:
            ranges.append((start, middle))
            start = middle
    return ranges[::-1]


def consistency_ranges(first: int, size: int) -> list[Range]:
    """Ranges whose roots prove that the tree of `size` begins with the tree of `first` leaves.

    Raises:
        ValueError: `first` below 1 or above `size`.
    """
    if not 1 <= first <= size:
        message = f"no consistency from {first} to {size}"
        raise ValueError(message)
    start, end, whole, ranges = 0, size, True, []
    while first != end:
        middle = start + _split(end - start)
        if first <= middle:
            ranges.append((middle, end))
            end = middle
        else:
            ranges.append((start, middle))
            start, whole = middle, False
    return ([] if whole else [(start, end)]) + ranges[::-1]


def inclusion_proof(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """Proof that leaf `index` stands in the tree over `leaves` (RFC 9162, 2.1.3.1)."""
    return [root(leaves[start:end]) for start, end in inclusion_ranges(index, len(leaves))]


def consistency_proof(leaves: Sequence[bytes], first: int) -> list[bytes]:
    """Proof that the tree over `leaves` began with its `first` leaves (RFC 9162, 2.1.4.1)."""
    return [root(leaves[start:end]) for start, end in consistency_ranges(first, len(leaves))]


def verify_inclusion(*, leaf: bytes, index: int, size: int, proof: Sequence[bytes], head: bytes) -> bool:
    """Whether `proof` leads from `leaf` at `index` to `head` of a tree of `size` (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    position, last, node = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if position & 1 or position == last:
            node = node_hash(sibling, node)
            position, last = _climb(position, last)
        else:
            node = node_hash(node, sibling)
        position, last = position >> 1, last >> 1
    return last == 0 and hmac.compare_digest(node, head)


def verify_consistency(*, first: int, size: int, first_head: bytes, head: bytes, proof: Sequence[bytes]) -> bool:
    """Whether `proof` shows that the tree of `size` began with the tree of `first` (RFC 9162, 2.1.4.2)."""
    if not 1 <= first <= size:
        return False
    if first == size:
        return not proof and hmac.compare_digest(first_head, head)
    path = [first_head, *proof] if first.bit_count() == 1 else list(proof)
    return bool(path) and _heads_follow(path, first, size, first_head, head)


def _heads_follow(path: Sequence[bytes], first: int, size: int, first_head: bytes, head: bytes) -> bool:
    position, last = first - 1, size - 1
    while position & 1:
        position, last = position >> 1, last >> 1
    old = new = path[0]
    for node in path[1:]:
        if last == 0:
            return False
        if position & 1 or position == last:
            old, new = node_hash(node, old), node_hash(node, new)
            position, last = _climb(position, last)
        else:
            new = node_hash(new, node)
        position, last = position >> 1, last >> 1
    return last == 0 and hmac.compare_digest(old, first_head) and hmac.compare_digest(new, head)


def _climb(position: int, last: int) -> tuple[int, int]:
    """Skip the levels on which the node has no sibling to its right."""
    while position and not position & 1:
        position, last = position >> 1, last >> 1
    return position, last


def _split(size: int) -> int:
    """The largest power of two below `size`."""
    return 1 << (size - 1).bit_length() - 1
