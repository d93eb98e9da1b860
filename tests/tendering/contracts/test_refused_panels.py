"""Panels that are not drawn, opened, certified or judged."""

from __future__ import annotations

import pytest

from marketplace import clock
from marketplace.accounts.models import User
from marketplace.accounts.rules import Role
from marketplace.primitives.refusal import InvalidInput
from tendering.contracts.models import Code, PanelMember, SatisfactionPanel
from tendering.contracts.queries.panel_people import candidates
from tendering.contracts.services.satisfaction import codes, measuring, panels
from tendering.contracts.services.satisfaction.answering import Answers
from tendering.contracts.services.satisfaction.panels import Conflicted
from tendering.demands.models import Demand
from tendering.demands.rules.steps import State as DemandState
from tests.factories import accounts, satisfaction
from tests.factories.satisfaction import Judges
from tests.refusing import refused

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R49")]
SAID = Answers(answer="satisfied", awareness="heard")


@pytest.fixture
def judges() -> Judges:
    """An accepted contract with 140 beneficiaries: at least 14 answers."""
    return Judges.of()


def first(panel: SatisfactionPanel) -> PanelMember:
    """The member on the first seat."""
    return panel.members.select_related("panel", "user", "code").get(seat=1)


def test_a_lot_is_drawn_among_those_who_are_there(judges: Judges) -> None:
    panel = panels.create_panel(contract=judges.contract, by=judges.community, now=clock.now())
    listed = len(candidates(judges.contract))
    for count in (0, listed + 1):
        with refused("contracts.satisfaction.too_few_residents", kind=InvalidInput):
            panels.draw_members(panel=panel, by=judges.community, count=count, now=clock.now())
    panel.refresh_from_db()
    assert (panel.draw_beacon, panel.members.count()) == ("", 0)


def test_a_panel_is_given_up_with_a_reason_and_certified_only_where_its_sample_was_small(judges: Judges) -> None:
    panel = satisfaction.panel_of(judges)
    with refused("contracts.satisfaction.no_reason", kind=InvalidInput):
        measuring.discard_panel(panel=panel, by=judges.community, reason=" ")
    with refused("contracts.satisfaction.panel_closed"):
        measuring.close_panel(panel=panel)
    with refused("contracts.satisfaction.not_open"):
        codes.send_again(member=first(panel), by=judges.community, now=clock.now())
    panel = measuring.open_panel(panel=panel, by=judges.community, now=clock.now())
    for act in (measuring.certify, measuring.reject_sample):
        with refused("contracts.satisfaction.panel_closed"):
            act(panel=panel, by=judges.committee, reason="住户外出")
    panel.refresh_from_db()
    assert panel.state == "open"


def test_who_judges_is_named_before_the_codes_go_out(judges: Judges) -> None:
    """And they go out once."""
    panel = satisfaction.opened(judges)
    late = accounts.membership(Role.RESIDENT, judges.contract.demand.community)
    with refused("contracts.satisfaction.panel_closed"):
        panels.seat_residents(panel=panel, by=judges.community, residents=[late], now=clock.now())
    with refused("contracts.satisfaction.panel_closed"):
        panels.unseat(member=first(panel), by=judges.community)
    with refused("contracts.satisfaction.panel_closed"):
        measuring.open_panel(panel=panel, by=judges.community, now=clock.now())
    assert panel.members.count() == 14


def test_who_went_to_the_contractor_since_being_named_does_not_judge(judges: Judges) -> None:
    panel = satisfaction.panel_of(judges, 15)
    member = first(panel)
    assert member.user is not None
    accounts.joined(judges.provider, member.user)
    with refused("contracts.satisfaction.members_conflicted", kind=Conflicted):
        measuring.open_panel(panel=panel, by=judges.community, now=clock.now())
    panels.unseat(member=member, by=judges.community)
    assert measuring.open_panel(panel=panel, by=judges.community, now=clock.now()).state == "open"


def test_who_was_entered_by_phone_is_known_once_it_is_proved(judges: Judges) -> None:
    panel = satisfaction.panel_of(judges)
    panels.add_resident(
        panel=panel,
        by=judges.community,
        name="钱进",
        phone="13800000077",
        is_representative=False,
        now=clock.now(),
    )
    worker = accounts.joined(judges.provider, accounts.user("钱进"))
    User.objects.filter(pk=worker.user_id).update(phone="+8613800000077", phone_verified=True)
    assert panel.members.filter(phone="+8613800000077", user=None).exists()
    with refused("contracts.satisfaction.members_conflicted", kind=Conflicted):
        measuring.open_panel(panel=panel, by=judges.community, now=clock.now())


def test_a_panel_that_waits_for_the_committee_sends_and_prints_no_codes(judges: Judges) -> None:
    panel = satisfaction.opened(judges, on_paper=1)
    for _period in range(2):
        assert panel.ends_at is not None
        with clock.frozen(panel.ends_at):
            panel = measuring.close_panel(panel=panel)
    member = first(panel)
    with satisfaction.letterbox() as sent:
        assert not codes.send_code(code_id=member.code.pk, now=clock.now())
    assert sent == []
    with refused("contracts.satisfaction.not_open"):
        codes.print_slips(panel=panel, by=judges.committee, now=clock.now())
    with refused("contracts.satisfaction.not_open"):
        codes.send_again(member=member, by=judges.community, now=clock.now())
    assert set(Code.objects.values_list("digest", flat=True)) == {""}


def test_a_project_that_left_acceptance_gets_no_verdict(judges: Judges) -> None:
    panel = satisfaction.opened(judges)
    for member in panel.members.select_related("panel", "user"):
        satisfaction.answered(member)
    Demand.objects.filter(pk=judges.contract.demand_id).update(state=DemandState.CLOSED)
    with refused("contracts.satisfaction.not_measurable"):
        measuring.close_panel(panel=panel)
    panel.refresh_from_db()
    assert (panel.state, panel.answers) == ("open", None)


def test_a_panel_has_an_end(judges: Judges) -> None:
    """Seats are numbered; the last is the five hundredth."""
    panel = satisfaction.panel_of(judges, 1)
    panel.members.update(seat=panels.MOST)
    late = accounts.membership(Role.RESIDENT, judges.contract.demand.community)
    with refused("contracts.satisfaction.too_many", kind=InvalidInput):
        panels.seat_residents(panel=panel, by=judges.community, residents=[late], now=clock.now())
    assert panel.members.count() == 1
