"""One panel for several lots of a joint call: one draw, one declaration, one replacement, everything else by lot."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from catalog.models import Expert, ExpertTie, Provider
from catalog.rules.experts import TieKind
from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from marketplace.audit.models import Entry
from marketplace.outbox.models import Message
from marketplace.primitives.refusal import InvalidInput, NotPermitted, Refusal, Refusals
from tendering.bids.models import Bid, Opening
from tendering.bids.services import qualifying
from tendering.evaluation import tasks
from tendering.evaluation.models import Declaration, Draw, Panel, ScoreSheet, Seat
from tendering.evaluation.queries.draws import repeated
from tendering.evaluation.queries.duties import duties
from tendering.evaluation.queries.lots import lots_to_judge
from tendering.evaluation.rules.avoidance import Obstacle, Relation
from tendering.evaluation.rules.states import LIVING, Capacity, State
from tendering.evaluation.services import convening, invitations, members
from tendering.evaluation.services.convening import TooFewCandidates
from tendering.evaluation.services.lots import convene_lots
from tendering.tenders.models import JointCall, Tender
from tendering.tenders.services import announcing
from tests.factories import accounts, bids, catalog, demands, evaluation, joint, places, tenders
from tests.factories.evaluation import Jury
from tests.factories.joint import StreetOffice
from tests.factories.tenders import Office
from tests.refusing import refused

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R39")]
SEATS = {"community": 1, "resident_representative": 0, "expert": 2}
PRICES = ("8100.00", "8640.00", "9250.00")
BUDGETS = ("9900.00", "9700.00", "9400.00")
RESERVE = 2


@dataclass
class Lots:
    """Opened and qualified lots of one community, and experts of the pool who could judge them."""

    call: JointCall
    lots: list[Tender]
    office: Office
    rivals: list[list[Provider]]
    experts: list[Expert]

    @staticmethod
    def of(count: int = 2, *, experts: int = 2 + RESERVE, **rules: Any) -> Lots:
        demands.rules(letting__micro__panel=SEATS, **rules)
        office = Office.of()
        rows = [joint.project(office.community, budget) for budget in BUDGETS[:count]]
        running = joint.announced(StreetOffice.of(office.community.parent), rows)
        rivals = [tenders.providers(3) for _lot in running]
        for lot, own in zip(running, rivals, strict=True):
            for provider, price in zip(own, PRICES, strict=True):
                bids.submitted(lot, provider, price)
        codes = [domain.code for domain in demands.item().domains.all()]
        pool = [catalog.expert(codes, employer=f"演示大学{number}") for number in range(experts)]
        case = Lots(JointCall.objects.get(lots=running[0]), running, office, rivals, pool)
        case._open()
        return case

    def _open(self) -> None:
        for lot in self.lots:
            bids.opened(lot, self.office)
        for bid in Bid.objects.filter(tender__in=self.lots):
            qualifying.qualify(bid=bid, by=self.office.preparer, passed=True)
        self.lots = joint.lots_of(self.call)

    def convene(
        self,
        lots: Sequence[Tender] | None = None,
        *,
        by: Membership | None = None,
        community: Sequence[Membership] = (),
        observers: Sequence[Membership] = (),
    ) -> list[Panel]:
        return convene_lots(
            joint=self.call,
            lots=lots or self.lots,
            by=by or self.office.preparer,
            community=community or [self.office.approver],
            observers=observers,
        )

    def seats(self, panel: Panel) -> list[Seat]:
        return list(Seat.objects.filter(panel=panel, state__in=sorted(LIVING)).order_by("number"))

    def people(self, panel: Panel) -> list[int]:
        return [seat.user_id for seat in self.seats(panel)]

    def judges(self, panel: Panel) -> list[Membership]:
        return [evaluation.holder(seat) for seat in self.seats(panel)]

    def expert_on(self, panel: Panel) -> Membership:
        return next(one for one in self.judges(panel) if one.role == Role.EXPERT)

    def panels(self) -> list[Panel]:
        return list(Panel.objects.counting().filter(tender__in=self.lots).order_by("tender__lot"))


def declare(panel: Panel, by: Membership) -> Seat:
    return members.declare(panel=panel, by=by, statements=list(Relation))


def told(kind: str) -> list[tuple[str, list[int]]]:
    rows = Message.objects.filter(topic="notify", payload__kind=kind).order_by("pk")
    return [(row.payload["parameters"]["title"], row.payload["recipients"]) for row in rows]


def test_one_act_seats_the_same_people_on_every_lot_by_one_draw() -> None:
    case = Lots.of(3)
    panels = case.convene(observers=[case.office.committee])
    assert [panel.tender_id for panel in panels] == [lot.pk for lot in case.lots]
    assert len({tuple(case.people(panel)) for panel in panels}) == 1
    assert {panel.together_id for panel in case.panels()} == {panels[0].pk}
    draws = list(Draw.objects.filter(purpose=Draw.Purpose.EXPERT).order_by("panel"))
    assert [draw.panel_id for draw in draws] == [panel.pk for panel in panels]
    for field in ("commitment", "list_hash", "record_hash", "beacon", "order"):
        assert len({str(getattr(draw, field)) for draw in draws}) == 1, field
    for panel in panels:
        found = [one for one in repeated(panel) if one.row.purpose == Draw.Purpose.EXPERT]
        assert [one.holds for one in found] == [True]
        assert {lot.seat for lot in found[0].lots} >= {seat.label for seat in case.seats(panel) if seat.draw_id}


def test_seven_who_follow_from_the_sum_of_the_lots_sit_on_each_of_them() -> None:
    case = Lots.of(experts=6 + RESERVE)
    for lot in case.lots:
        data = lot.procedure_data | {"expert_seats": 6}
        Tender.objects.filter(pk=lot.pk).update(procedure_data=data)
    first, second = case.convene(joint.lots_of(case.call))
    assert len(set(case.people(first))) == 7
    assert case.people(first) == case.people(second)


def test_the_beacon_comes_from_the_bids_of_every_lot() -> None:
    case = Lots.of()
    case.convene()
    first, second = Opening.objects.filter(tender__in=case.lots).order_by("tender__lot")
    both = Draw.objects.filter(purpose=Draw.Purpose.EXPERT).values_list("beacon", flat=True)
    assert len(set(both)) == 1
    Opening.objects.filter(pk=second.pk).update(commitments=first.commitments)
    Panel.objects.update(counts_for=None, superseded_at=clock.now(), superseded_by="objection", superseded_reason="错")
    case.convene()
    assert Draw.objects.filter(purpose=Draw.Purpose.EXPERT).values_list("beacon", flat=True).distinct().count() == 2


def test_seeds_for_ties_are_each_lots_own_and_every_lot_has_its_record() -> None:
    case = Lots.of()
    panels = case.convene()
    ties = Draw.objects.filter(purpose=Draw.Purpose.TIE)
    assert ties.values("commitment").distinct().count() == ties.count() == 2
    for panel in panels:
        acts = Entry.objects.filter(object_id=str(panel.pk), act__startswith="evaluation.")
        (kept,) = [json.loads(row.body) for row in acts.filter(act="evaluation.panel.convene_lots")]
        assert kept["parameters"] == {"call": case.call.number, "lots": "1, 2"}
        assert acts.filter(act="evaluation.seat.taken").count() == 3
        assert acts.filter(act="evaluation.draw.held").count() == 1


@pytest.mark.parametrize("at", [0, 1])
def test_whoever_is_related_to_a_bidder_of_one_lot_judges_none(at: int) -> None:
    case = Lots.of(experts=3)
    barred, bidder = case.experts[0], case.rivals[at][1].organisation
    day = clock.today() - timedelta(days=200)
    ExpertTie.objects.create(expert=barred, organisation=bidder, kind=TieKind.SHAREHOLDING, from_date=day)
    panels = case.convene()
    assert all(barred.user_id not in case.people(panel) for panel in panels)
    for draw in Draw.objects.filter(purpose=Draw.Purpose.EXPERT):
        assert list(draw.excluded.values()) == [[Obstacle.BIDDER_TIE]]


def test_too_few_who_are_free_in_all_lots_convene_none() -> None:
    case = Lots.of(experts=2)
    bidder = case.rivals[1][0].organisation
    day = clock.today() - timedelta(days=200)
    ExpertTie.objects.create(expert=case.experts[0], organisation=bidder, kind=TieKind.SHAREHOLDING, from_date=day)
    with pytest.raises(TooFewCandidates):
        case.convene()
    assert not Panel.objects.exists()


def test_a_declaration_is_signed_once_about_the_bidders_of_all_lots() -> None:
    case = Lots.of()
    first, second = case.convene()
    for judge in case.judges(second):
        declare(second, judge)
    names = {provider.organisation.name for own in case.rivals for provider in own}
    kept = list(Declaration.objects.all())
    assert [set(row.bidders) for row in kept] == [names] * 6
    assert [panel.state for panel in case.panels()] == [State.SCORING, State.SCORING]
    with pytest.raises(Refusal, match="declared_already"):
        declare(first, case.judges(first)[0])
    assert [title for title, _people in told("evaluation.started")] == [f"{case.call.title} 第 1, 2 标段"]


def test_a_relation_to_a_bidder_of_another_lot_that_came_up_since_the_draw_is_found_at_the_declaration() -> None:
    case = Lots.of()
    first, _second = case.convene()
    judge, bidder = case.expert_on(first), case.rivals[1][0].organisation
    row = Expert.objects.get(user=judge.user)
    ExpertTie.objects.create(expert=row, organisation=bidder, kind=TieKind.ADVICE, from_date=clock.today())
    with pytest.raises(Refusals) as refused:
        declare(first, judge)
    assert [one.parameters["bidder"] for one in refused.value.refusals] == [bidder.name]
    assert not Declaration.objects.exists()


def test_everybody_is_told_once_and_declares_once() -> None:
    case = Lots.of(3)
    panels = case.convene()
    judge = case.expert_on(panels[0])
    mine = [title for title, people in told("evaluation.seated") if judge.user_id in people]
    assert mine == [f"{case.call.title} 第 1, 2, 3 标段"]
    assert [duty.kind for duty in duties(judge, clock.now())] == ["evaluation.declare"]
    declare(panels[2], judge)
    assert duties(judge, clock.now()) == []


@pytest.mark.parametrize("act", ["recuse", "replace", "decline", "lapse"])
def test_who_leaves_one_lot_leaves_all_and_the_same_person_follows(act: str) -> None:
    case = Lots.of()
    first, second = case.convene()
    judge = case.expert_on(first)
    seat = Seat.objects.get(panel=second, user=judge.user)
    if act == "recuse":
        members.recuse(panel=second, by=judge, relation=Relation.OTHER, reason="同学开办")
    elif act == "replace":
        evaluation.replaced(seat)
    elif act == "decline":
        invitations.decline(panel=second, by=judge, reason="出差")
    else:
        assert seat.answer_due_at is not None
        with clock.moved_to(seat.answer_due_at + timedelta(minutes=1)):
            tasks.lapse_invitations()
    assert len({tuple(case.people(panel)) for panel in case.panels()}) == 1
    assert judge.user_id not in case.people(first)
    followers = Seat.objects.filter(replaces__user=judge.user)
    assert followers.count() == 2
    assert followers.values("user").distinct().count() == 1
    assert {tuple(map(tuple, row.passed_over)) for row in followers} != {()}
    states = {"recuse": "recused", "replace": "replaced", "decline": "declined", "lapse": "lapsed"}
    kept = Counter(Entry.objects.filter(act=f"evaluation.seat.{states[act]}").values_list("object_id", flat=True))
    who = 2 if act == "lapse" else 1  # both experts let the day pass
    assert kept == {str(panel.pk): who for panel in (first, second)}


SCORED = {
    "inquiry": "plan_score",
    "comparison_invited": "plan_score",
    "direct_award": "price_note",
    "resident_implemented": "resolution",
}


def test_a_lot_that_is_ranked_keeps_its_panel() -> None:
    case = Lots.of()
    first, second = case.convene()
    for judge in case.judges(first):
        declare(first, judge)
    before = case.people(first)
    evaluation.ranked(Jury(bids.Contest(case.lots[0], case.office, [], []), first))
    judge = case.expert_on(second)
    members.recuse(panel=second, by=judge, relation=Relation.OTHER, reason="同学开办")
    assert case.people(first) == before
    assert judge.user_id not in case.people(second)
    (new,) = set(case.people(second)) - set(before)
    assert Seat.objects.get(user=new).panel == second


def test_lots_that_are_convened_by_themselves_go_by_themselves() -> None:
    case = Lots.of(3)
    alone = convening.convene(
        tender=case.lots[0], by=case.office.preparer, community=[case.office.approver], observers=[]
    )
    with pytest.raises(Refusals) as refused:
        case.convene()
    assert [one.code for one in refused.value.refusals] == ["tenders.lot_refused", "evaluation.convened_already"]
    assert Panel.objects.count() == 1
    assert [lot.lot for lot in lots_to_judge(case.call, case.office.preparer)] == [2, 3]
    panels = case.convene(case.lots[1:])
    judge = case.expert_on(panels[0])
    members.recuse(panel=panels[0], by=judge, relation=Relation.OTHER, reason="同学开办")
    assert all(judge.user_id not in case.people(panel) for panel in panels)
    assert Panel.objects.get(pk=alone.pk).together_id is None


def test_what_may_not_be_convened_in_common() -> None:
    case = Lots.of()
    other = Lots.of()
    stranger = accounts.membership(Role.COMMUNITY, places.community(within=case.office.community.parent))
    with pytest.raises(NotPermitted):
        case.convene(by=stranger)
    with pytest.raises(InvalidInput, match="lots_missing"):
        case.convene([case.lots[0], case.lots[0]])
    with pytest.raises((InvalidInput, NotPermitted)):
        case.convene([case.lots[0], other.lots[0]])
    with pytest.raises(InvalidInput, match="names_oneself"):
        case.convene(community=[case.office.preparer])
    announcing.cancel(tender=case.lots[1], by=tenders.canceller(case.lots[1]), reason="项目取消")
    with pytest.raises(Refusals):
        case.convene()
    assert not Panel.objects.exists()


def test_a_lot_that_ends_takes_no_replacement_and_holds_up_none() -> None:
    case = Lots.of()
    first, second = case.convene()
    announcing.cancel(tender=case.lots[0], by=tenders.canceller(case.lots[0]), reason="项目取消")
    judge = case.expert_on(second)
    before = case.people(first)
    members.recuse(panel=second, by=judge, relation=Relation.OTHER, reason="同学开办")
    assert judge.user_id not in case.people(second)
    assert case.people(first) == before


def test_an_empty_community_seat_is_filled_once_for_all_lots() -> None:
    case = Lots.of()
    first, second = case.convene()
    members.recuse(panel=first, by=case.office.approver, relation=Relation.OTHER, reason="同学开办")
    assert [duty.kind for duty in duties(case.office.preparer, clock.now())] == ["evaluation.fill"]
    colleague = accounts.membership(Role.COMMUNITY, case.office.community)
    convening.fill_seats(panel=second, by=case.office.preparer, community=[colleague])
    for panel in (first, second):
        seat = Seat.objects.get(panel=panel, user=colleague.user)
        assert seat.replaces is not None
        assert seat.replaces.user == case.office.approver.user
        assert (seat.seated_by, seat.replaces.given_up_by) == (case.office.preparer.user, None)


def page(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def test_one_duty_leads_to_one_page_that_convenes_all_lots() -> None:
    case = Lots.of(3)
    url = reverse("evaluation:convene_lots", args=[case.call.number])
    found = [duty for duty in duties(case.office.preparer, clock.now()) if duty.kind == "evaluation.convene"]
    assert [(duty.subject, duty.url) for duty in found] == [(case.call.title, url)]
    client = accounts.signed_in(Client(), case.office.preparer)
    assert url in page(client, case.call.get_absolute_url())
    assert url in page(client, reverse("evaluation:convene", args=[case.lots[0].number]))
    answer = client.get(url)
    shown = answer.content.decode()
    assert all(lot.demand.title in shown for lot in case.lots)
    assert all(provider.organisation.name in shown for own in case.rivals for provider in own)
    data = {
        "ticket": answer.context["ticket"],
        "lots": [lot.pk for lot in case.lots[:2]],
        "community": [case.office.approver.pk],
    }
    assert client.post(url, data | {"lots": []}).status_code == 422
    assert client.post(url, data | {"lots": [case.lots[0].pk]}).status_code == 422
    assert client.post(url, data | {"lots": ["0", "x"]}).status_code == 422
    assert not Panel.objects.exists()
    assert client.post(url, data).status_code == 302
    assert [panel.tender_id for panel in case.panels()] == [lot.pk for lot in case.lots[:2]]
    assert "没有可由同一评审小组评审的标段" in page(client, url)
    second = case.panels()[1].get_absolute_url()
    assert second in page(client, case.panels()[0].get_absolute_url())
    judge = accounts.signed_in(Client(), case.expert_on(case.panels()[0]))
    declares = page(judge, reverse("evaluation:declare", args=[case.lots[1].number]))
    assert all(lot.demand.title in declares for lot in case.lots[:2])


def test_a_single_lot_is_convened_as_ever() -> None:
    case = Lots.of(2)
    announcing.cancel(tender=case.lots[1], by=tenders.canceller(case.lots[1]), reason="项目取消")
    (found,) = [duty for duty in duties(case.office.preparer, clock.now()) if duty.kind == "evaluation.convene"]
    assert found.url == reverse("evaluation:convene", args=[case.lots[0].number])
    client = accounts.signed_in(Client(), case.office.preparer)
    assert reverse("evaluation:convene_lots", args=[case.call.number]) not in page(client, found.url)
    assert Capacity.EXPERT in {seat.capacity for seat in _convened(case)}


def _convened(case: Lots) -> list[Seat]:
    panel = convening.convene(
        tender=case.lots[0], by=case.office.preparer, community=[case.office.approver], observers=[]
    )
    return case.seats(panel)


def test_an_expert_reads_one_invitation_for_all_lots_and_answers_it_once() -> None:
    case = Lots.of(3)
    panels = case.convene()
    judge = case.expert_on(panels[0])
    client, url = accounts.signed_in(Client(), judge), reverse("evaluation:own")
    (invited,) = client.get(url).context["invited"]
    assert [lot.pk for lot in invited.lots] == [lot.pk for lot in case.lots]
    shown = page(client, url)
    assert shown.count("/declare/") == 1
    assert case.call.title in shown
    assert all(lot.demand.title in shown for lot in case.lots)
    announcing.cancel(tender=case.lots[0], by=tenders.canceller(case.lots[0]), reason="项目取消")
    (invited,) = client.get(url).context["invited"]
    assert [lot.lot for lot in invited.lots] == [2, 3]
    declare(panels[1], judge)
    found = client.get(url)
    assert found.context["invited"] == []
    assert len(found.context["seats"]) == 3


def test_a_lot_by_itself_is_an_invitation_of_its_own() -> None:
    case = Lots.of(2, experts=8)
    for lot in case.lots:
        convening.convene(tender=lot, by=case.office.preparer, community=[case.office.approver], observers=[])
    for user in set(Seat.objects.filter(role=Role.EXPERT).values_list("user", flat=True)):
        seat = Seat.objects.filter(user=user).first()
        assert seat is not None
        client = accounts.signed_in(Client(), evaluation.holder(seat))
        invited = client.get(reverse("evaluation:own")).context["invited"]
        assert len(invited) == Seat.objects.filter(user=user).count()
        assert [one.joint for one in invited] == [None] * len(invited)


def test_who_has_signed_the_sheet_of_one_lot_is_replaced_in_the_others_only() -> None:
    case = Lots.of(letting__micro__evaluation=SCORED)
    first, second = case.convene()
    for judge in case.judges(first):
        declare(first, judge)
    judge = case.expert_on(first)
    jury = Jury(bids.Contest(case.lots[0], case.office, [], []), first)
    evaluation.sign(jury, judge)
    evaluation.replaced(Seat.objects.get(panel=second, user=judge.user))
    assert judge.user_id in case.people(first)
    assert judge.user_id not in case.people(second)
    assert ScoreSheet.objects.filter(seat__panel=first).count() == 3


def test_a_call_by_itself_is_not_judged_with_the_lots_of_a_joint_call() -> None:
    case = Lots.of()
    alone = tenders.prepared(case.office)
    with refused("evaluation.not_of_the_joint_call", kind=InvalidInput):
        case.convene([case.lots[0], alone])
    assert not Panel.objects.exists()
