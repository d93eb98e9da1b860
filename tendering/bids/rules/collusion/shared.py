"""The same phone, address, account, mail domain, file, author, device or network in several bids."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

from marketplace.primitives.ruleset.sections.collusion import Collusion
from tendering.bids.rules.collusion.parts import Hint, Input, Kind, Seen

SHORTEST_NUMBER = 7  # digits: shorter ones are extensions and hotlines
SHORTEST_ADDRESS = 6  # characters: shorter ones name a road, not a house
_COUNTRY = re.compile(r"^(?:00)?86(?=1\d{10}$)")
_RESERVED = frozenset({"example", "test", "invalid", "localhost"})
# What a value is compared by, and what is shown of it.
Marks = Iterable[tuple[str, Input]]


def hints(bids: Sequence[Seen], rules: Collusion) -> Iterator[Hint]:
    """One hint for each value that several bids have; one device is one network, which is said once."""
    devices = set[tuple[str, ...]]()
    for kind, marks in _readings(rules):
        for hint in _common(kind, [mark for bid in bids for mark in marks(bid)]):
            if kind is Kind.DEVICE:
                devices.add(hint.bids)
            if kind is not Kind.NETWORK or hint.bids not in devices:
                yield hint


def _readings(rules: Collusion) -> list[tuple[Kind, Callable[[Seen], Marks]]]:
    mailers, authors = {_plain(one) for one in rules.public_mailers}, {_plain(one) for one in rules.common_authors}
    return [
        (Kind.CONTROL, lambda bid: _values(bid, bid.controllers, _tight)),
        (Kind.PHONE, lambda bid: _values(bid, bid.phones, digits)),
        (Kind.ADDRESS, lambda bid: _values(bid, bid.addresses, place)),
        (Kind.BANK_ACCOUNT, lambda bid: _values(bid, bid.accounts, digits)),
        (Kind.MAIL_DOMAIN, lambda bid: [mark for mark in _values(bid, bid.mails, domain) if mark[0] not in mailers]),
        (Kind.FILE, lambda bid: [(one.sha256, Input(bid.key, one.name, one.name)) for one in bid.files]),
        (Kind.AUTHOR, lambda bid: [mark for mark in _people(bid) if mark[0] not in authors]),
        (Kind.DEVICE, lambda bid: _values(bid, [bid.device], _plain)),
        (Kind.NETWORK, lambda bid: _values(bid, [bid.network], _plain)),
    ]


def _values(bid: Seen, values: Iterable[str], compared: Callable[[str], str]) -> Marks:
    return [(compared(value), Input(bid.key, value)) for value in values]


def _people(bid: Seen) -> Marks:
    for one in bid.files:
        for name in dict.fromkeys((one.author, one.edited_by)):
            yield _plain(name), Input(bid.key, f"{name} · {one.program}" if one.program else name, one.name)


def _common(kind: Kind, marks: Iterable[tuple[str, Input]]) -> Iterator[Hint]:
    found: dict[str, list[Input]] = defaultdict(list)
    for value, one in marks:
        if value:
            found[value].append(one)
    for value in sorted(found):
        inputs = tuple(dict.fromkeys(found[value]))
        if len({one.bid for one in inputs}) > 1:
            yield Hint(kind, inputs)


def _tight(text: str) -> str:
    """A name without spaces: Chinese names are set wide."""
    return "".join(_plain(text).split())


def digits(text: str) -> str:
    """A phone or account number by its digits, without the country; empty where it is too short to tell anything."""
    found = _COUNTRY.sub("", "".join(re.findall(r"\d", unicodedata.normalize("NFKC", text))))
    return found if len(found) >= SHORTEST_NUMBER and len(set(found)) > 1 else ""


def place(text: str) -> str:
    """An address without spaces and signs; empty where it is too short to name a house."""
    found = "".join(sign for sign in _plain(text) if sign.isalnum())
    return found if len(found) >= SHORTEST_ADDRESS else ""


def domain(text: str) -> str:
    """What stands behind the @ of an e-mail address; empty for names nobody can own (RFC 2606)."""
    found = _plain(text.rpartition("@")[2]) if "@" in text else ""
    return "" if found.rpartition(".")[2] in _RESERVED else found


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
