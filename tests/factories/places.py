"""Places for tests: a district, its streets, their communities; each call makes a new one unless a code is given."""

from __future__ import annotations

from itertools import count

from marketplace.places.models import Level, Place

_serial = count(1)


def city() -> Place:
    """The one city."""
    return _get("5101", Level.CITY, None, "成都市", "Chengdu")


def district(code: str = "510106", name_zh: str = "金牛区", name_en: str = "Jinniu District") -> Place:
    """The district (the same one at every call, unless another code is given)."""
    return _get(code, Level.DISTRICT, city(), name_zh, name_en)


def street(name_zh: str = "", *, within: Place | None = None) -> Place:
    """A new street."""
    number = next(_serial)
    parent = within or district()
    code = f"{parent.code}{number:03}"
    return _get(code, Level.STREET, parent, name_zh or f"{number}号街道", f"Street {number}")


def community(name_zh: str = "", *, within: Place | None = None, population: int = 12_000) -> Place:
    """A new community, in a new street unless one is given."""
    number = next(_serial)
    parent = within or street()
    code = f"{parent.code}{number:03}"
    place = _get(code, Level.COMMUNITY, parent, name_zh or f"{number}号社区", f"Community {number}")
    Place.objects.filter(pk=place.pk).update(population=population, households=population // 3, courtyards=20)
    place.refresh_from_db()
    return place


def _get(code: str, level: Level, parent: Place | None, name_zh: str, name_en: str) -> Place:
    place, _ = Place.objects.get_or_create(
        code=code, defaults={"level": level, "parent": parent, "name_zh": name_zh, "name_en": name_en}
    )
    return place
