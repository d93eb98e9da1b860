"""Places: paths, what lies in what, and the file of streets and communities."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from django.conf import settings
from django.db import IntegrityError
from django.utils import translation

from marketplace.places import queries, services
from marketplace.places.models import Level, Place
from marketplace.primitives.refusal import Refusals
from tests.factories import places

pytestmark = pytest.mark.django_db
FILE = Path(settings.BASE_DIR) / "marketplace/demo/data/jinniu_streets_communities.csv"


def rows() -> list[dict[str, str]]:
    with FILE.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_the_file_brings_one_district_thirteen_streets_and_ninety_four_communities() -> None:
    assert services.load(rows()) == services.Loaded(streets=13, communities=94)
    assert queries.district().name_zh == "成都市金牛区"
    assert (queries.streets().count(), queries.communities().count()) == (13, 94)
    community = queries.communities().get(name_zh="育新社区")
    assert community.path == f"5101/510106/{community.code[:9]}/{community.code}/"
    assert queries.street_of(community) == community.parent
    assert queries.district_of(community) == queries.district()
    with translation.override("en"):
        assert str(community.parent) == "Chadianzi Street"
        assert str(community) == "育新社区"


def test_loading_twice_changes_nothing() -> None:
    services.load(rows())
    before = list(Place.objects.order_by("pk").values())
    services.load(rows())
    assert list(Place.objects.order_by("pk").values()) == before


def test_a_bad_file_is_refused_whole_and_every_row_is_named() -> None:
    first, second, third, *_ = rows()
    bad = [first, second | {"population_example": "-3"}, third | {"community_code": "510106099001"}, first]
    with pytest.raises(Refusals) as refused:
        services.load(bad)
    found = [(problem.code, problem.parameters["row"], problem.field) for problem in refused.value.refusals]
    assert found == [
        ("places.row.count", 2, "population_example"),
        ("places.row.not_in_street", 3, "community_code"),
        ("places.row.twice", 4, "community_code"),
    ]
    assert not Place.objects.exists()


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("community", ""),
        ("community", "名" * 81),
        ("community", "社\x00区"),
        ("street_code", "51010602x"),
        ("population_example", "12.5"),
        ("households_example", "٣"),
        ("courtyards_example", "99999999999999999999"),
    ],
)
def test_each_column_is_checked(column: str, value: str) -> None:
    with pytest.raises(Refusals) as refused:
        services.load([rows()[0] | {column: value}])
    assert refused.value.refusals[0].field == column


def test_a_place_covers_itself_and_what_lies_inside_but_no_code_that_merely_starts_alike() -> None:
    short = places.district("51010")
    assert short.covers(short)
    assert not short.covers(places.district("510106"))
    community = places.community()
    assert queries.district().code == "51010"
    assert places.district().covers(community)
    assert list(queries.communities(within=community)) == [community]


def test_the_database_refuses_a_community_that_lies_nowhere() -> None:
    with pytest.raises(IntegrityError):
        Place.objects.create(level=Level.COMMUNITY, code="9", name_zh="孤")
