"""Calls from preparation to their end, and who may move them."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from catalog.models import CommunityGroup, Provider
from catalog.rules.states import EntryState
from marketplace import clock
from marketplace.accounts.rules import Role
from marketplace.primitives.refusal import InvalidInput, NotPermitted, Refusal, Refusals
from marketplace.primitives.ruleset import Regime
from marketplace.rulebook.queries import work_calendar
from tendering.demands.models import Match
from tendering.demands.rules.meeting import Votes
from tendering.demands.rules.steps import State as DemandState
from tendering.tenders.models import Notice, Offer, Resolution, SealingKey, Tender
from tendering.tenders.queries.timetable import suspensions
from tendering.tenders.rules.states import State
from tendering.tenders.services import announcing, invitations, keys, offers, preparing, questions
from tendering.tenders.services.offers import CostLine, NoMatch, OfferValues, ResolutionRecord, YearlyLimit
from tendering.tenders.wording.timetable import WORDS
from tests.factories import accounts, catalog, demands, places, rulebook, tenders
from tests.factories.tenders import Office
from tests.refusing import refused

pytestmark = pytest.mark.django_db


@pytest.mark.requirement("R39")
@pytest.mark.requirement("R43")
@pytest.mark.requirement("R61")
def test_a_call_is_announced_with_notice_key_and_deadline(office: Office) -> None:
    """Prepared by one, approved by another; letting starts; the notice says everything of domain 2.3."""
    tender = tenders.announced(office)
    tender.refresh_from_db()
    assert (tender.state, tender.round, tender.demand.state) == (State.ANNOUNCED, 1, DemandState.LETTING)
    assert tender.sealing_key is not None
    body = Notice.objects.get(tender=tender).body
    missing = [
        name
        for name in (
            *("number", "title", "community", "scope_item", "kind", "ceiling", "sources", "deadline_at"),
            *("requirements", "outputs", "eligibility", "materials", "how_to_submit", "contact_phone"),
            *("supervision_phone", "period_from", "period_to", "evaluation", "min_cofunding_ratio"),
        )
        if not body[name]
    ]
    assert missing == []


@pytest.mark.requirement("R38")
@pytest.mark.parametrize(("budget", "seats"), [("9999999.99", 5), ("10000000.00", 7)])
def test_a_large_open_tender_keeps_seven_seats(office: Office, budget: str, seats: int) -> None:
    """As the rules said when it was prepared (Decree 87, article 47); the page of all procedures says from when."""
    rulebook.rule_set("statutory")
    tender = tenders.prepared(office, demands.published(office.community, budget, tier="major"), method="open_tender")
    tender.refresh_from_db()
    assert (tender.procedure.panel_size, tender.procedure.regime) == (seats, Regime.STATUTORY)
    page = Client().get(reverse("tenders:how")).content.decode()
    assert "大额公开招标的评审小组" in page


def test_no_other_call_is_prepared_while_one_of_the_demand_lives(office: Office) -> None:
    """Neither beside one in preparation nor beside one under review."""
    tender = tenders.prepared(office)
    with pytest.raises(Refusal, match=r"tenders\.demand_not_published"):
        tenders.prepared(office, tender.demand)
    preparing.submit_docs(tender=tender, by=office.preparer, now=clock.now())
    with pytest.raises(Refusal, match=r"tenders\.demand_not_published"):
        tenders.prepared(office, tender.demand)
    assert list(Tender.objects.filter(demand=tender.demand)) == [tender]


def test_whoever_prepared_the_documents_does_not_approve_them(office: Office) -> None:
    """Four eyes from the first act on."""
    tender = tenders.prepared(office)
    preparing.submit_docs(tender=tender, by=office.preparer, now=clock.now())
    keys.fill_pool(size=1, now=clock.now())
    with pytest.raises(NotPermitted):
        announcing.announce(tender=tender, by=office.preparer, deadline_at=tenders.deadline(tender))
    stranger = accounts.membership(Role.COMMUNITY, places.community())
    with pytest.raises(NotPermitted):
        announcing.announce(tender=tender, by=stranger, deadline_at=tenders.deadline(tender))


def test_a_deadline_too_early_is_refused_and_nothing_is_written(office: Office) -> None:
    """Neither notice nor key is used up."""
    tender = tenders.prepared(office)
    preparing.submit_docs(tender=tender, by=office.preparer, now=clock.now())
    keys.fill_pool(size=1, now=clock.now())
    early = tenders.deadline(tender) - timedelta(days=1)
    with pytest.raises(InvalidInput, match="deadline_too_early"):
        announcing.announce(tender=tender, by=office.approver, deadline_at=early)
    tender.refresh_from_db()
    assert (tender.state, tender.sealing_key, Notice.objects.count()) == (State.DOC_REVIEW, None, 0)


def test_without_a_key_nothing_is_announced(office: Office) -> None:
    """The pool is the worker's; an empty one is told."""
    tender = tenders.prepared(office)
    preparing.submit_docs(tender=tender, by=office.preparer, now=clock.now())
    with pytest.raises(keys.PoolEmpty):
        announcing.announce(tender=tender, by=office.approver, deadline_at=tenders.deadline(tender))


def test_a_demand_has_one_live_call(office: Office) -> None:
    """By the rule, and by the database where the rule is passed by."""
    tender = tenders.announced(office)
    with pytest.raises(Refusal, match="not_published"):
        tenders.prepared(office, tender.demand)
    tender.pk, tender.number, tender.round, tender.sealing_key = None, "JN-2030-0001", 2, None
    with pytest.raises(IntegrityError), transaction.atomic():
        tender.save()


def test_notices_cannot_be_changed_or_deleted(office: Office) -> None:
    """The database refuses."""
    tender = tenders.announced(office)
    for statement in ("UPDATE tenders_notice SET kind = 'failure'", "DELETE FROM tenders_notice"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert tender.notices.count() == 1


def test_keys_lie_in_the_vault_and_nowhere_else(office: Office) -> None:
    """The private half is in no table; the public one seals for it."""
    keys.fill_pool(size=3, now=clock.now())
    assert keys.fill_pool(size=3, now=clock.now()) == 0
    pair = keys.key_pair(SealingKey.objects.order_by("pk")[0])
    assert len(pair.private) == len(pair.public) == 32
    assert not [field.name for field in SealingKey._meta.fields if "private" in field.name]


@pytest.mark.requirement("R39")
def test_an_amendment_is_a_new_notice_with_its_difference(office: Office) -> None:
    """Close to the deadline it moves the deadline; what changed is listed."""
    tender = tenders.announced(office)
    before = tender.deadline_at
    assert before is not None
    with clock.moved_to(before - timedelta(hours=1)):
        changed = tenders.content(outputs="全年 320 人次。")
        amended = announcing.amend(tender=tender, by=office.preparer, content=changed, reason="需求增加")
    assert amended.deadline_at is not None
    assert amended.deadline_at > before
    last = tender.notices.get(number=2)
    assert "outputs" in {change["field"] for change in last.diff}
    assert tender.notices.get(number=1).body["outputs"] != last.body["outputs"]


def test_a_late_amendment_is_refused(office: Office) -> None:
    """At the deadline the call no longer changes."""
    tender = tenders.announced(office)
    assert tender.deadline_at is not None
    with clock.frozen(tender.deadline_at), pytest.raises(Refusal, match="not_running"):
        announcing.amend(tender=tender, by=office.preparer, content=tenders.content(outputs="别的"), reason="改")


@pytest.mark.requirement("R39")
def test_questions_are_answered_to_all_without_the_askers_name(office: Office) -> None:
    """The notice holds question and answer; neither it nor the log's parameters name who asked."""
    tender = tenders.announced(office)
    provider = catalog.listed_provider("青禾社工中心")
    question = questions.ask(tender=tender, by=tenders.bidder(provider), text="可以分两次付款吗?")
    questions.answer(question=question, by=office.preparer, text="按规则分三次。")
    body = tender.notices.get(kind=Notice.Kind.ANSWERS).body
    assert body == {"question": "可以分两次付款吗?", "answer": "按规则分三次。"}
    with pytest.raises(Refusal, match="question_answered"):
        questions.answer(question=question, by=office.preparer, text="再答")


def test_an_invited_call_needs_its_invitations(office: Office) -> None:
    """Three providers that may do it; a suspended one may not be invited."""
    tender = tenders.prepared(office, method="comparison_invited")
    suspended = catalog.listed_provider(state=EntryState.SUSPENDED)
    with pytest.raises(Refusals):
        invitations.invite_providers(tender=tender, providers=[suspended], by=office.preparer, now=clock.now())
    two = tenders.providers(2)
    invitations.invite_providers(tender=tender, providers=two, by=office.preparer, now=clock.now())
    preparing.submit_docs(tender=tender, by=office.preparer, now=clock.now())
    keys.fill_pool(size=1, now=clock.now())
    with pytest.raises(announcing.TooFewInvited):
        announcing.announce(tender=tender, by=office.approver, deadline_at=tenders.deadline(tender))
    invitations.invite_providers(tender=tender, providers=tenders.providers(1), by=office.preparer, now=clock.now())
    announcing.announce(tender=tender, by=office.approver, deadline_at=tenders.deadline(tender))
    assert tender.criteria.count() == 4


def test_a_provider_of_another_domain_may_not_be_invited(office: Office) -> None:
    """One approved domain of the scope item is asked for."""
    tender = tenders.prepared(office, method="comparison_invited")
    other = catalog.listed_provider(domains=("culture",))
    with pytest.raises(Refusals):
        invitations.invite_providers(tender=tender, providers=[other], by=office.preparer, now=clock.now())


@pytest.mark.requirement("R38")
def test_a_failed_call_is_relaunched_and_agreed_after_the_second(office: Office) -> None:
    """Extended once, failed, let anew; after two failures the agreed method opens, not before."""
    first = tenders.announced(office)
    before = first.deadline_at
    extended = announcing.extend_once(tender=first)
    assert before is not None
    assert extended.deadline_at is not None
    assert extended.deadline_at > before
    with pytest.raises(Refusal, match="cannot_extend"):
        announcing.extend_once(tender=first)
    announcing.fail(tender=first, reason="响应不足三家")
    demand = first.demand
    with pytest.raises(preparing.TooFewFailures):
        tenders.prepared(office, demand, method="agreed")
    second = tenders.announced(office, demand)
    assert (second.round, second.previous) == (2, first)
    announcing.fail(tender=second, reason="响应不足三家")
    assert tenders.prepared(office, demand, method="agreed").round == 3


@pytest.mark.requirement("R39")
@pytest.mark.requirement("R61")
def test_a_cancelled_call_says_why(office: Office) -> None:
    """Publicly, and the demand is free again."""
    tender = tenders.announced(office)
    with pytest.raises(InvalidInput):
        announcing.cancel(tender=tender, by=office.preparer, reason="")
    announcing.cancel(tender=tender, by=office.preparer, reason="需求发生重大变化")
    tender.demand.refresh_from_db()
    assert tender.demand.state == DemandState.PUBLISHED
    assert tender.notices.get(kind=Notice.Kind.CANCELLATION).body == {"reason": "需求发生重大变化"}


def test_the_community_does_not_cancel_what_an_office_has_suspended(client: Client, office: Office) -> None:
    """Nor does its page offer it; the address says why."""
    tender = tenders.announced(office)
    street = accounts.membership(Role.STREET, office.community.parent)
    announcing.suspend(tender=tender, by=street, reason="投诉核查")
    with pytest.raises(Refusal, match="cancel_suspended"):
        announcing.cancel(tender=tender, by=office.preparer, reason="不再实施")
    url = f"{tender.get_absolute_url()}cancel/"
    accounts.signed_in(client, office.preparer)
    assert url not in client.get(tender.get_absolute_url()).content.decode()
    assert "已经暂停" in client.get(url).content.decode()


def test_a_suspended_call_goes_on_where_it_stopped(office: Office) -> None:
    """The street stops it; a deadline that passed meanwhile is set anew."""
    tender = tenders.announced(office)
    assert office.community.parent is not None
    street = accounts.membership(Role.STREET, office.community.parent)
    announcing.suspend(tender=tender, by=street, reason="投诉核查")
    assert tender.deadline_at is not None
    with clock.moved_to(tender.deadline_at + timedelta(days=3)):
        resumed = announcing.resume(tender=tender, by=street, reason="核查结束")
        assert resumed.state == State.ANNOUNCED
        assert resumed.deadline_at is not None
        assert resumed.deadline_at > clock.now()


def test_the_timetable_says_who_suspended_a_call_why_and_which_days_count_in_no_period(office: Office) -> None:
    """On the page of the call and in the document of each notice; the office, no person."""
    tender = tenders.announced(office)
    assert office.community.parent is not None
    street = accounts.membership(Role.STREET, office.community.parent)
    announcing.suspend(tender=tender, by=street, reason="投诉核查中")
    notice = tender.notices.get(kind=Notice.Kind.SUSPENSION)
    for address in (tender.get_absolute_url(), reverse("overview:record", args=["notice", notice.pk])):
        text = Client().get(address).content.decode()
        assert "投诉核查中" in text
        assert "街道工作人员" in text
        assert street.user.name not in text
    tender.refresh_from_db()
    assert [line.label for line in suspensions(tender, clock.today())] == [WORDS["suspended"]]
    with clock.shifted(timedelta(days=14)):
        announcing.resume(tender=tender, by=street, reason="核查结束")
        tender.refresh_from_db()
        begun, ended = suspensions(tender, clock.today())
        assert begun.stop is not None
        assert ended.stop is not None
        assert (begun.stop.working_days, ended.stop.reason) == (0, "核查结束")
        assert ended.stop.working_days == work_calendar().workdays_between(begun.day, ended.day) > 0
        assert "核查结束" in Client().get(tender.get_absolute_url()).content.decode()


def direct(office: Office, budget: str = "15000.00") -> Tender:
    return tenders.prepared(office, demands.published(office.community, budget), method="direct_award")


def offer(
    price: str = "14000.00", *, provider: Provider | None = None, group: CommunityGroup | None = None
) -> OfferValues:
    line = CostLine("上门助浴", Decimal(1), "项", Decimal(price))
    return OfferValues("每月 25 人次", "参照上年三家询价", [line], provider, group)


@pytest.mark.requirement("R36")
def test_a_direct_award_needs_a_match_both_sides_confirmed(office: Office) -> None:
    """Interest alone is not enough."""
    tender = direct(office)
    provider = catalog.listed_provider()
    with pytest.raises(NoMatch):
        offers.record_offer(tender=tender, by=office.preparer, values=offer(provider=provider), now=clock.now())
    assert not Offer.objects.exists()


def matched(tender: Tender, provider: Provider) -> None:
    now = clock.now()
    Match.objects.create(
        demand=tender.demand, provider=provider, state="matched", opened_at=now, expires_at=now + timedelta(days=9)
    )


def test_direct_awards_of_one_provider_are_limited_by_the_year(office: Office) -> None:
    """20,000 three times in one community are 60,000: the third is refused, 50,000 is the limit."""
    provider = catalog.listed_provider()
    for price in ("20000.00", "20000.00"):
        tender = direct(office, "20000.00")
        matched(tender, provider)
        offers.record_offer(tender=tender, by=office.preparer, values=offer(price, provider=provider), now=clock.now())
    third = direct(office, "20000.00")
    matched(third, provider)
    with pytest.raises(YearlyLimit) as refused:
        offers.record_offer(
            tender=third, by=office.preparer, values=offer("10000.01", provider=provider), now=clock.now()
        )
    assert refused.value.parameters["had"] == Decimal("40000.00")
    for price in ("9000.00", "10000.00"):  # an offer recorded anew takes the place of the one before
        offers.record_offer(tender=third, by=office.preparer, values=offer(price, provider=provider), now=clock.now())


def test_a_direct_award_above_its_limit_is_not_open(office: Office) -> None:
    """20,000.01 is one cent too much."""
    with pytest.raises(preparing.AboveDirectLimit):
        direct(office, "20000.01")


@pytest.mark.requirement("R34")
def test_residents_carry_it_out_themselves(office: Office) -> None:
    """A named group of this community, a cost list, a countersigned resolution; no deadline and no key."""
    tender = tenders.prepared(office, demands.published(office.community, "18000.00"), method="resident_implemented")
    foreign = catalog.community_group(community=places.community())
    with pytest.raises(InvalidInput, match="no_group"):
        offers.record_offer(tender=tender, by=office.preparer, values=offer(group=foreign), now=clock.now())
    group = catalog.community_group(community=office.community)
    offers.record_offer(tender=tender, by=office.preparer, values=offer(group=group), now=clock.now())
    with pytest.raises(Refusal, match="resolution_missing"):
        preparing.submit_docs(tender=tender, by=office.preparer, now=clock.now())
    demands.body_on_record(office.community)
    record = ResolutionRecord(clock.now() - timedelta(hours=2), Votes(24, 22, 1, 1), "同意由小组实施")
    resolution = offers.record_resolution(tender=tender, by=office.preparer, values=record)
    offers.countersign_resolution(resolution=resolution, by=office.committee)
    tender.refresh_from_db()
    preparing.submit_docs(tender=tender, by=office.preparer, now=clock.now())
    announced = announcing.announce(tender=tender, by=office.approver)
    assert (announced.state, announced.deadline_at, announced.sealing_key) == (State.OPENED, None, None)


def test_an_offer_above_the_ceiling_is_refused(office: Office) -> None:
    """One cent over what is set aside."""
    tender = direct(office, "14000.00")
    provider = catalog.listed_provider()
    matched(tender, provider)
    with pytest.raises(Refusals):
        offers.record_offer(
            tender=tender, by=office.preparer, values=offer("14000.01", provider=provider), now=clock.now()
        )


@pytest.mark.requirement("R38")
def test_from_the_limit_up_a_call_follows_the_statute(office: Office) -> None:
    """Its own rule set with its methods, periods and ways to object; an unlisted provider may bid (domain 2.1, 3.1)."""
    rulebook.rule_set("statutory")
    below = tenders.prepared(
        office, demands.published(office.community, "300000.00", tier="major"), method="consultation"
    )
    assert (below.rule_set.code, below.procedure.regime) == (below.demand.rule_set.code, Regime.LOCAL)
    large = demands.published(office.community, "500000.00", tier="major")
    tender = tenders.prepared(office, large, method="open_tender")
    assert (tender.rule_set.code, tender.procedure.regime) == ("statutory", Regime.STATUTORY)
    assert (tender.procedure.result_publicity_working_days, tender.procedure.challenge_working_days) == (1, 7)
    unlisted = catalog.unlisted_provider()
    invitations.refuse_ineligible(tender, unlisted, clock.now())
    with pytest.raises(Refusals):
        invitations.refuse_ineligible(below, unlisted, clock.now())


def test_where_the_statute_binds_its_methods_alone_are_open(office: Office) -> None:
    """And without a rule set for it nothing is let."""
    large = demands.published(office.community, "500000.00", tier="major")
    with pytest.raises(Refusal, match="none_in_force"):
        tenders.prepared(office, large, method="open_tender")
    rulebook.rule_set("statutory", **{"letting.major.methods": ["open_tender"]})
    with pytest.raises(InvalidInput, match="method_not_allowed"):
        tenders.prepared(office, large, method="consultation")


def test_an_offer_is_refused_with_everything_missing_from_it(office: Office) -> None:
    """And where bidders compete nobody records one for them."""
    tender = direct(office)
    provider = catalog.listed_provider()
    matched(tender, provider)
    record: dict[str, Any] = {"tender": tender, "by": office.preparer, "now": clock.now()}
    free = [CostLine("上门助浴", Decimal(1), "项", Decimal("0.00"))]
    for lines in ([], free):
        with refused("tenders.offer_empty", "tenders.offer_no_plan", "tenders.no_price_note"):
            offers.record_offer(values=OfferValues(" ", "", lines, provider), **record)
    group = catalog.community_group(community=office.community)
    for values in (offer(), offer(provider=provider, group=group)):
        with refused("tenders.no_provider", kind=InvalidInput):
            offers.record_offer(values=values, **record)
    with refused("tenders.offer_missing"):
        preparing.submit_docs(tender=tender, by=office.preparer, now=clock.now())
    competing = tenders.prepared(office)
    with refused("tenders.no_offer_here"):
        offers.record_offer(values=offer(provider=provider), **(record | {"tender": competing}))
    assert not Offer.objects.exists()


@pytest.mark.requirement("R34")
def test_a_resolution_names_an_offer_has_been_held_and_is_witnessed_once_by_another(office: Office) -> None:
    tender = tenders.prepared(office, demands.published(office.community, "18000.00"), method="resident_implemented")
    votes = Votes(24, 22, 1, 1)
    held = ResolutionRecord(clock.now() - timedelta(hours=2), votes, "同意由小组实施")
    with refused("tenders.offer_missing"):
        offers.record_resolution(tender=tender, by=office.preparer, values=held)
    resolution = tenders.offered(tender, office).resolution
    assert resolution is not None
    later = ResolutionRecord(clock.now() + timedelta(hours=2), votes, "同意由小组实施")
    with refused("tenders.resolution_future"):
        offers.record_resolution(tender=tender, by=office.preparer, values=later)
    both = accounts.membership(Role.SUPERVISION_COMMITTEE, office.community, who=office.preparer.user)
    with refused("demands.meeting.own_record", kind=NotPermitted):
        offers.countersign_resolution(resolution=resolution, by=both)
    offers.countersign_resolution(resolution=resolution, by=office.committee)
    with refused("tenders.resolution_closed"):
        offers.countersign_resolution(resolution=resolution, by=office.committee)
    assert Resolution.objects.get().countersigned_by == office.committee.user


def test_a_call_is_let_for_days_that_can_be(office: Office) -> None:
    """Not backwards, not from yesterday, not beyond the year after; documents of a running call are amended."""
    tender = tenders.prepared(office)
    today, year = clock.today(), tender.demand.fiscal_year
    for first, last, codes in (
        (today + timedelta(days=9), today + timedelta(days=8), ["reversed"]),
        (today - timedelta(days=1), today + timedelta(days=30), ["past"]),
        (today, today.replace(year=year + 2, month=1, day=1), ["too_long"]),
    ):
        content = tenders.content(period_from=first, period_to=last)
        with refused(*(f"tenders.period_{code}" for code in codes)):
            preparing.edit_content(
                tender=tender, by=office.preparer, content=content, version=tender.version, now=clock.now()
            )
    tender = preparing.submit_docs(tender=tender, by=office.preparer, now=clock.now())
    with refused("tenders.not_in_preparation"):
        preparing.edit_content(
            tender=tender, by=office.preparer, content=tenders.content(), version=tender.version, now=clock.now()
        )


def test_a_competition_has_a_deadline_that_lies_ahead(office: Office) -> None:
    tender = tenders.prepared(office)
    preparing.submit_docs(tender=tender, by=office.preparer, now=clock.now())
    keys.fill_pool(size=1, now=clock.now())
    for deadline, code in ((None, "missing"), (clock.now() - timedelta(minutes=1), "past")):
        with refused(f"tenders.deadline_{code}", kind=InvalidInput):
            announcing.announce(tender=tender, by=office.approver, deadline_at=deadline)
    tender.refresh_from_db()
    assert (tender.state, tender.sealing_key, tender.notices.count()) == (State.DOC_REVIEW, None, 0)


def test_an_amended_ceiling_stays_within_what_is_set_aside(office: Office) -> None:
    tender = tenders.announced(office, demands.published(office.community, "20000.00"))
    for ceiling, code in ((Decimal("20000.01"), "approved_ceiling"), (Decimal("0.00"), "ceiling_above_budget")):
        with refused(f"tenders.{code}", kind=InvalidInput):
            announcing.amend(
                tender=tender,
                by=office.preparer,
                content=tenders.content(outputs="全年 320 人次。"),
                reason="需求增加",
                ceiling=ceiling,
            )
    tender.refresh_from_db()
    assert (tender.ceiling, tender.notices.count()) == (Decimal("20000.00"), 1)
