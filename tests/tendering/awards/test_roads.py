"""Random walks from the first documents on, over tiers, methods, kinds and both regimes: no call stands still."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from random import Random

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from marketplace import clock
from tendering.awards.models import Objection
from tendering.awards.queries import duties as award_duties
from tendering.awards.rules.states import ObjectionState
from tendering.awards.rules.states import State as AwardState
from tendering.bids.queries import duties as bid_duties
from tendering.contracts.queries import duties as contract_duties
from tendering.evaluation.models import Panel
from tendering.evaluation.queries import duties as panel_duties
from tendering.tenders.models import Tender
from tendering.tenders.queries import duties as call_duties
from tendering.tenders.queries.actions import ACTIONS
from tendering.tenders.rules.states import ENDED, State
from tests.factories import demands, rulebook
from tests.tendering.awards.walking import ASIDE, ENDING, ONWARD, Road

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.requirement("R38"), pytest.mark.requirement("R39")]
# Each walk is led to a place off the straight road first, and wanders on from there.
CALLS: dict[tuple[str, str, str, str], list[tuple[str, ...]]] = {
    ("micro", "inquiry", "service", "20000.00"): [("few", "withdraw"), ("letter", "refuse")],
    ("micro", "comparison_invited", "activity", "20000.00"): [("send_back", "suspend")],
    ("micro", "resident_implemented", "service", "15000.00"): [("publicise", "annul")],
    ("ordinary", "comparison_public", "works", "90000.00"): [
        ("object", "redo"),
        ("close", "suspend", "cancel", "prepare"),
    ],
    ("major", "consultation", "service", "300000.00"): [("object", "uphold", "relaunch")],
    ("major", "open_tender", "service", "600000.00"): [("challenge", "dismiss", "confirm", "suspend")],
    ("major", "consultation", "goods", "600000.00"): [("doubt", "challenge", "requalify")],
}
ASKED = (award_duties.duties, call_duties.duties, bid_duties.duties, panel_duties.duties, contract_duties.duties)
LONGEST = 40
# Walked only where a walk's bids happen to give a hint of collusion.
HAPPENS = {"explain"}
# So much is done from there; how often something else than what leads on, and how often that may end the call.
TURNS, OFTEN, RARELY = 4, 0.5, 0.2


def test_whatever_is_done_somebody_can_go_on_to_an_end() -> None:
    """After every act an award lives once at most and somebody is asked for the next; at last the call ends."""
    demands.rules()
    rulebook.rule_set("statutory")  # from 600,000 yuan on the statute binds a call
    walked: Counter[str] = Counter()
    suspended: Counter[State] = Counter()
    for (tier, method, kind, budget), places in CALLS.items():
        start = Road.of(demands.published(None, budget, tier=tier, kind=kind), method)
        for road in roads(start, places):
            walked.update(road.walked)
            suspended.update(road.suspended)
    assert {*ONWARD, *ASIDE, *ENDING} - set(walked) <= HAPPENS, walked
    assert {State.ANNOUNCED, State.CLOSED, State.OPENED} == set(suspended), suspended


def roads(start: Road, places: list[tuple[str, ...]]) -> list[Road]:
    """One walk to each of the places and on from there, each undone after."""
    found: list[Road] = []

    @settings(
        max_examples=len(places),
        deadline=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(seed=st.integers(1, 2**20))
    def walk(seed: int) -> None:
        place = places[len(found)]
        found.append(replace(start, walked=[], suspended=[]))
        with transaction.atomic():
            walks(found[-1], place, Random(f"{seed} {start.method} {place}"))
            transaction.set_rollback(True)

    walk()
    assert len(found) == len(places)
    return found


def walks(road: Road, place: tuple[str, ...], luck: Random) -> None:
    """To the place, about, and to an end."""
    for wanted in place:
        leads_to(road, wanted)
    for _turn in range(TURNS):
        if any(road.does(act) for act in [*aside(luck), *ONWARD]):
            stands(road)
    finishes(road)


def aside(luck: Random) -> list[str]:
    """What is tried before what leads on."""
    if luck.random() > OFTEN:
        return []
    ends = ENDING if luck.random() < RARELY else ()
    return luck.sample((*ASIDE, *ends), len(ASIDE) + len(ends))


def leads_to(road: Road, wanted: str) -> None:
    """Straight on until the act is done."""
    tried = ONWARD if wanted in ONWARD else (wanted, *ONWARD)
    for _step in range(LONGEST):
        assert any(road.does(act) for act in tried), road.told()
        stands(road)
        if road.walked[-1] == wanted:
            return
    pytest.fail(f"{wanted} is not reached: {road.told()}")


def stands(road: Road) -> None:
    """What holds wherever the road has come to; who is asked, where it has just left what leads on."""
    tender, living = road.tender, road.living()
    counts = Panel.objects.filter(counts_for=tender).count()
    assert len(living) <= 1, road.told()
    assert counts <= 1, road.told()
    assert not living or counts == tender.procedure.competition, road.told()
    if not set(ONWARD).issuperset(road.walked[-2:]):
        with clock.moved_to(road.now):
            assert goes_on(road, tender), road.told()


def goes_on(road: Road, tender: Tender) -> bool:
    """The clock brings the next step, somebody may let it go on, or somebody finds it on the workbench.

    What none of community and street may answer comes to the district on its last day only.
    """
    if tender.state == State.ANNOUNCED:
        return tender.deadline_at is not None
    if tender.state == State.SUSPENDED:
        return "resume" in [row.name for row in ACTIONS.open_to(road.officers["street"], tender, clock.now())]
    if any(award.state == AwardState.PUBLICITY and award.publicity_ends_at for award in road.living()):
        return True
    unanswered = Objection.objects.filter(tender=tender, state=ObjectionState.OPEN)
    moments = [clock.now(), *unanswered.values_list("due_at", flat=True)]
    found = (one.kind for now in moments for asked in ASKED for who in road.everybody() for one in asked(who, now))
    return any((kind == "tenders.start") == (tender.state in ENDED) for kind in found)


def finishes(road: Road) -> None:
    """Led on from wherever it stands it comes to an award letter, or to an end from which it is let anew."""
    for _step in range(LONGEST):
        if road.tender.state in ENDED or any(award.state == AwardState.LETTERED for award in road.living()):
            return
        assert any(road.does(act) for act in ONWARD), road.told()
        stands(road)
    pytest.fail(f"no end: {road.told()}")
