"""Bring places in and move them; who may do so is decided in `rulebook`, which knows roles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import transaction

from marketplace.places.models import Level, Place
from marketplace.places.rules import CHINESE_NAMES, ENGLISH_NAMES, CommunityRow, parse_row
from marketplace.primitives.refusal import InvalidInput, Refusal, Refusals


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many places a file named."""

    streets: int
    communities: int


def load(rows: Iterable[Mapping[str, str]]) -> Loaded:
    """Create or update the streets and communities of a file, with the district and city above them.

    `rows` have the columns of ``jinniu_streets_communities.csv``. All or nothing; a second run changes nothing.

    Raises:
        Refusals: everything wrong in the file, by row and column.
    """
    parsed = _parse(rows)
    with transaction.atomic():
        streets = _load_streets(parsed)
        _load_communities(parsed, streets)
    return Loaded(streets=len(streets), communities=len(parsed))


def _parse(rows: Iterable[Mapping[str, str]]) -> list[CommunityRow]:
    parsed: list[CommunityRow] = []
    problems: list[Refusal] = []
    seen: set[str] = set()
    for number, row in enumerate(rows, start=1):
        try:
            community = parse_row(number, row)
        except InvalidInput as problem:
            problems.append(problem)
            continue
        if community.code in seen:
            problems.append(
                InvalidInput("places.row.twice", field="community_code", row=number, column="community_code")
            )
        seen.add(community.code)
        parsed.append(community)
    if problems:
        raise Refusals(problems)
    return parsed


def _load_streets(parsed: list[CommunityRow]) -> dict[str, Place]:
    names = {row.street_code: row.street for row in parsed}
    districts = {code: _district(code) for code in sorted({code[:6] for code in names})}
    return {
        code: _put(code, Level.STREET, districts[code[:6]], name, ENGLISH_NAMES.get(code, ""))
        for code, name in sorted(names.items())
    }


def _district(code: str) -> Place:
    city = _put(code[:4], Level.CITY, None, CHINESE_NAMES.get(code[:4], code[:4]), ENGLISH_NAMES.get(code[:4], ""))
    return _put(code, Level.DISTRICT, city, CHINESE_NAMES.get(code, code), ENGLISH_NAMES.get(code, ""))


def _put(code: str, level: Level, parent: Place | None, name_zh: str, name_en: str) -> Place:
    values = {"level": level, "parent": parent, "name_zh": name_zh, "name_en": name_en}
    return Place.objects.update_or_create(code=code, defaults=values)[0]


def _load_communities(parsed: list[CommunityRow], streets: dict[str, Place]) -> None:
    found = [_community(row, streets[row.street_code]) for row in parsed]
    columns = ["level", "parent", "path", "name_zh", "population", "households", "courtyards"]
    Place.objects.bulk_create(found, update_conflicts=True, unique_fields=["code"], update_fields=columns)


def _community(row: CommunityRow, street: Place) -> Place:
    place = Place(level=Level.COMMUNITY, parent=street, code=row.code, name_zh=row.name)
    place.path = place.path_below(street)
    place.population, place.households, place.courtyards = row.population, row.households, row.courtyards
    return place
