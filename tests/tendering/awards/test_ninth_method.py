"""A ninth method by data alone (domain 2.2: 竞争性谈判): a code, a row, words, keys in a rule set; no branch.

It puts together what no method has at once: rounds with final quotes, and the lowest of them without score sheets.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from marketplace.primitives.ruleset import METHODS, Evaluation, Kind, Method, MethodFacts, Tier
from marketplace.primitives.ruleset.checks import problems
from marketplace.rulebook.queries import work_calendar
from tendering.bids.models import Bid
from tendering.bids.services import qualifying
from tendering.evaluation.models import ScoreSheet
from tendering.tenders.models import Tender
from tendering.tenders.models.tender import TenderMethod
from tendering.tenders.rules import timetable
from tendering.tenders.rules.procedure import Procedure, methods_open, procedure_for
from tests.factories import accounts, awards, bids, catalog, consultations, demands, evaluation, rulebook, tenders
from tests.factories.bids import Contest
from tests.factories.tenders import Office

pytestmark = [pytest.mark.requirement("R38"), pytest.mark.requirement("R39")]
NEGOTIATION, WORDS = "negotiation", "竞争性谈判"
IN_MAJOR: dict[str, Any] = {
    "methods": ["consultation", "open_tender", NEGOTIATION],
    "response_days__negotiation": 5,
    "amendment_extends_if_within_days__negotiation": 3,
    "minimum_responses__negotiation": 3,
    "evaluation__negotiation": "lowest_compliant",
    "price_weight__negotiation": 100,
    "qualified_by": ["community"],
    "panel": {"community": 1, "resident_representative": 0, "expert": 2},
}
RULES = {f"letting__major__{key}": value for key, value in IN_MAJOR.items()} | {"opening__major__threshold": 2}


def add(kind: type[Enum], monkeypatch: pytest.MonkeyPatch, **words: str) -> Any:
    """One member more, as if its line stood in the enumeration."""
    told: Any = kind
    member = str.__new__(told, NEGOTIATION)
    for name, value in ({"_name_": "NEGOTIATION", "_value_": NEGOTIATION} | words).items():
        setattr(member, name, value)
    monkeypatch.setitem(told._member_map_, "NEGOTIATION", member)
    monkeypatch.setitem(told._value2member_map_, NEGOTIATION, member)
    monkeypatch.setattr(told, "_member_names_", [*told._member_names_, "NEGOTIATION"])
    return member


@pytest.fixture
def method(monkeypatch: pytest.MonkeyPatch) -> Method:
    """Its code, its words, and its row."""
    code: Method = add(Method, monkeypatch)
    add(TenderMethod, monkeypatch, _label_=WORDS)
    table: Any = METHODS
    monkeypatch.setitem(table, code, MethodFacts(has_rounds=True))
    return code


def test_the_rule_set_and_the_row_say_everything_of_its_procedure(method: Method) -> None:
    """Periods, panel, rounds, weight, earliest deadline and planned days; written down and read again."""
    rules, major = rulebook.rules(**RULES), Tier.MAJOR
    assert problems(rules) == []
    assert method in methods_open(rules, major, Decimal("260000.00"), 0)
    found = procedure_for(rules, major, method, Kind.SERVICE, Decimal("260000.00"))
    assert (found.rounds, found.response_days, found.may_go_on_with) == (2, 5, 0)
    assert (found.evaluation, found.price_points) == (Evaluation.LOWEST_COMPLIANT, 100)
    assert Procedure.from_mapping(found.to_mapping()) == found
    assert timetable.earliest_deadline(date(2026, 6, 1), found, work_calendar()) == date(2026, 6, 8)


@pytest.mark.django_db
def test_it_is_let_from_the_form_to_the_publicity_of_the_lowest_final_quote(method: Method) -> None:
    """Announced, answered, opened, talked about, quoted anew, ranked without sheets, proposed; its pages name it."""
    demands.rules(**RULES)
    office = Office.of()
    demand = demands.published(office.community, "260000.00", tier="major")
    form = accounts.client_of(office.preparer).get(reverse("tenders:new", args=[demand.number]))
    assert WORDS in form.content.decode()
    jury = judged(office, tenders.major(office, method=method.value, budget="250000.00"))
    consultations.settled(jury, ("240000.00", "230000.00", "245000.00"))
    evaluation.signed(jury)
    assert not ScoreSheet.objects.exists()
    award = awards.publicised(Tender.objects.get(pk=jury.tender.pk), office)
    assert (award.provider, award.price) == (jury.bids[1].provider, Decimal("230000.00"))
    call, client = jury.tender.get_absolute_url(), Client()
    notice = reverse("overview:record", args=["notice", jury.tender.notices.earliest("pk").pk])
    for url in (call, award.get_absolute_url(), notice, f"{reverse('tenders:list')}?method={NEGOTIATION}"):
        response = client.get(url)
        assert response.status_code == 200, url
    assert WORDS in client.get(notice).content.decode()


def judged(office: Office, tender: Tender) -> evaluation.Jury:
    """Three bids opened and qualified, a panel with two drawn experts that has declared."""
    rivals = tenders.providers(3)
    people = [tenders.bidder(rival) for rival in rivals]
    for rival, by, price in zip(rivals, people, ("244000.00", "246000.00", "248000.00"), strict=True):
        bids.submitted(tender, rival, price, by=by)
    tender = bids.opened(tender, office)
    rows = [Bid.objects.select_related("opened", "provider__organisation").get(provider=one) for one in rivals]
    for row in rows:
        qualifying.qualify(bid=row, by=office.preparer, passed=True)
    for _number in range(4):
        catalog.expert([domain.code for domain in demands.item().domains.all()])
    return evaluation.declared(evaluation.convened(Contest(tender, office, rows, people)))
