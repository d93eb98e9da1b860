"""Who of a drawn order takes the next seat (随机抽取): repeatable from the order and what is written beside it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from marketplace.primitives import canonical


class Passed(StrEnum):
    """Why the order went past somebody who stands earlier in it."""

    SAT = "sat"
    ONE_EMPLOYER = "one_employer"
    NOT_FREE = "not_free"


@dataclass(frozen=True, slots=True)
class Taken:
    """Who takes the seat, None where nobody is left, and who was passed over on the way, with the reason."""

    key: str | None
    passed: tuple[tuple[str, Passed], ...] = ()


@dataclass(frozen=True, slots=True)
class Pool:
    """Who may be drawn now.

    Attributes:
        free: keys of people who may take a seat.
        sat: keys of people who sit or have sat.
        groups: an opaque code of the employer by key; nobody without a known employer stands in it.
        groups_taken: employers that have their seat already.
    """

    free: Collection[str]
    sat: Collection[str] = ()
    groups: Mapping[str, str] = field(default_factory=dict)
    groups_taken: Collection[str] = ()

    def against(self, key: str) -> Passed | None:
        """Why this person does not take the next seat."""
        if key in self.sat:
            return Passed.SAT
        if key not in self.free:
            return Passed.NOT_FREE
        return Passed.ONE_EMPLOYER if self.groups.get(key) in self.groups_taken else None


def next_in(order: Iterable[str], pool: Pool) -> Taken:
    """The first of the order who is free and whose employer has no seat yet (one employer, one seat)."""
    passed: list[tuple[str, Passed]] = []
    for key in order:
        reason = pool.against(key)
        if reason is None:
            return Taken(key, tuple(passed))
        passed.append((key, reason))
    return Taken(None, tuple(passed))


def places(keys: Collection[str], groups: Mapping[str, str], taken: Collection[str] = ()) -> int:
    """How many seats these people can fill together: one for each employer that has none yet."""
    alone = [key for key in keys if key not in groups]
    return len(alone) + len({groups[key] for key in keys if key in groups} - set(taken))


@dataclass(frozen=True, slots=True)
class Frozen:
    """The list as it stands before the seed is shown.

    Attributes:
        candidates: keys of everybody who takes part.
        excluded: codes of what keeps others off, by key.
        groups: opaque codes of employers that several candidates may share, by key.
        specialties: codes of the service domains asked for.
    """

    candidates: Sequence[str]
    excluded: Mapping[str, Sequence[str]] = field(default_factory=dict)
    groups: Mapping[str, str] = field(default_factory=dict)
    specialties: Sequence[str] = ()

    def digest(self) -> str:
        """Hash of the whole record, whatever the order it was written in (hexadecimal)."""
        return canonical.digest(
            {
                "candidates": sorted(self.candidates),
                "excluded": {key: sorted(codes) for key, codes in self.excluded.items()},
                "groups": dict(self.groups),
                "specialties": sorted(self.specialties),
            }
        )


def opaque(employers: Mapping[str, str]) -> dict[str, str]:
    """Employers as E1, E2 in the order of the keys: who shares one is known, which one is not."""
    names = {
        name: f"E{number}" for number, name in enumerate(dict.fromkeys(employers[k] for k in sorted(employers)), 1)
    }
    return {key: names[name] for key, name in employers.items()}
