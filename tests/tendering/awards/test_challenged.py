"""While a challenge, complaint or hint of collusion waits, nobody is asked to confirm, to send letters or to sign."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.test import Client

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from marketplace.notifications.models import Notification
from marketplace.rulebook.queries import work_calendar
from tendering.awards.models import Award
from tendering.awards.queries.duties import duties
from tendering.awards.queries.overdue import unconfirmed
from tendering.awards.rules import publicity as periods
from tendering.awards.rules.remedies import Outcome
from tendering.awards.services import answering, complaints, letters, objections, publicity
from tendering.contracts.models import Contract
from tendering.contracts.queries.duties import duties as contract_duties
from tendering.contracts.services import drafting
from tests.factories import accounts, awards, bids, contracts, hints
from tests.factories.tenders import Office

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R39")]
LATER = timedelta(days=30)
WHY = "质疑尚待答复,或投诉尚待处理".replace(",", "\N{FULLWIDTH COMMA}")
HINT_WHY = "待区级或纪检监察书面答复"


def owed(by: Membership, kind: str) -> list[datetime | None]:
    return [one.due_at for one in duties(by, clock.now()) if one.kind == kind]


def page(by: Membership | None, url: str) -> str:
    client = accounts.signed_in(Client(), by) if by else Client()
    return client.get(url).content.decode()


def at(office: Office, state: str, *, local: bool = False) -> Award:
    """Confirmable or confirmed, under the statute unless `local`, where an objection was dismissed meanwhile."""
    tender = awards.ranked(office)
    award = awards.publicised(tender if local else awards.statutory(tender), office)
    if local:
        row = awards.objected(award)
        objections.answer_objection(objection=row, by=office.approver, upheld=False, answer="已核实")
    Award.objects.filter(pk=award.pk).update(publicity_ends_at=clock.now())
    publicity.elapse(award=award)
    award = Award.objects.get(pk=award.pk)
    return awards.confirm(award, office) if state == "awarded" else award


@pytest.mark.parametrize(("state", "kind"), [("confirmable", "confirm"), ("awarded", "letters")])
def test_what_a_challenge_holds_up_is_owed_from_its_answer_on(office: Office, state: str, kind: str) -> None:
    """And late neither meanwhile nor before its days have run since then."""
    award = at(office, state)
    by = office.approver if kind == "confirm" else office.preparer
    url = f"{award.get_absolute_url()}{kind}/"
    row = awards.challenged(award.tender, awards.bidders(award.tender)[1])
    assert owed(by, f"awards.{kind}") == []
    shown = page(by, award.get_absolute_url())
    assert url not in shown
    assert WHY in shown
    assert WHY in page(by, url)
    assert WHY not in page(None, award.get_absolute_url())
    with clock.shifted(LATER):
        assert list(unconfirmed(clock.now())) == []
        assert owed(by, f"awards.{kind}") == []
        street = accounts.membership(Role.STREET, office.community.parent)
        answering.answer_challenge(objection=row, by=street, outcome=Outcome.NOT_UPHELD, answer="经核实")
        days = award.tender.rule_set.rules.duties
        due = periods.due_at(work_calendar(), clock.now(), days.confirm if kind == "confirm" else days.letter)
        assert owed(by, f"awards.{kind}") == [due]
        assert list(unconfirmed(clock.now())) == []
        shown = page(by, award.get_absolute_url())
        assert url in shown
        assert WHY not in shown


def test_a_complaint_under_local_rules_holds_up_a_confirmation_until_its_decision(office: Office) -> None:
    award = at(office, "confirmable", local=True)
    objection = award.objections.get()
    by = objection.filed_by.memberships.get()
    row = complaints.file_complaint(objection=objection, by=by, pleading=awards.PLEADING)
    assert owed(office.approver, "awards.confirm") == []
    assert WHY in page(office.approver, award.get_absolute_url())
    with clock.shifted(LATER):
        assert list(unconfirmed(clock.now())) == []
        judge = accounts.membership(Role.DISCIPLINE, office.community.parent)
        complaints.decide(complaint=row, by=judge, outcome=Outcome.NOT_UPHELD, decision="处理决定")
        days = award.tender.rule_set.rules.duties.confirm
        assert owed(office.approver, "awards.confirm") == [periods.due_at(work_calendar(), clock.now(), days)]


def test_a_hint_of_collusion_holds_up_a_confirmation_until_it_is_answered(office: Office) -> None:
    """The office that confirms reads why, nobody else does; it is asked, and its days begin, with the answer."""
    award = at(office, "confirmable")
    url, by = f"{award.get_absolute_url()}confirm/", office.approver
    bids.deliver_all()
    Notification.objects.all().delete()
    row = hints.found(award.tender)
    assert owed(by, "awards.confirm") == []
    shown = page(by, award.get_absolute_url())
    assert (url in shown, HINT_WHY in shown) == (False, True)
    assert HINT_WHY in page(by, url)
    assert HINT_WHY not in page(None, award.get_absolute_url())
    with clock.shifted(LATER):
        assert list(unconfirmed(clock.now())) == []
        hints.explained(row)
        days = award.tender.rule_set.rules.duties.confirm
        assert owed(by, "awards.confirm") == [periods.due_at(work_calendar(), clock.now(), days)]
        bids.deliver_all()
        assert Notification.objects.filter(kind="awards.confirmable", recipient=by.user).exists()
        shown = page(by, award.get_absolute_url())
        assert (url in shown, HINT_WHY in shown) == (True, False)


def test_the_end_of_publicity_asks_nobody_while_a_hint_waits(office: Office) -> None:
    award = awards.publicised(awards.ranked(office), office)
    hints.found(award.tender)
    Award.objects.filter(pk=award.pk).update(publicity_ends_at=clock.now())
    publicity.elapse(award=award)
    bids.deliver_all()
    assert not Notification.objects.filter(kind="awards.confirmable").exists()


def test_nobody_is_asked_to_sign_while_a_challenge_waits(office: Office) -> None:
    """Neither side; a draft may still be written."""
    with clock.shifted(-awards.LETTER_AGE):
        award = letters.send_letters(award=at(office, "awarded"), by=office.preparer)
    contract = drafting.draft_contract(award=award, by=office.preparer, now=clock.now(), terms=contracts.terms())
    winner, loser, _third = awards.bidders(award.tender)
    url = f"{contract.get_absolute_url()}sign/"

    def asked(by: Membership) -> tuple[bool, bool, bool]:
        kinds = [one.kind for one in contract_duties(by, clock.now())]
        return "contracts.sign" in kinds, url in page(by, contract.get_absolute_url()), WHY in page(by, url)

    assert [asked(by) for by in (winner, office.preparer)] == [(True, True, False)] * 2
    row = awards.challenged(award.tender, loser)
    assert [asked(by) for by in (winner, office.preparer)] == [(False, False, True)] * 2
    assert f"{contract.get_absolute_url()}scan/" not in page(winner, contract.get_absolute_url())
    assert WHY in page(winner, contract.get_absolute_url())
    street = accounts.membership(Role.STREET, office.community.parent)
    answering.answer_challenge(objection=row, by=street, outcome=Outcome.NOT_UPHELD, answer="经核实")
    assert asked(winner) == (True, True, False)
    assert Contract.objects.get().state == "drafting"
