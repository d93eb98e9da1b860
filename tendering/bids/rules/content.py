"""What a bid says: price lines that add up, plan, team, facts, files. The text that is sealed and committed to."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from marketplace.primitives.money import CENT, ZERO, exact_yuan
from marketplace.primitives.refusal import InvalidInput, Refusal
from tendering.bids.rules.consortium import Party

SCHEMA = "1"
MOST_LINES, MOST_MEMBERS, MOST_FILES = 30, 20, 10
LARGEST_FILE, LARGEST_FILES = 10 * 1024 * 1024, 30 * 1024 * 1024  # bytes: one file, all files of a bid
LONGEST_TEXT, LONGEST_NAME, LONGEST_UNIT = 8000, 200, 20
MOST = Decimal("999999.99")
MOST_FACT = 1000


class Section(StrEnum):
    """The parts of a bid, in the order of the task list."""

    PRICE = "price"
    PLAN = "plan"
    TEAM = "team"
    FACTS = "facts"
    FILES = "files"


@dataclass(frozen=True, slots=True)
class PriceLine:
    """One line: quantity × unit price in yuan, rounded half up to the cent."""

    description: str
    quantity: Decimal
    unit: str
    unit_price: Decimal

    @property
    def amount(self) -> Decimal:
        """The line's sum in yuan."""
        return (self.quantity * self.unit_price).quantize(CENT, ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who will do the work; the first one leads."""

    name: str
    duty: str
    qualification: str = ""


@dataclass(frozen=True, slots=True)
class FileEntry:
    """A file that goes with the bid; `key` finds it while the bid is a draft and is not sealed."""

    key: str
    name: str
    content_type: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Content:
    """A whole bid; `total` is the quote in yuan, None until it is entered.

    `parties` are those who answer together, the lead first; empty where one answers alone.
    """

    lines: tuple[PriceLine, ...] = ()
    total: Decimal | None = None
    plan: str = ""
    schedule: str = ""
    participation: str = ""
    team: tuple[Member, ...] = ()
    facts: Mapping[str, int] = field(default_factory=dict)
    files: tuple[FileEntry, ...] = ()
    parties: tuple[Party, ...] = ()

    @property
    def price(self) -> Decimal:
        """What it asks for in yuan; of a bid without a total the sum of its lines, to be told though it is invalid."""
        return self.lines_total if self.total is None else self.total

    @property
    def lines_total(self) -> Decimal:
        """The sum of the lines in yuan."""
        return sum((line.amount for line in self.lines), ZERO)

    def to_json(self) -> dict[str, Any]:
        """Plain values; amounts as text, so that the canonical form is exact."""
        return {
            "schema": SCHEMA,
            "lines": [
                {
                    "description": line.description,
                    "quantity": str(line.quantity),
                    "unit": line.unit,
                    "unit_price": str(line.unit_price),
                    "amount": str(line.amount),
                }
                for line in self.lines
            ],
            "total": "" if self.total is None else str(self.total),
            "plan": self.plan,
            "schedule": self.schedule,
            "participation": self.participation,
            "team": [asdict(member) for member in self.team],
            "facts": {str(name): value for name, value in self.facts.items()},
            "files": [asdict(entry) for entry in self.files],
            **({"parties": [party.to_json() for party in self.parties]} if self.parties else {}),
        }


class Malformed(ValueError):
    """The text is no bid of a form we know."""


def from_json(values: Any) -> Content:
    """Back from `to_json`, checked as if it came from a stranger.

    Raises:
        Malformed: anything but a bid of this schema.
    """
    try:
        return _content(values)
    except (KeyError, TypeError, ValueError, InvalidOperation, InvalidInput, AttributeError) as error:
        raise Malformed(type(error).__name__) from None


def _content(values: Mapping[str, Any]) -> Content:
    if values["schema"] != SCHEMA:
        raise Malformed("schema")
    return Content(
        lines=tuple(_line(row) for row in values["lines"]),
        total=exact_yuan(values["total"]) if values["total"] else None,
        plan=_text(values["plan"]),
        schedule=_text(values["schedule"]),
        participation=_text(values["participation"]),
        team=tuple(Member(*(_text(row[name.name]) for name in fields(Member))) for row in values["team"]),
        facts={_text(name): int(value) for name, value in values["facts"].items()},
        files=tuple(FileEntry(**{name.name: row[name.name] for name in fields(FileEntry)}) for row in values["files"]),
        parties=tuple(Party.from_json(row) for row in values.get("parties", ())),
    )


def _line(row: Mapping[str, Any]) -> PriceLine:
    line = PriceLine(
        _text(row["description"]), Decimal(row["quantity"]), _text(row["unit"]), exact_yuan(row["unit_price"])
    )
    if Decimal(row["amount"]) != line.amount or not ZERO < line.quantity <= MOST:
        raise Malformed("line")
    return line


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise Malformed("text")
    return value


def barriers(content: Content) -> list[Refusal]:
    """Values that no form should let through: too many, too long, out of range."""
    checks: Sequence[tuple[bool, str, str]] = (
        (len(content.lines) > MOST_LINES, "bids.too_many_lines", "total"),
        (any(not _fits(line) for line in content.lines), "bids.line_invalid", "total"),
        (content.total is not None and content.total <= ZERO, "bids.price_missing", "total"),
        (
            any(
                len(text) > LONGEST_TEXT or "\x00" in text
                for text in (content.plan, content.schedule, content.participation)
            ),
            "bids.text_too_long",
            "plan",
        ),
        (len(content.team) > MOST_MEMBERS, "bids.too_many_members", "team"),
        (any(not _is_named(member) for member in content.team), "bids.member_invalid", "team"),
        (any(not 0 <= value <= MOST_FACT for value in content.facts.values()), "bids.fact_invalid", "facts"),
        (len(content.files) > MOST_FILES, "bids.too_many_files", "files"),
        (sum(entry.size for entry in content.files) > LARGEST_FILES, "bids.files_too_large", "files"),
    )
    return [InvalidInput(code, field=field) for wrong, code, field in checks if wrong]


def _fits(line: PriceLine) -> bool:
    exact = line.quantity.is_finite() and line.quantity == line.quantity.quantize(CENT)
    return (
        bool(line.description.strip())
        and len(line.description) <= LONGEST_NAME
        and len(line.unit) <= LONGEST_UNIT
        and exact
        and ZERO < line.quantity <= MOST
        and line.unit_price >= ZERO
    )


def _is_named(member: Member) -> bool:
    lengths = (len(member.name), len(member.duty), len(member.qualification))
    return bool(member.name.strip() and member.duty.strip()) and max(lengths) <= LONGEST_NAME


def gaps(
    content: Content, ceiling: Decimal, needed_facts: Collection[str], *, fixed: bool
) -> dict[Section, list[Refusal]]:
    """What still keeps each section from being complete; the same check runs again at the opening (integrity).

    Args:
        fixed: the ceiling is the price of every bid.
    """
    found: dict[Section, list[Refusal]] = {section: [] for section in Section}
    found[Section.PRICE] = price_gaps(content, ceiling, fixed=fixed)
    if not content.plan.strip():
        found[Section.PLAN].append(Refusal("bids.plan_missing", field="plan"))
    if not content.team:
        found[Section.TEAM].append(Refusal("bids.team_missing", field="team"))
    if any(name not in content.facts for name in needed_facts):
        found[Section.FACTS].append(Refusal("bids.facts_missing"))
    return found


def price_gaps(content: Content, ceiling: Decimal, *, fixed: bool) -> list[Refusal]:
    """A quote at most as high as the ceiling, or as high, with lines that add up to it; amounts in yuan."""
    if content.total is None or not content.lines:
        return [Refusal("bids.price_missing", field="total")]
    found = []
    if content.lines_total != content.total:
        lines = content.lines_total
        found.append(Refusal("bids.does_not_add_up", field="total", total=content.total, lines=lines))
    if fixed and content.total != ceiling:
        found.append(Refusal("bids.not_the_fixed_price", field="total", total=content.total, price=ceiling))
    elif content.total > ceiling:
        found.append(Refusal("bids.above_ceiling", field="total", total=content.total, ceiling=ceiling))
    return found


def is_begun(content: Content, section: Section) -> bool:
    """Whether anything stands in the section."""
    begun: dict[Section, object] = {
        Section.PRICE: content.lines or content.total,
        Section.PLAN: content.plan,
        Section.TEAM: content.team,
        Section.FACTS: content.facts,
        Section.FILES: content.files,
    }
    return bool(begun[section])
