"""Sets of small numbers, each one number of many bits: of a hundred thousand, two are intersected in a microsecond."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator

_OFFSETS = tuple(tuple(offset for offset in range(8) if byte >> offset & 1) for byte in range(256))


def of(numbers: Iterable[int], size: int) -> int:
    """The set of these numbers, all of them below `size`."""
    kept = bytearray(size // 8 + 1)
    for number in numbers:
        kept[number >> 3] |= 1 << (number & 7)
    return int.from_bytes(kept, "little")


def between(low: int, high: int) -> int:
    """The set of all numbers from `low` on and below `high`."""
    return (1 << high) - (1 << low) if low < high else 0


def without(bits: int, others: int) -> int:
    """Those of `bits` that are not among the others."""
    return bits ^ (bits & others)


def beginning(bits: int, low: int) -> int:
    """Those from `low` on."""
    return bits >> low << low


def numbers(bits: int) -> Iterator[int]:
    """The members, the smallest first."""
    for place, byte in enumerate(as_bytes(bits)):
        if byte:
            for offset in _OFFSETS[byte]:
                yield place * 8 + offset


def as_bytes(bits: int) -> bytes:
    """Eight numbers to a byte, the smallest first."""
    return bits.to_bytes(bits.bit_length() // 8 + 1, "little")


def among(ordered: Iterable[int], bits: int) -> Iterator[int]:
    """Those of these numbers that are members, in the order in which they come."""
    kept = as_bytes(bits)
    end = len(kept) * 8
    return (number for number in ordered if number < end and kept[number >> 3] >> (number & 7) & 1)


def packed(bits: int) -> bytes:
    """The set as it is kept in the database."""
    return zlib.compress(as_bytes(bits), 1)


def unpacked(kept: bytes | memoryview) -> int:
    """What was packed."""
    return int.from_bytes(zlib.decompress(kept), "little")
