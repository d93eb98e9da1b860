"""What stands before anything happens: rules, places, bodies, fund types."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from marketplace.accounts.models import Organisation, OrganisationType
from marketplace.demo.codes import credit_code
from marketplace.demo.tables import rows
from marketplace.places import services as places
from marketplace.places.models import Level, Place
from marketplace.places.queries import district
from marketplace.rulebook.services import load_presets
from tendering.funds.services import load_fund_types

Advance = Callable[[], object]
OFFICE, COMMITTEE = "11", "54"
OFFICE_NAMES = {Level.DISTRICT: "成都市金牛区人民政府（演示）", Level.STREET: "成都市金牛区人民政府{}办事处（演示）"}


def load_places(advance: Advance) -> None:
    """The district with its streets and communities."""

    def counted() -> Iterator[dict[str, str]]:
        for row in rows("jinniu_streets_communities"):
            advance()
            yield row

    places.load(counted())


def load_rules(advance: Advance) -> None:
    """The presets, the catalogue and the fund types."""
    for _rule_set in load_presets():
        advance()
    load_fund_types()


def load_bodies(advance: Advance) -> None:
    """The district's and the streets' offices, and every residents' committee."""
    shown = Place.objects.filter(level__in=[Level.DISTRICT, Level.STREET, Level.COMMUNITY]).order_by("code")
    bodies = [_body(place, serial) for serial, place in enumerate(shown.select_related("parent"), start=1)]
    Organisation.objects.bulk_create(bodies)
    for _body_created in bodies:
        advance()


def _body(place: Place, serial: int) -> Organisation:
    if place.level == Level.COMMUNITY:
        assert place.parent is not None
        name = f"金牛区{place.parent.name_zh}{place.name_zh}居民委员会（演示）"
        kind, prefix = OrganisationType.RESIDENTS_COMMITTEE, COMMITTEE
    else:
        name = OFFICE_NAMES[Level(place.level)].format(place.name_zh)
        kind, prefix = OrganisationType.GOVERNMENT_OFFICE, OFFICE
    return Organisation(name=name, org_type=kind, uscc=credit_code(prefix, serial), place=place)


def scopes() -> dict[str, str]:
    """Names by code of whatever a demo account may belong to: places and providers."""
    known = {place.code: place.name_zh for place in district().children.all()} | {district().code: district().name_zh}
    known |= dict(Place.objects.filter(level=Level.COMMUNITY).values_list("code", "name_zh"))
    return known | dict(Organisation.objects.exclude(uscc="").values_list("uscc", "name"))
