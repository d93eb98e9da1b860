"""Challenges under the statute: standing, limits, the hold, and what follows from each answer (采购法52–53)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from marketplace.audit import readers
from marketplace.files.access import may_read
from marketplace.primitives.calendar import SHANGHAI, last_day_of
from marketplace.primitives.refusal import InvalidInput, NotPermitted, Refusal
from tendering.awards.models import Award, Objection
from tendering.awards.permissions import NoStanding
from tendering.awards.queries.duties import duties
from tendering.awards.rules.remedies import ChallengeLate, Outcome, Step, StepNotOver, Subject
from tendering.awards.rules.states import ObjectionState, State
from tendering.awards.services import answering, challenges, confirming, falling, letters, publicity
from tendering.awards.services.answering import OutcomeNotOpen
from tendering.awards.services.challenges import NothingToChallenge
from tendering.awards.services.holding import ObjectionPending
from tendering.awards.services.objections import file_objection
from tendering.tenders.models import Notice, Tender
from tendering.tenders.rules.notice import Content
from tendering.tenders.rules.states import State as TenderState
from tendering.tenders.services import announcing, questions
from tests.factories import accounts, awards, files, tenders
from tests.factories.audit import acts_of
from tests.factories.tenders import Office
from tests.refusing import refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def street(office: Office) -> Membership:
    return accounts.membership(Role.STREET, office.community.parent)


@pytest.fixture
def award(office: Office) -> Award:
    """Under the statute, in publicity since Monday 1 June until the end of Thursday."""
    return awards.publicised(awards.statutory(awards.ranked(office)), office)


@pytest.fixture
def running(office: Office) -> Tender:
    """Under the statute, taking responses."""
    return awards.statutory(tenders.announced(office))


def answer(row: Objection, by: Membership, outcome: Outcome, content: Content | None = None) -> Objection:
    return answering.answer_challenge(objection=row, by=by, outcome=outcome, answer="经核实", content=content)


def loser(award: Award) -> Membership:
    return awards.bidders(award.tender)[1]


def day(month: int, number: int) -> datetime:
    return datetime(2026, month, number, 10, tzinfo=SHANGHAI)


def test_a_bidder_challenges_the_result_and_the_award_stands_still(office: Office, award: Award) -> None:
    """The answer is due in seven working days, the first not counted; nothing elapses meanwhile."""
    row = awards.challenged(award.tender, loser(award))
    award.refresh_from_db()
    assert (award.state, award.remaining_workdays) == (State.OBJECTION_HOLD, 3)
    assert last_day_of(row.due_at) == date(2026, 6, 10)
    with clock.shifted(timedelta(days=60)):
        assert not publicity.elapse(award=award)


def test_nobody_objects_locally_under_the_statute_nor_challenges_under_local_rules(office: Office) -> None:
    local = awards.publicised(awards.ranked(office), office)
    with pytest.raises(NotPermitted, match="objection_instead"):
        awards.challenged(local.tender, loser(local))
    awards.statutory(local.tender)
    resident = accounts.membership(Role.RESIDENT, office.community)
    with pytest.raises(NotPermitted, match="challenge_instead"):
        file_objection(award=Award.objects.get(pk=local.pk), by=resident, text="不同意")


def test_who_did_not_bid_has_no_standing_nor_who_won(award: Award) -> None:
    """The rule is named by the subject."""
    stranger, winner = tenders.bidder(tenders.providers(1)[0]), awards.bidders(award.tender)[0]
    for by in (stranger, winner):
        with pytest.raises(NoStanding, match="no_standing_result"):
            awards.challenged(award.tender, by)
    with pytest.raises(NoStanding, match="no_standing_process"):
        awards.challenged(award.tender, stranger, Subject.PROCESS, Step.OPENING)
    with pytest.raises(NotPermitted):
        awards.challenged(award.tender, accounts.membership(Role.RESIDENT, award.tender.demand.community))


def test_a_result_may_be_challenged_seven_working_days_after_its_publicity(office: Office, award: Award) -> None:
    """The publicity ends on Thursday 4 June; the seventh working day after it is Monday 15 June."""
    with clock.moved_to(day(6, 15)):
        awards.challenged(award.tender, loser(award))
        award.refresh_from_db()
        assert award.state == State.CONFIRMABLE
        with pytest.raises(ObjectionPending):
            awards.confirm(award, office)
    with clock.moved_to(day(6, 16)), pytest.raises(ChallengeLate):
        awards.challenged(award.tender, awards.bidders(award.tender)[2])


def test_no_letter_no_signature_and_no_lapse_while_a_challenge_waits(
    office: Office, award: Award, street: Membership
) -> None:
    """The days for signing are given anew from the answer."""
    with clock.moved_to(day(6, 8)):
        publicity.elapse(award=award)
        awards.confirm(Award.objects.get(pk=award.pk), office)
        row = awards.challenged(award.tender, loser(award))
        with pytest.raises(ObjectionPending):
            letters.send_letters(award=award, by=office.preparer)
        answer(row, street, Outcome.NOT_UPHELD)
        letters.send_letters(award=award, by=office.preparer)
        award.refresh_from_db()
        signed_by = award.sign_by_at
        assert signed_by is not None
        second = awards.challenged(award.tender, awards.bidders(award.tender)[2])
    with clock.moved_to(signed_by + timedelta(days=1)):
        assert not falling.lapse_unsigned(award=award)
        answer(second, street, Outcome.NOT_UPHELD)
        assert not falling.lapse_unsigned(award=award)
        award.refresh_from_db()
        assert award.sign_by_at is not None
        assert award.sign_by_at > signed_by


def test_documents_are_challenged_by_whoever_obtained_them(office: Office, running: Tender) -> None:
    """Obtained on Monday 1 June: three working days on offer end on Thursday, seven more on Monday 15 June."""
    by = tenders.bidder(tenders.providers(1)[0])
    with pytest.raises(NoStanding, match="no_standing_documents"):
        awards.challenged(running, by, Subject.DOCUMENTS)
    questions.obtain(tender=running, by=by)
    assert questions.obtain(tender=running, by=by).obtained_at.date() == date(2026, 6, 1)
    Tender.objects.filter(pk=running.pk).update(deadline_at=day(7, 30))
    with clock.moved_to(day(6, 16)), pytest.raises(ChallengeLate):
        awards.challenged(running, by, Subject.DOCUMENTS)
    with clock.moved_to(day(6, 15)):
        assert awards.challenged(running, by, Subject.DOCUMENTS).award is None


def test_who_obtained_the_documents_stands_nowhere(running: Tender) -> None:
    """Neither in the story of the call, which would tell how many, nor on its page (Decree 87, article 28)."""
    by, before = tenders.bidder(tenders.providers(1)[0]), acts_of(running)
    receipt = questions.obtain(tender=running, by=by)
    assert acts_of(running) == before
    assert acts_of(receipt) == ["tenders.documents.obtained"]
    assert not readers.may_read(accounts.membership(Role.AUDITOR), receipt)
    page = Client().get(running.get_absolute_url()).content.decode()
    assert by.organisation is not None
    assert by.organisation.name not in page
    assert by.user.name not in page


def test_upheld_documents_are_amended_with_the_answer(office: Office, running: Tender, street: Membership) -> None:
    """Not by whoever prepared or approved them; the amendment names nobody."""
    by = tenders.bidder(tenders.providers(1)[0])
    questions.obtain(tender=running, by=by)
    row = awards.challenged(running, by, Subject.DOCUMENTS)
    changed = replace(Content.from_mapping(running.content), outputs="全年 200 人次,满意率不低于 80%。")
    for person in (office.preparer, office.approver):
        with pytest.raises(NotPermitted, match="own_act_challenged"):
            answer(row, person, Outcome.AMENDED, changed)
    with pytest.raises(InvalidInput, match="nothing_changed"):
        answer(row, street, Outcome.AMENDED, Content.from_mapping(running.content))
    with pytest.raises(InvalidInput, match="nothing_changed"):
        answer(row, street, Outcome.AMENDED)
    assert Objection.objects.get(pk=row.pk).state == ObjectionState.OPEN
    answer(row, street, Outcome.AMENDED, changed)
    notice = Notice.objects.get(tender=running, kind=Notice.Kind.AMENDMENT)
    assert by.user.name not in str(notice.body)
    assert Tender.objects.get(pk=running.pk).content["outputs"] == changed.outputs


def test_a_step_is_challenged_from_its_end(office: Office, award: Award, street: Membership) -> None:
    """Opened on 1 June: until Wednesday 10 June; a step that has not ended, or none named, is refused."""
    by = loser(award)
    with pytest.raises(InvalidInput, match="step_missing"):
        awards.challenged(award.tender, by, Subject.PROCESS)
    with clock.moved_to(day(6, 11)), pytest.raises(ChallengeLate):
        awards.challenged(award.tender, by, Subject.PROCESS, Step.OPENING)
    with clock.moved_to(day(6, 10)):
        row = awards.challenged(award.tender, by, Subject.PROCESS, Step.EVALUATION)
    with pytest.raises(NotPermitted, match="own_act_challenged"):
        answer(row, office.preparer, Outcome.VOID)
    answer(row, street, Outcome.VOID)
    award.refresh_from_db()
    assert award.state == State.VOID


def test_what_has_not_happened_is_not_challenged(office: Office, running: Tender) -> None:
    """No result, and no step, of a call that still runs."""
    provider = tenders.providers(1)[0]
    awards.opened_bid(running, provider, "12000.00")
    by = tenders.bidder(provider)
    with pytest.raises(NothingToChallenge):
        awards.challenged(running, by)
    for step in Step:
        with pytest.raises(StepNotOver):
            awards.challenged(running, by, Subject.PROCESS, step)


@pytest.mark.parametrize(
    ("outcome", "state", "tender_state"),
    [
        (Outcome.NOT_UPHELD, State.PUBLICITY, TenderState.OPENED),
        (Outcome.REPUBLISHED, State.PUBLICITY, TenderState.OPENED),
        (Outcome.VOID, State.VOID, TenderState.OPENED),
        (Outcome.CANCELLED, State.VOID, TenderState.CANCELLED),
    ],
)
def test_what_follows_from_the_answer_is_done_with_it(
    office: Office, award: Award, outcome: Outcome, state: State, tender_state: TenderState
) -> None:
    """One transaction; the public reasons name nobody; not upheld the rest runs, held anew it runs whole."""
    by = loser(award)
    with clock.moved_to(day(6, 3)):
        row = awards.challenged(award.tender, by)
        answer(row, office.approver, outcome)
    award.refresh_from_db()
    row.refresh_from_db()
    tender = Tender.objects.get(pk=award.tender_id)
    assert (award.state, tender.state, row.outcome) == (state, tender_state, outcome)
    assert by.user.name not in award.public_reason + tender.public_reason
    ends = {Outcome.NOT_UPHELD: date(2026, 6, 5), Outcome.REPUBLISHED: date(2026, 6, 8)}.get(outcome)
    assert ends is None or award.publicity_last_day == ends


def test_an_answer_whose_consequence_is_refused_is_not_given(office: Office, award: Award) -> None:
    """Documents cannot be amended after the deadline."""
    row = awards.challenged(award.tender, loser(award))
    with pytest.raises(OutcomeNotOpen):
        answer(row, office.approver, Outcome.AMENDED)
    with pytest.raises(InvalidInput, match="answer_missing"):
        answering.answer_challenge(objection=row, by=office.approver, outcome=Outcome.VOID, answer=" ")
    with pytest.raises(NotPermitted, match="own_act_challenged"):
        answer(row, office.preparer, Outcome.VOID)
    answer(row, office.approver, Outcome.NOT_UPHELD)
    with pytest.raises(Refusal, match="wrong_state"):
        answer(row, office.approver, Outcome.VOID)


def test_with_two_challenges_the_first_answer_keeps_the_hold(office: Office, award: Award) -> None:
    """Also where the publicity is to be held anew: it runs whole after the last answer."""
    first, second = (awards.challenged(award.tender, by) for by in awards.bidders(award.tender)[1:])
    answer(first, office.approver, Outcome.REPUBLISHED)
    award.refresh_from_db()
    assert award.state == State.OBJECTION_HOLD
    answer(second, office.approver, Outcome.NOT_UPHELD)
    award.refresh_from_db()
    assert (award.state, award.publicity_last_day) == (State.PUBLICITY, date(2026, 6, 4))


def test_a_challenge_says_everything_and_waits_once(award: Award) -> None:
    """By the service, and by the database."""
    by = loser(award)
    for name in ("text", "grounds", "request"):
        with pytest.raises(InvalidInput, match="challenge_incomplete"):
            challenges.file_challenge(
                tender=award.tender, by=by, subject=Subject.RESULT, pleading=replace(awards.PLEADING, **{name: " "})
            )
    row = awards.challenged(award.tender, by)
    with pytest.raises(challenges.ChallengedAlready):
        awards.challenged(award.tender, by, Subject.PROCESS, Step.OPENING)
    with pytest.raises(IntegrityError), transaction.atomic():
        Objection.objects.filter(pk=row.pk).update(grounds="")
    with pytest.raises(IntegrityError), transaction.atomic():
        Objection.objects.filter(pk=row.pk).update(award=None)


def offered(tender: Tender, by: Membership) -> tuple[list[str], list[str]]:
    """What the form offers to challenge, and which steps of the process."""
    page = accounts.signed_in(Client(), by).get(reverse("awards:challenge", args=[tender.number]))
    fields = page.context["form"].fields
    return [value for value, _ in fields["subject"].choices], [value for value, _ in fields["step"].choices]


def test_what_was_answered_is_not_challenged_again(office: Office, award: Award) -> None:
    """By nobody of the bidder, while the publicity or the days after it last; held anew it is challenged anew."""
    by, other = awards.bidders(award.tender)[1:]
    colleague = accounts.membership(Role.PROVIDER_BIDDER, by.organisation)
    answer(awards.challenged(award.tender, by), office.approver, Outcome.NOT_UPHELD)
    for one in (by, colleague):
        with refused("awards.challenged_once"):
            awards.challenged(award.tender, one)
    assert Award.objects.get(pk=award.pk).state == State.PUBLICITY
    assert offered(award.tender, colleague) == (["documents", "process"], ["", *Step])
    assert offered(award.tender, other) == (["documents", "process", "result"], ["", *Step])
    awards.challenged(award.tender, by, Subject.PROCESS, Step.OPENING)
    assert "opening" not in offered(award.tender, colleague)[1]
    answer(awards.challenged(award.tender, other), office.approver, Outcome.REPUBLISHED)
    again = awards.challenged(award.tender, colleague)
    assert again.publicity_round == 2
    with pytest.raises(IntegrityError), transaction.atomic():
        Objection.objects.filter(pk=again.pk).update(publicity_round=1)


def test_the_documents_are_challenged_once_until_they_are_amended(
    office: Office, running: Tender, street: Membership
) -> None:
    """An amendment is challenged anew."""
    by = tenders.bidder(tenders.providers(1)[0])
    questions.obtain(tender=running, by=by)
    row = awards.challenged(running, by, Subject.DOCUMENTS)
    answer(row, street, Outcome.NOT_UPHELD)
    with refused("awards.challenged_once"):
        awards.challenged(running, by, Subject.DOCUMENTS)
    changed = replace(Content.from_mapping(running.content), outputs="全年 200 人次,满意率不低于 80%。")
    announcing.amend(tender=running, by=office.preparer, content=changed, reason="更正")
    awards.challenged(Tender.objects.get(pk=running.pk), by, Subject.DOCUMENTS)


def test_a_step_is_challenged_once(office: Office, award: Award, street: Membership) -> None:
    """Another step is another matter."""
    by = loser(award)
    answer(awards.challenged(award.tender, by, Subject.PROCESS, Step.OPENING), street, Outcome.NOT_UPHELD)
    with refused("awards.challenged_once"):
        awards.challenged(award.tender, by, Subject.PROCESS, Step.OPENING)
    awards.challenged(award.tender, by, Subject.PROCESS, Step.EVALUATION)


def test_whoever_held_the_publicity_anew_does_not_confirm(office: Office, award: Award) -> None:
    """Nor does whoever published it first; neither has it on the workbench."""
    row = awards.challenged(award.tender, loser(award))
    answer(row, office.approver, Outcome.REPUBLISHED)
    award.refresh_from_db()
    assert award.publicity_ends_at is not None
    third = accounts.membership(Role.COMMUNITY, office.community)
    with clock.moved_to(award.publicity_ends_at):
        publicity.elapse(award=award)
        people = (office.preparer, office.approver, third)
        offered = [{duty.kind for duty in duties(by, clock.now())} for by in people]
        assert ["awards.confirm" in kinds for kinds in offered] == [False, False, True]
        for by in people[:2]:
            with refused("awards.own_publication", kind=NotPermitted):
                confirming.confirm(award=award, by=by)
        assert confirming.confirm(award=award, by=third).state == State.AWARDED


def test_the_end_of_the_call_leaves_what_still_waits_to_be_answered(office: Office, award: Award) -> None:
    """One is answered with the end of the call; the others have their answer, and whoever bid challenges the end."""
    first, second = awards.bidders(award.tender)[1:]
    waiting = awards.challenged(award.tender, second, Subject.PROCESS, Step.OPENING)
    answer(awards.challenged(award.tender, first), office.approver, Outcome.CANCELLED)
    waiting.refresh_from_db()
    assert waiting.state == ObjectionState.OPEN
    with refused("awards.end_instead"):
        awards.challenged(award.tender, first)
    assert answer(waiting, office.approver, Outcome.CALL_ANEW).state == ObjectionState.UPHELD
    assert awards.challenged(award.tender, first, Subject.END).state == ObjectionState.OPEN


def test_the_page_shows_everybody_subject_and_outcome_and_never_who(office: Office, award: Award) -> None:
    """Facts, evidence and answer are for the offices and the challenger; rivals are the public here."""
    by, rival = awards.bidders(award.tender)[1:]
    row = challenges.file_challenge(
        tender=award.tender, by=by, subject=Subject.RESULT, pleading=awards.PLEADING, uploads=[files.upload()]
    )
    assert by.organisation is not None
    secret = [awards.PLEADING.text, awards.PLEADING.grounds, by.organisation.name, by.user.name]
    for client in (Client(), accounts.signed_in(Client(), rival)):
        page = client.get(row.get_absolute_url()).content.decode()
        assert "The result" in page or "中选结果" in page
        assert [word for word in secret if word in page] == []
    for member in (by, office.approver):
        page = accounts.signed_in(Client(), member).get(row.get_absolute_url()).content.decode()
        assert awards.PLEADING.text in page
    evidence = row.files.get().file
    assert [may_read(reader, evidence) for reader in (by, office.approver, rival, None)] == [True, True, False, False]
    detail = Client().get(award.get_absolute_url()).content.decode()
    assert [
        word for word in secret if word in detail and word != by.organisation.name
    ] == []  # it stands in the ranking


def test_it_waits_on_the_workbench_of_whoever_may_answer(office: Office, award: Award, street: Membership) -> None:
    """Not of whoever published the award."""
    awards.challenged(award.tender, loser(award))

    def waits(member: Membership) -> bool:
        return "awards.answer_challenge" in {duty.kind for duty in duties(member, clock.now())}

    assert [waits(member) for member in (office.preparer, office.approver, street)] == [False, True, True]
