"""Hints of collusion: answered by the district, decided by discipline, and nothing is confirmed before."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.permissions import RoleMissing
from marketplace.accounts.rules import Role
from marketplace.audit.models import Entry
from marketplace.notifications.models import Notification
from marketplace.places.queries import district_of
from marketplace.primitives.refusal import InvalidInput, NotPermitted
from marketplace.primitives.state_machine import WrongState
from tendering.awards.models import Award, HintDecision
from tendering.awards.queries.duties import duties
from tendering.awards.queries.hints import published, shown
from tendering.awards.rules.hints import HintAct, HintState
from tendering.awards.rules.states import State
from tendering.awards.services import confirming, hints
from tendering.awards.services.hints import AwardMade, HintSubstantiated, HintsUnanswered
from tendering.awards.services.states import TenderNotOpen
from tendering.awards.transitions import HINT
from tendering.bids.models import CollusionHint
from tendering.tenders.models import Tender
from tests.factories import accounts, awards, bids, places
from tests.factories import hints as factory
from tests.factories.tenders import Office

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R39")]
SECRET = "13987654321"


@pytest.fixture
def award(office: Office) -> Award:
    """Confirmable; nobody has confirmed."""
    return awards.confirmable(awards.ranked(office), office)


@pytest.fixture
def hint(award: Award) -> CollusionHint:
    return factory.found(award.tender, SECRET)


def confirm(award: Award, office: Office) -> Award:
    return confirming.confirm(award=award, by=office.approver)


def test_an_open_hint_keeps_the_award_from_being_confirmed(award: Award, office: Office, hint: CollusionHint) -> None:
    with pytest.raises(HintsUnanswered):
        confirm(award, office)
    factory.explained(hint)
    assert confirm(award, office).state == State.AWARDED


def test_a_referred_hint_waits_for_discipline(award: Award, office: Office, hint: CollusionHint) -> None:
    factory.referred(hint)
    with pytest.raises(HintsUnanswered):
        confirm(award, office)
    hints.decide(hint=hint, by=factory.officer(award.tender, Role.DISCIPLINE), substantiated=False, text="未发现问题")
    assert confirm(award, office).state == State.AWARDED


def test_a_hint_found_right_bars_the_bidders_concerned_alone(award: Award, office: Office) -> None:
    tender = award.tender
    about_all = factory.found(tender, count=3)
    factory.decided(factory.found(tender), substantiated=True)
    with pytest.raises(HintsUnanswered):
        confirm(award, office)
    factory.explained(about_all)
    with pytest.raises(HintSubstantiated, match="hint_substantiated"):
        confirm(award, office)


def test_a_hint_about_others_does_not_bar_the_winner(award: Award, office: Office) -> None:
    others = CollusionHint.objects.create(tender=award.tender, kind="phone", found_at=clock.now())
    for position, bid in enumerate(award.tender.bids.exclude(awards=award), start=1):
        others.inputs.create(bid=bid, position=position, value=SECRET)
    factory.decided(others, substantiated=True)
    assert confirm(award, office).state == State.AWARDED


def test_an_answer_is_opened_again_until_the_award_is_made(award: Award, office: Office, hint: CollusionHint) -> None:
    by = factory.officer(award.tender, Role.DISCIPLINE)
    factory.explained(hint)
    hints.reopen(hint=hint, by=by, text="发现新情况")
    with pytest.raises(HintsUnanswered):
        confirm(award, office)
    factory.explained(hint)
    confirm(award, office)
    with pytest.raises(AwardMade):
        hints.reopen(hint=hint, by=by, text="为时已晚")
    assert [row.act for row in hint.decisions.order_by("number")] == ["explain", "reopen", "explain"]


def test_only_the_district_answers_and_only_discipline_decides(
    award: Award, office: Office, hint: CollusionHint
) -> None:
    district, inspector = factory.officer(award.tender), factory.officer(award.tender, Role.DISCIPLINE)
    elsewhere = accounts.person("赵区级", Role.DISTRICT, places.district("510107", "邻区"))
    for by in (office.preparer, office.committee, inspector, elsewhere, *awards.bidders(award.tender)):
        with pytest.raises(RoleMissing):
            factory.referred(hint, by)
    factory.referred(hint, district)
    for by in (office.preparer, district, elsewhere):
        with pytest.raises(RoleMissing):
            hints.decide(hint=hint, by=by, substantiated=False, text="未发现问题")
    with pytest.raises(RoleMissing):
        hints.reopen(hint=hint, by=office.preparer, text="再看")


@pytest.mark.parametrize("substantiated", [True, False])
def test_what_discipline_decided_it_alone_opens_and_decides_again(award: Award, *, substantiated: bool) -> None:
    """The district neither opens it nor answers it afterwards: it waits for discipline inspection."""
    hint = factory.decided(factory.found(award.tender), substantiated=substantiated)
    district, inspector = factory.officer(award.tender), factory.officer(award.tender, Role.DISCIPLINE)
    with pytest.raises(RoleMissing):
        hints.reopen(hint=hint, by=district, text="另有说明")
    assert [one.may_reopen for by in (district, inspector) for one in shown(by, award.tender)] == [False, True]
    assert page(district, f"/results/hints/{hint.pk}/reopen/")[0] == 403
    assert hints.reopen(hint=hint, by=inspector, text="发现新情况").state == HintState.REFERRED
    with pytest.raises(WrongState):
        factory.explained(hint, district)
    assert [one.kind for one in duties(inspector, clock.now())] == ["awards.decide_hints"]
    hints.decide(hint=hint, by=inspector, substantiated=not substantiated, text="重新核查")


def test_nobody_acts_on_a_hint_for_both_offices(award: Award, hint: CollusionHint) -> None:
    """One person with both roles, or whoever stands in, neither decides what it referred nor answers what it opened."""
    district = factory.officer(award.tender)
    both = accounts.membership(Role.DISCIPLINE, district.place, who=district.user)
    until = clock.today() + timedelta(days=9)
    stands_in = accounts.membership(Role.DISCIPLINE, district.place, to_date=until, substitute_for=both)
    factory.referred(hint, district)
    for by in (both, stands_in):
        with pytest.raises(NotPermitted, match="hint_own_step"):
            hints.decide(hint=hint, by=by, substantiated=False, text="未发现问题")
        assert not [one for one in duties(by, clock.now()) if one.kind == "awards.decide_hints"]
        assert not any(one.may_decide for one in shown(by, award.tender))
        assert page(by, f"/results/hints/{hint.pk}/decide/")[0] == 403
    other = factory.found(award.tender, "13900005678")
    factory.explained(other)
    hints.reopen(hint=other, by=both, text="发现新情况")
    with pytest.raises(NotPermitted, match="hint_own_step"):
        factory.explained(other, district)
    assert not [one for one in duties(district, clock.now()) if one.kind == "awards.answer_hints"]


def test_answers_are_in_words_and_say_what_the_bidders_said(award: Award, hint: CollusionHint) -> None:
    by = factory.officer(award.tender)
    with pytest.raises(InvalidInput, match="hint_statement_missing"):
        hints.answer(hint=hint, by=by, refer=False, statement=" ", text="已说明")
    for text in ("", " ", "长" * 4001):
        with pytest.raises(InvalidInput, match="hint_text_missing"):
            hints.answer(hint=hint, by=by, refer=True, statement="", text=text)
    assert not HintDecision.objects.exists()


def test_an_answer_is_given_once(award: Award, hint: CollusionHint) -> None:
    factory.explained(hint)
    with pytest.raises(WrongState):
        factory.explained(hint)
    with pytest.raises(WrongState):
        factory.referred(hint)


def test_hints_of_an_ended_call_are_left_alone(award: Award, hint: CollusionHint) -> None:
    Tender.objects.filter(pk=award.tender_id).update(state="cancelled", public_reason="取消")
    with pytest.raises(TenderNotOpen):
        factory.explained(hint)


def test_every_state_has_a_way_on_or_lets_the_award_go() -> None:
    """Random walks never end where a hint waits and nobody may act."""
    for state in HintState:
        assert set(HINT.acts(state)) & set(HintAct)


def test_the_database_keeps_decisions_as_they_were(hint: CollusionHint) -> None:
    factory.explained(hint)
    row = hint.decisions.get()
    values = {"decided_by": row.decided_by, "membership": row.membership, "decided_at": row.decided_at, "hint": hint}
    with pytest.raises(IntegrityError, match="hint_explained_by_the_bidders"), transaction.atomic():
        HintDecision.objects.create(number=2, act="explain", state="explained", text="x", **values)
    with pytest.raises(IntegrityError), transaction.atomic():
        HintDecision.objects.create(number=1, act="refer", state="referred", text="x", **values)
    for table in ("awards_hintdecision", "bids_collusionhint"):
        with pytest.raises(DatabaseError), transaction.atomic():
            connection.cursor().execute(f"DELETE FROM {table}")


def test_district_and_discipline_are_told_and_find_their_duties(award: Award, hint: CollusionHint) -> None:
    district, inspector = factory.officer(award.tender), factory.officer(award.tender, Role.DISCIPLINE)
    url = f"/results/hints/{award.tender.number}/"
    assert [(one.kind, one.url) for one in duties(district, clock.now())] == [("awards.answer_hints", url)]
    assert duties(inspector, clock.now()) == []
    factory.referred(hint, district)
    bids.deliver_all()
    assert Notification.objects.filter(recipient=inspector.user, kind="awards.hint_referred").exists()
    assert [one.kind for one in duties(inspector, clock.now())] == ["awards.decide_hints"]
    assert not [one for one in duties(district, clock.now()) if "hints" in one.kind]
    hints.decide(hint=hint, by=inspector, substantiated=True, text="属实")
    bids.deliver_all()
    assert Notification.objects.filter(recipient=district.user, kind="awards.hint_decided").exists()


def page(member: Membership | None, url: str) -> tuple[int, str]:
    client = accounts.signed_in(Client(), member) if member else Client()
    response = client.get(url)
    return response.status_code, response.content.decode()


def post(member: Membership, url: str, **data: object) -> str:
    client = accounts.signed_in(Client(), member)
    found = client.get(url)
    assert found.status_code == 200, url
    response = client.post(url, data | {"ticket": found.context["ticket"]})
    assert response.status_code == 302, response.content.decode()
    return response.headers["Location"]


def test_district_and_discipline_alone_see_them_until_the_award_is_made(
    award: Award, office: Office, hint: CollusionHint
) -> None:
    district, inspector = factory.officer(award.tender), factory.officer(award.tender, Role.DISCIPLINE)
    url = f"/results/hints/{award.tender.number}/"
    for reader in (district, inspector):
        status, text = page(reader, url)
        assert status == 200
        assert SECRET in text
        assert "线索不是认定" in text
    others = [office.preparer, office.committee, *awards.bidders(award.tender)]
    others += [accounts.person("钱审计", Role.AUDITOR, district_of(office.community))]
    for other in others:
        assert page(other, url)[0] in (403, 404)
        for address in (award.get_absolute_url(), award.tender.get_absolute_url()):
            text = page(other, address)[1]
            assert "线索" not in text
            assert SECRET not in text
    assert page(None, award.get_absolute_url())[1].count("线索") == 0
    assert url in page(district, award.tender.get_absolute_url())[1]


def test_the_way_by_pages_until_it_is_published_with_the_award(
    award: Award, office: Office, hint: CollusionHint
) -> None:
    district, inspector = factory.officer(award.tender), factory.officer(award.tender, Role.DISCIPLINE)
    home = f"/results/hints/{award.tender.number}/"
    base = f"/results/hints/{hint.pk}"
    assert post(district, f"{base}/answer/", outcome="refer", statement="", text="说明不足") == home
    assert post(inspector, f"{base}/decide/", outcome="clear", text="经核查系代办机构电话") == home
    assert post(inspector, f"{base}/reopen/", text="补充核实") == home
    assert post(inspector, f"{base}/decide/", outcome="clear", text="再次核查无异议") == home
    again = factory.found(award.tender, "13955554444")
    base = f"/results/hints/{again.pk}"
    assert post(district, f"{base}/answer/", outcome="explain", statement="已说明", text="首次答复") == home
    assert post(district, f"{base}/reopen/", text="补充核实") == home
    answer = {"outcome": "explain", "statement": "两家均委托同一代办机构", "text": "代办机构电话,已更正"}
    assert post(district, f"{base}/answer/", **answer) == home
    confirm(award, office)
    text = page(None, award.get_absolute_url())[1]
    for said in ("电话相同", "139****4321", "代办机构电话,已更正", "经核查系代办机构电话"):
        assert said in text
    for hidden in (SECRET, "两家均委托同一代办机构"):
        assert hidden not in text


def test_a_refused_confirmation_names_the_rule(award: Award, office: Office, hint: CollusionHint) -> None:
    client = accounts.signed_in(Client(), office.approver)
    url = f"{award.get_absolute_url()}confirm/"
    response = client.post(url, {"ticket": client.get(url).context["ticket"]})
    assert 400 <= response.status_code < 500
    assert "财政部令第87号第三十七条" in response.content.decode()


def test_an_explanation_without_a_statement_comes_back_on_the_form(award: Award, hint: CollusionHint) -> None:
    client = accounts.signed_in(Client(), factory.officer(award.tender))
    url = f"/results/hints/{hint.pk}/answer/"
    data = {"ticket": client.get(url).context["ticket"], "outcome": "explain", "text": "已说明"}
    response = client.post(url, data)
    assert response.status_code == 422 or response.status_code == 200
    assert not hint.decisions.exists()


def test_the_story_of_a_hint_is_for_two_roles(award: Award, hint: CollusionHint) -> None:
    factory.explained(hint)
    entry = Entry.objects.filter(act="awards.hint.explain").get()
    auditor = accounts.person("钱审计", Role.AUDITOR, district_of(award.demand.community))
    assert page(factory.officer(award.tender), f"/audit/entry/{entry.pk}/")[0] == 200
    assert page(auditor, f"/audit/entry/{entry.pk}/")[0] in (403, 404)


def test_ten_hints_cost_no_more_queries_than_one(
    award: Award, hint: CollusionHint, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    by = factory.officer(award.tender)
    for number in range(9):
        factory.explained(factory.found(award.tender, f"139000000{number}0"), by)
    with django_assert_max_num_queries(6):
        assert len(shown(by, award.tender)) == 10
    Award.objects.filter(pk=award.pk).update(state=State.AWARDED)
    award.refresh_from_db()
    with django_assert_max_num_queries(5):
        assert len(published(award)) == 10
