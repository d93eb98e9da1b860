"""What is compared, and what a comparison finds."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Kind(StrEnum):
    """What two or more bids of one call have in common."""

    CONTROL = "control"
    PHONE = "phone"
    ADDRESS = "address"
    BANK_ACCOUNT = "bank_account"
    MAIL_DOMAIN = "mail_domain"
    FILE = "file"
    AUTHOR = "author"
    DEVICE = "device"
    NETWORK = "network"
    PASSAGE = "passage"
    EQUAL_QUOTES = "equal_quotes"
    ARITHMETIC = "arithmetic"
    GEOMETRIC = "geometric"
    LINE_DIFFERENCE = "line_difference"
    LINE_RATIO = "line_ratio"
    NEAR_CEILING = "near_ceiling"
    ONE_FAR_BELOW = "one_far_below"


@dataclass(frozen=True, slots=True)
class FileMark:
    """What a file says of itself; `author` and `edited_by` are people, `program` is what wrote it."""

    name: str
    sha256: str
    author: str = ""
    edited_by: str = ""
    program: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """One opened bid as the comparison sees it; money in yuan.

    `key` names it; `controllers` are its own name, its responsible person and whoever controls it; `network` and
    `device` are keyed digests, never an address; empty means unknown.
    """

    key: str
    price: Decimal
    controllers: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()
    mails: tuple[str, ...] = ()
    files: tuple[FileMark, ...] = ()
    network: str = ""
    device: str = ""
    plan: str = ""
    lines: tuple[Decimal, ...] = ()


@dataclass(frozen=True, slots=True)
class Input:
    """What one bid brought to a hint; `file` where it stood in a file."""

    bid: str
    value: str
    file: str = ""


@dataclass(frozen=True, slots=True)
class Hint:
    """Something that some bids have in common, with what each of them says."""

    kind: Kind
    inputs: tuple[Input, ...]

    @property
    def bids(self) -> tuple[str, ...]:
        """The bids concerned, each once, in order."""
        return tuple(sorted({one.bid for one in self.inputs}))
