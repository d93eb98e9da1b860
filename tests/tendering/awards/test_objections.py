"""Objections hold an award; what is dismissed lets the rest of the publicity run, what is upheld voids it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from marketplace.files.access import may_read
from marketplace.files.services import store
from marketplace.primitives.refusal import InvalidInput, NotPermitted, Refusal
from tendering.awards.models import Award, Objection
from tendering.awards.rules.states import ObjectionState, State
from tendering.awards.services import confirming, objections, publicity, states
from tendering.awards.services.holding import ObjectionPending, PublicityOver
from tendering.awards.services.objections import FILES
from tendering.demands.rules.steps import State as DemandState
from tendering.tenders.models import Notice
from tendering.tenders.rules.states import State as TenderState
from tendering.tenders.services import announcing
from tests.factories import accounts, awards, files, places, tenders
from tests.factories.tenders import Office
from tests.refusing import refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def award(office: Office) -> Award:
    """In publicity since Monday 1 June, until the end of Thursday."""
    return awards.publicised(awards.ranked(office), office)


def resident(office: Office) -> Membership:
    return accounts.membership(Role.RESIDENT, office.community)


def answer(objection: Objection, by: Membership, *, upheld: bool) -> Objection:
    return objections.answer_objection(objection=objection, by=by, upheld=upheld, answer="已核实")


@pytest.mark.requirement("R23")
def test_a_resident_objects_and_the_award_stands_still(office: Office, award: Award) -> None:
    """Held on Tuesday with three days left; nothing elapses and nobody confirms until the answer."""
    with clock.shifted(timedelta(days=1)):
        awards.objected(award)
    award.refresh_from_db()
    assert (award.state, award.remaining_workdays, award.publicity_ends_at) == (State.OBJECTION_HOLD, 3, None)
    with clock.shifted(timedelta(days=60)):
        assert not publicity.elapse(award=award)
        with pytest.raises(ObjectionPending):
            confirming.confirm(award=award, by=office.approver)


def test_dismissed_the_rest_of_the_publicity_runs(office: Office, award: Award) -> None:
    """Answered a week later: three working days from the day after."""
    objection = awards.objected(award)
    with clock.shifted(timedelta(days=7)):
        answer(objection, office.approver, upheld=False)
        award.refresh_from_db()
        assert (award.state, award.remaining_workdays) == (State.PUBLICITY, None)
        assert award.publicity_last_day == (clock.now() + timedelta(days=3)).date()


def test_with_two_open_the_first_answer_keeps_the_hold(office: Office, award: Award) -> None:
    """Only the last dismissal lets it run."""
    first, second = awards.objected(award), awards.objected(award)
    answer(first, office.approver, upheld=False)
    award.refresh_from_db()
    assert award.state == State.OBJECTION_HOLD
    answer(second, office.approver, upheld=False)
    award.refresh_from_db()
    assert award.state == State.PUBLICITY


def test_upheld_the_award_is_void_and_everybody_waiting_is_answered(office: Office, award: Award) -> None:
    """The reason is public; the demand stays with the call, for the next in rank."""
    first, second = awards.objected(award), awards.objected(award)
    answer(first, office.approver, upheld=True)
    award.refresh_from_db()
    second.refresh_from_db()
    assert (award.state, award.public_reason) == (State.VOID, "已核实")
    assert (second.state, second.answer) == (ObjectionState.UPHELD, "已核实")
    assert award.tender.notices.filter(kind=Notice.Kind.AWARD_FELL).exists()
    award.tender.refresh_from_db()
    assert (award.tender.state, award.demand.state) == (TenderState.OPENED, DemandState.LETTING)


def test_a_bidder_that_lost_objects_for_its_provider(award: Award) -> None:
    """The winner, a stranger and a resident of elsewhere do not."""
    second = award.tender.panel.ranking.get(rank=2).provider
    objection = objections.file_objection(award=award, by=tenders.bidder(second), text="资质不符")
    assert objection.provider == second
    assert award.provider is not None
    for stranger in (
        tenders.bidder(award.provider),
        tenders.bidder(tenders.providers(1)[0]),
        accounts.membership(Role.RESIDENT, places.community()),
        accounts.membership(Role.COMMUNITY, award.demand.community),
    ):
        with pytest.raises(NotPermitted, match="not_an_objector"):
            objections.file_objection(award=award, by=stranger, text="不同意")


def test_the_procedure_says_who_may_object(office: Office, award: Award) -> None:
    """Where only bidders may, as by law, a resident is refused."""
    award.tender.procedure_data = award.tender.procedure_data | {"objectors": ["bidder"]}
    with pytest.raises(NotPermitted, match="not_an_objector"):
        objections.file_objection(award=award, by=resident(office), text="不同意")


def test_at_the_end_of_publicity_it_is_too_late(office: Office, award: Award) -> None:
    """A millisecond before is in time, the end itself is not; the database's clock decides."""
    assert award.publicity_ends_at is not None
    with clock.frozen(award.publicity_ends_at), pytest.raises(PublicityOver):
        objections.file_objection(award=award, by=resident(office), text="不同意")
    with clock.frozen(award.publicity_ends_at - timedelta(milliseconds=1)):
        assert objections.file_objection(award=award, by=resident(office), text="不同意").pk
    award.refresh_from_db()
    assert award.remaining_workdays == 1


def test_one_person_objects_once_and_holds_no_award_up_for_ever(office: Office, award: Award) -> None:
    """By the service, and by the database: neither while the first waits, nor after its answer; others may."""
    by = resident(office)
    first = objections.file_objection(award=award, by=by, text="不同意")
    with refused("awards.objected_already"):
        objections.file_objection(award=award, by=by, text="还是不同意")
    answer(first, office.approver, upheld=False)
    with refused("awards.objected_already"):
        objections.file_objection(award=award, by=by, text="新的理由")
    award.refresh_from_db()
    assert award.state == State.PUBLICITY
    first.refresh_from_db()
    first.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        first.save()
    assert awards.objected(award).pk


def test_the_members_of_a_bidder_object_once_together(office: Office, award: Award, client: Client) -> None:
    """Or twenty colleagues would hold an award for twenty times the days of an answer; the page offers it to none."""
    second = award.tender.panel.ranking.get(rank=2).provider
    first, colleague = tenders.bidder(second), tenders.bidder(second)
    link = f"{award.get_absolute_url()}object/"
    page = accounts.signed_in(client, colleague)
    assert link in page.get(award.get_absolute_url()).content.decode()
    answer(objections.file_objection(award=award, by=first, text="资质不符"), office.approver, upheld=False)
    with refused("awards.objected_already"):
        objections.file_objection(award=award, by=colleague, text="仍不符")
    assert link not in page.get(award.get_absolute_url()).content.decode()


def test_a_publicity_held_anew_is_open_to_objections_anew(office: Office, award: Award) -> None:
    by = resident(office)
    answer(objections.file_objection(award=award, by=by, text="不同意"), office.approver, upheld=False)
    award.refresh_from_db()
    with transaction.atomic():
        publicity.republish(states.locked(award), office.preparer, clock.now())
    assert objections.file_objection(award=award, by=by, text="公示内容有误").pk


def test_the_page_offers_an_objection_once(office: Office, award: Award, client: Client) -> None:
    by = resident(office)
    accounts.signed_in(client, by)
    address = award.get_absolute_url()
    assert f"{address}object/" in client.get(address).content.decode()
    answer(objections.file_objection(award=award, by=by, text="不同意"), office.approver, upheld=False)
    assert f"{address}object/" not in client.get(address).content.decode()
    assert "<textarea" not in client.get(f"{address}object/").content.decode()


def test_whoever_published_it_does_not_judge_objections(office: Office, award: Award) -> None:
    """A colleague does, or the street; nobody of elsewhere."""
    objection = awards.objected(award)
    with pytest.raises(NotPermitted, match="own_act_challenged"):
        answer(objection, office.preparer, upheld=False)
    with pytest.raises(NotPermitted):
        answer(objection, accounts.membership(Role.COMMUNITY, places.community()), upheld=False)
    answer(objection, accounts.membership(Role.STREET, office.community.parent), upheld=False)
    with pytest.raises(Refusal, match="wrong_state"):
        answer(objection, office.approver, upheld=True)


def test_a_substitute_of_the_publisher_does_not_judge_either(office: Office, award: Award) -> None:
    """Four eyes count the absent officer."""
    substitute = accounts.membership(
        Role.COMMUNITY, office.community, substitute_for=office.preparer, to_date=date(2026, 7, 1)
    )
    objection = awards.objected(award)
    with pytest.raises(NotPermitted, match="own_act_challenged"):
        answer(objection, substitute, upheld=False)


def test_an_answer_needs_words(office: Office, award: Award) -> None:
    """By the service, and by the database."""
    objection = awards.objected(award)
    with pytest.raises(InvalidInput, match="answer_missing"):
        objections.answer_objection(objection=objection, by=office.approver, upheld=False, answer=" ")
    with pytest.raises(IntegrityError), transaction.atomic():
        Objection.objects.filter(pk=objection.pk).update(state=ObjectionState.DISMISSED)


def test_evidence_is_for_the_offices_and_the_objector(office: Office, award: Award) -> None:
    """Not for the public, nor for the winner."""
    by = resident(office)
    objection = objections.file_objection(award=award, by=by, text="见附件", uploads=[files.upload()])
    evidence = objection.files.get().file
    assert award.provider is not None
    readers = [by, office.approver, accounts.membership(Role.STREET, office.community.parent)]
    assert [may_read(reader, evidence) for reader in readers] == [True, True, True]
    assert not may_read(None, evidence)
    assert not may_read(tenders.bidder(award.provider), evidence)


def test_objections_may_be_filed_while_the_call_is_suspended(office: Office, award: Award) -> None:
    """The publicity runs on, so nobody loses days to object."""
    street = accounts.membership(Role.STREET, office.community.parent)
    announcing.suspend(tender=award.tender, by=street, reason="投诉核查")
    awards.objected(award)
    award.refresh_from_db()
    assert award.state == State.OBJECTION_HOLD


def test_a_challenge_under_the_statute_is_not_answered_as_an_objection(office: Office, award: Award) -> None:
    awards.statutory(award.tender)
    row = awards.challenged(award.tender, awards.bidders(award.tender)[1])
    with refused("awards.not_your_act", kind=NotPermitted):
        answer(row, office.approver, upheld=False)
    row.refresh_from_db()
    assert row.state == ObjectionState.OPEN


def test_evidence_that_is_not_filed_yet_is_its_authors(office: Office) -> None:
    """Between the upload and the objection nobody else opens it."""
    mine, other = resident(office), resident(office)
    file = store(upload=files.upload(), by=mine, purpose=FILES)
    assert may_read(mine, file)
    assert not may_read(other, file)
    assert not may_read(None, file)
