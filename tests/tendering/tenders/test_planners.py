"""Who planned a project neither bids for it nor judges it, and everybody is told who that is (domain 2.4; 条例 18)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from catalog.models import ExpertEmployment, Provider
from catalog.rules.control import tight
from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from marketplace.notifications.models import Notification
from marketplace.primitives.refusal import InvalidInput, NotPermitted, Refusal, Refusals
from tendering.bids.rules.states import Invalid
from tendering.bids.services import consortia, drafts
from tendering.demands.models import Demand, Match, ProjectPlanner
from tendering.demands.queries import approaching, choosing, fitting
from tendering.demands.queries.actions import ACTIONS
from tendering.demands.queries.facts import with_facts
from tendering.demands.queries.planners import without_planned
from tendering.demands.rules.meeting import Votes
from tendering.demands.rules.planning import names
from tendering.demands.services import matching, planning
from tendering.evaluation.queries import people
from tendering.evaluation.rules.avoidance import Found, Obstacle
from tendering.evaluation.rules.states import Capacity
from tendering.evaluation.services import convening
from tendering.tenders.models import Invitation, Notice, Tender
from tendering.tenders.services import announcing, invitations, offers, preparing
from tendering.tenders.services.offers import CostLine, OfferValues, ResolutionRecord
from tendering.tenders.views.contact import eligible_providers
from tests.factories import accounts, bids, catalog, demands, evaluation, tenders
from tests.factories import consortia as together
from tests.factories.tenders import Office
from tests.refusing import refused
from tests.search.indexing import index

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R39")]
STUDIO = "知行(成都)规划设计院"


@pytest.fixture
def demand(office: Office) -> Demand:
    return demands.published(office.community)


@pytest.fixture
def planner() -> Provider:
    return catalog.listed_provider(STUDIO)


def planned(demand: Demand, office: Office, bodies: Sequence[str] = (STUDIO,)) -> list[ProjectPlanner]:
    return planning.record_planners(demand=demand, by=office.preparer, names=bodies, now=clock.now())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        (" 知行（成都）规划设计院 \n\n知行(成都) 规划设计院\n光年工作室", ["知行(成都) 规划设计院", "光年工作室"]),
    ],
)
def test_one_body_stands_on_a_line_and_once(text: str, expected: list[str]) -> None:
    assert names(text) == expected
    assert tight("知行（成都） 规划设计院") == STUDIO


class TestRecording:
    def test_by_name_or_code_known_to_the_platform_or_not(
        self, office: Office, demand: Demand, planner: Provider
    ) -> None:
        other = catalog.listed_provider()
        found = planned(demand, office, [STUDIO, other.organisation.uscc or "", "光年工作室"])
        assert [(row.name, row.provider) for row in found] == [
            (STUDIO, planner),
            (other.organisation.name, other),
            ("光年工作室", None),
        ]
        planned(demand, office, [])
        assert not demand.planners.exists()

    def test_is_the_communitys_own_and_ends_with_the_announcement(self, office: Office, demand: Demand) -> None:
        street = accounts.membership(Role.STREET, office.community.parent)
        with refused("accounts.role_missing", kind=NotPermitted):
            planning.record_planners(demand=demand, by=street, names=[STUDIO], now=clock.now())
        tenders.announced(office, demand)
        demand.refresh_from_db()
        with refused("demands.planners.late", kind=Refusal):
            planned(demand, office)
        assert "planners" not in {row.name for row in ACTIONS.open_to(office.preparer, demand, clock.now())}

    @pytest.mark.parametrize(
        ("bodies", "code"),
        [
            ([f"机构{n}" for n in range(11)], "demands.planners.too_many"),
            (["长" * 121], "demands.planners.too_long"),
            (["㈱" * 50], "demands.planners.too_long"),
        ],
    )
    def test_has_its_limits(self, office: Office, demand: Demand, bodies: list[str], code: str) -> None:
        with refused(code, kind=InvalidInput):
            planned(demand, office, bodies)

    @pytest.mark.parametrize("values", [{"name": STUDIO, "key": STUDIO}, {"name": "", "key": ""}])
    def test_names_each_body_once(self, office: Office, demand: Demand, values: dict[str, str]) -> None:
        planned(demand, office)
        row = ProjectPlanner(demand=demand, recorded_by=office.preparer.user, recorded_at=clock.now(), **values)
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save()

    def test_makes_a_writer_who_does_not_approve_the_call(self, office: Office, demand: Demand) -> None:
        tender = tenders.prepared(office, demand)
        planning.record_planners(demand=demand, by=office.approver, names=[STUDIO], now=clock.now())
        assert office.approver.user in tender.writers.all()
        assert office.approver.user in demand.writers.all()
        preparing.submit_docs(tender=tender, by=office.preparer, now=clock.now())
        with pytest.raises(NotPermitted):
            announcing.announce(tender=tender, by=office.approver, deadline_at=tenders.deadline(tender))


class TestAsking:
    """Neither side is offered the other, and the rule itself refuses."""

    def test_nobody_is_led_to_whoever_planned_it(self, office: Office, demand: Demand, planner: Provider) -> None:
        other = catalog.listed_provider()
        index()
        now, day = clock.now(), clock.today()
        asking = with_facts(Provider.objects.filter(pk=planner.pk)).get()
        assert approaching.approaches(office.preparer, planner, now)
        assert fitting.fitting_demands(asking, now)
        planned(demand, office)
        assert list(choosing.invitable(demand, day)) == [other]
        assert [one.provider for one in fitting.fitting_providers(demand, now)] == [other]
        assert list(eligible_providers(tenders.prepared(office, demand))) == [other]
        assert approaching.approaches(office.preparer, planner, now) == []
        assert fitting.fitting_demands(asking, now) == []

    def test_nobody_matches_whoever_planned_it(self, office: Office, demand: Demand, planner: Provider) -> None:
        member, now = tenders.bidder(planner), clock.now()
        asked = matching.express_interest(demand=demand, provider=planner, by=member, message="", now=now)
        planned(demand, office)
        asked.refresh_from_db()
        assert asked.state == Match.State.EXPIRED
        bids.deliver_all()
        assert Notification.objects.filter(recipient=member.user, kind="demands.match_planner").exists()
        with refused("demands.planned_it", kind=Refusal):
            matching.express_interest(demand=demand, provider=planner, by=member, message="", now=now)
        with refused("demands.planned_it", kind=Refusal):
            matching.invite(demand=demand, provider=planner, by=office.preparer, message="", now=now)

    @pytest.mark.parametrize("shared", ["legal_representative", "controller", "name"])
    def test_nor_does_an_affiliate_of_whoever_planned_it(
        self, office: Office, demand: Demand, planner: Provider, shared: str
    ) -> None:
        """One responsible person or controller, or the planner itself as controller: as among bidders of a call."""
        other = catalog.listed_provider()
        affiliate = catalog.listed_provider(controller=STUDIO) if shared == "name" else catalog.listed_provider()
        if shared != "name":
            Provider.objects.filter(pk=planner.pk).update(**{shared: "周 演示"})
            Provider.objects.filter(pk=affiliate.pk).update(controller="周演示")
        affiliate.refresh_from_db()
        planned(demand, office)
        assert list(choosing.invitable(demand, clock.today())) == [other]
        assert list(without_planned(Demand.objects.filter(pk=demand.pk), affiliate)) == []
        assert list(without_planned(Demand.objects.filter(pk=demand.pk), other)) == [demand]
        with refused("demands.planned_it", kind=Refusal):
            matching.invite(demand=demand, provider=affiliate, by=office.preparer, message="", now=clock.now())
        matching.invite(demand=demand, provider=other, by=office.preparer, message="", now=clock.now())

    def test_widths_of_letters_digits_and_dots_are_one(self, office: Office, demand: Demand) -> None:
        planned(demand, office, ["Ａ１．规划设计院"])
        late = catalog.listed_provider("a1.规划设计院")
        assert late not in choosing.invitable(demand, clock.today())
        assert list(without_planned(Demand.objects.filter(pk=demand.pk), late)) == []
        with refused("demands.planned_it", kind=Refusal):
            matching.invite(demand=demand, provider=late, by=office.preparer, message="", now=clock.now())

    def test_a_body_that_registers_later_is_found_by_its_name(self, office: Office, demand: Demand) -> None:
        planned(demand, office, ["知行（成都） 规划设计院"])
        late = catalog.listed_provider(STUDIO)
        assert late not in choosing.invitable(demand, clock.today())
        with refused("demands.planned_it", kind=Refusal):
            matching.invite(demand=demand, provider=late, by=office.preparer, message="", now=clock.now())

    def test_a_body_that_changed_its_name_is_found_by_its_record(
        self, office: Office, demand: Demand, planner: Provider
    ) -> None:
        planned(demand, office)
        planner.organisation.name = "知行规划"
        planner.organisation.save()
        assert planner not in choosing.invitable(demand, clock.today())


class TestCalls:
    def test_invitations_sent_before_end_and_none_is_sent_after(
        self, office: Office, demand: Demand, planner: Provider
    ) -> None:
        tender, now = tenders.prepared(office, demand), clock.now()
        (sent,) = invitations.invite_providers(tender=tender, providers=[planner], by=office.preparer, now=now)
        planned(demand, office)
        sent.refresh_from_db()
        assert sent.state == Invitation.State.EXPIRED
        sent.delete()
        with refused("demands.planned_it", kind=Refusal):
            invitations.invite_providers(tender=tender, providers=[planner], by=office.preparer, now=now)

    def test_its_page_and_notice_say_who_and_offer_them_no_bid(
        self, client: Client, office: Office, demand: Demand, planner: Provider
    ) -> None:
        planned(demand, office)
        tender, member = tenders.announced(office, demand), tenders.bidder(planner)
        url, begin = tender.get_absolute_url(), reverse("bids:start", args=[tender.number])
        told = client.get(url).content.decode()
        assert STUDIO in told
        assert STUDIO in client.get(demand.get_absolute_url()).content.decode()
        notice = Notice.objects.get(tender=tender)
        assert notice.body["planned_by"] == STUDIO
        assert STUDIO in client.get(reverse("overview:record", args=["notice", notice.pk])).content.decode()
        own = accounts.signed_in(client, member).get(url).content.decode()
        assert "策划或设计了这个项目" in own
        assert begin not in own
        assert begin not in client.get(reverse("bids:workspace", args=[tender.number])).content.decode()
        with refused("demands.planned_it", kind=Refusal):
            drafts.start_draft(tender=tender, provider=planner, by=member)

    def test_nobody_answers_together_with_them(self, office: Office, demand: Demand, planner: Provider) -> None:
        planned(demand, office)
        tender, lead = tenders.announced(office, demand), catalog.listed_provider()
        tender.content["consortium"] = "3"
        tender.save(update_fields=["content"])
        by = tenders.bidder(lead)
        bid = bids.written(bids.drafted(tender, lead, by), by)
        with refused("demands.planned_it", kind=Refusal):
            consortia.propose(bid=bid, by=by, parties=together.parties(lead, [planner]), agreement=together.agreement())

    def test_a_bid_sealed_by_them_does_not_count(self, office: Office, demand: Demand, planner: Provider) -> None:
        """The record may be found wanting behind everybody's back: the opening asks once more."""
        tender = tenders.announced(office, demand)
        for one in (planner, *tenders.providers(2)):
            bids.submitted(tender, one)
        ProjectPlanner.objects.create(
            demand=demand, name=STUDIO, key=STUDIO, recorded_by=office.preparer.user, recorded_at=clock.now()
        )
        tender = bids.opened(tender, office)
        assert tender.bids.get(provider=planner).opened.invalid_reason == Invalid.NOT_ELIGIBLE

    def test_no_direct_award_goes_to_them(self, office: Office, planner: Provider) -> None:
        """Recorded after the offer, the announcement refuses; before it, the offer."""
        demand = demands.published(office.community, "20000.00")
        tender, now = tenders.prepared(office, demand, method="direct_award"), clock.now()
        Match.objects.create(
            demand=demand, provider=planner, state="matched", opened_at=now, expires_at=now, closed_at=now
        )
        lines = [CostLine("方案", Decimal(1), "项", Decimal("9000.00"))]
        values = OfferValues(plan="两周完成", price_note="按市价", lines=lines, provider=planner)
        offers.record_offer(tender=tender, by=office.preparer, values=values, now=now)
        _resolved(tender, office)
        planned(demand, office)
        preparing.submit_docs(tender=tender, by=office.preparer, now=now)
        with refused("demands.planned_it", kind=Refusal):
            announcing.announce(tender=tender, by=office.approver)
        preparing.return_docs(tender=tender, by=office.approver, reason="另选单位", now=now)
        with refused("demands.planned_it", kind=Refusal):
            offers.record_offer(tender=tender, by=office.preparer, values=values, now=now)


def _resolved(tender: Tender, office: Office) -> None:
    demands.body_on_record(office.community)
    record = ResolutionRecord(clock.now(), Votes(24, 22, 1, 1), "同意")
    resolution = offers.record_resolution(tender=tender, by=office.preparer, values=record)
    offers.countersign_resolution(resolution=resolution, by=office.committee)


class TestPanels:
    def test_nobody_who_belongs_to_them_judges(self, office: Office, demand: Demand, planner: Provider) -> None:
        """Neither named nor drawn, by role with the body or by employment; the draw says why."""
        planned(demand, office)
        contest = bids.contest(method="comparison_invited", office=office, demand=demand)
        crowd = evaluation.representatives(contest, 3)
        tenders.bidder(planner)
        one: Membership = crowd[0]
        accounts.membership(Role.PROVIDER_BIDDER, planner.organisation, who=one.user)
        found = people.found_against(one, contest.tender, clock.today())
        assert found == [Found(Obstacle.OF_THE_PLAN, STUDIO)]
        role = Capacity.RESIDENT_REPRESENTATIVE
        assert one not in people.candidates(contest.tender, role, clock.today())
        accounts.membership(Role.PROVIDER_BIDDER, planner.organisation, who=office.approver.user)
        with pytest.raises(Refusals) as caught:
            convening.convene(tender=contest.tender, by=office.preparer, community=[office.approver], observers=[])
        assert [refusal.code for refusal in caught.value.refusals] == ["evaluation.conflict.of_the_plan"]

    def test_an_expert_employed_by_a_body_unknown_to_the_platform(self, office: Office, demand: Demand) -> None:
        planned(demand, office, ["光年 工作室"])
        contest = bids.contest(office=office, demand=demand)
        expert = catalog.expert()
        ExpertEmployment.objects.create(expert=expert, employer="光年工作室", from_date=date(2020, 1, 1))
        row = Membership.objects.get(user=expert.user, role=Role.EXPERT)
        found = people.found_against(row, contest.tender, clock.today())
        assert found == [Found(Obstacle.OF_THE_PLAN, "光年 工作室")]


def test_the_community_records_it_on_a_page_of_the_demand(client: Client, office: Office, demand: Demand) -> None:
    url = reverse("demands:planners", args=[demand.number])
    accounts.signed_in(client, office.preparer)
    assert url in client.get(demand.get_absolute_url()).content.decode()
    answer = client.post(url, {"names": f"{STUDIO}\n光年工作室"})
    assert answer.status_code == 302
    assert STUDIO in client.get(url).content.decode()
    tender = tenders.prepared(office, demand)
    assert url in client.get(tender.get_absolute_url()).content.decode()
