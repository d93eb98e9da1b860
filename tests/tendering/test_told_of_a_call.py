"""Whoever takes part in a call is told what happens to it, in the same words, and nothing tells who that is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest
from django.core import mail

from catalog.models import Provider
from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from marketplace.audit import readers
from marketplace.demo import mailroom
from marketplace.notifications import kinds, queries, services
from marketplace.notifications.models import Notification
from marketplace.notifications.rules import Channel
from marketplace.outbox.models import Message
from marketplace.primitives.calendar import SHANGHAI
from tendering.bids.services import closing
from tendering.tenders.models import Invitation, JointCall, Notice, Receipt, Tender
from tendering.tenders.rules.notice import Content
from tendering.tenders.services import announcing, joint_calls, questions, telling
from tendering.tenders.services.invitations import answer_invitation
from tests.factories import accounts, bids, consortia, demands, joint, tenders
from tests.factories.joint import StreetOffice
from tests.factories.tenders import Office

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R39")]


@pytest.fixture(autouse=True)
def june() -> Iterator[None]:
    """1 June 2026, a Monday."""
    with clock.moved_to(datetime(2026, 6, 1, 9, tzinfo=SHANGHAI)):
        yield


@dataclass
class Call:
    """A running call with somebody of every kind that takes part; beside them who declined, who left, a stranger."""

    tender: Tender
    office: Office
    part: dict[str, Membership]

    @staticmethod
    def of() -> Call:
        demands.rules()
        office = Office.of()
        invited, declined, stranger, *others = tenders.providers(7)
        tender = tenders.announced(office, invited=[invited, declined])
        obtained, asking, drafting, sealing = map(tenders.bidder, others)
        newcomer = accounts.membership(Role.PROVIDER_ADMIN)
        refusing = tenders.bidder(declined)
        answer_invitation(
            invitation=Invitation.objects.get(provider=declined), by=refusing, accept=False, reason="人手不足"
        )
        questions.obtain(tender=tender, by=obtained)
        for who in (asking, newcomer):
            questions.ask(tender=tender, by=who, text="可以分两次付款吗?")
        bids.drafted(tender, provider_of(drafting), drafting)
        bids.submitted(tender, provider_of(sealing), by=sealing)
        tenders.bidder(stranger)
        accounts.membership(Role.PROVIDER_BIDDER, sealing.organisation, to_date=clock.today() - timedelta(days=20))
        part = {"obtained": obtained, "asking": asking, "newcomer": newcomer, "drafting": drafting, "sealing": sealing}
        part["invited"] = tenders.bidder(invited)
        return Call(tender, office, part)

    @property
    def street(self) -> Membership:
        return accounts.membership(Role.STREET, self.office.community.parent)


def provider_of(who: Membership) -> Provider:
    return Provider.objects.select_related("organisation").get(organisation=who.organisation_id)


def received(kind: str) -> list[Notification]:
    """What the worker put into inboxes, once it has delivered everything, also what is of the deadline's day."""
    with clock.moved_to(datetime(2026, 7, 1, 9, tzinfo=SHANGHAI)):
        bids.deliver_all()
    return list(Notification.objects.filter(kind=kind).order_by("pk"))


def amend(call: Call) -> None:
    content = replace(Content.from_mapping(call.tender.content), outputs="全年 240 人次。")
    announcing.amend(tender=call.tender, by=call.office.preparer, content=content, reason="次数写错")


def extend(call: Call) -> None:
    bids.closed(call.tender)


def answer(call: Call) -> None:
    question = call.tender.questions.order_by("pk")[0]
    questions.answer(question=question, by=call.office.preparer, text="可以。")


def suspend(call: Call) -> None:
    announcing.suspend(tender=call.tender, by=call.street, reason="核实经费")


def resume(call: Call) -> None:
    suspend(call)
    announcing.resume(tender=call.tender, by=call.street, reason="已核实")


def cancel(call: Call) -> None:
    announcing.cancel(tender=call.tender, by=call.office.preparer, reason="资金来源有变化")


def fail(call: Call) -> None:
    extend(call)
    bids.closed(call.tender)


ACTS = {
    "tenders.amended": (amend, "次数写错"),
    "tenders.extended": (extend, ""),
    "tenders.answered": (answer, ""),
    "tenders.suspended": (suspend, "核实经费"),
    "tenders.resumed": (resume, "已核实"),
    "tenders.cancelled": (cancel, "资金来源有变化"),
    "tenders.failed": (fail, "3"),
}


@pytest.mark.parametrize("kind", ACTS)
def test_everybody_who_takes_part_is_told_once_in_the_same_words(kind: str) -> None:
    call, (act, reason) = Call.of(), ACTS[kind]
    act(call)
    rows = received(kind)
    assert sorted(row.recipient_id for row in rows) == sorted(who.user_id for who in call.part.values())
    (parameters,) = {tuple(sorted(row.parameters.items())) for row in rows}
    said = dict(parameters)
    assert said["title"] == call.tender.demand.title
    # Where no reason was given none is told.
    assert (reason in said["reason"]) if reason else (said["reason"] == "")
    assert {row.url for row in rows} == {call.tender.get_absolute_url()}
    assert kinds.find(kind).placeholders() <= said.keys()
    assert all(said[name] for name in kinds.find(kind).placeholders())


def test_every_kind_of_notice_about_the_call_itself_is_told() -> None:
    assert set(telling.KINDS.values()) == {*ACTS, "tenders.announced"}


def test_the_outbox_names_a_notice_and_nobody() -> None:
    call = Call.of()
    Message.objects.all().delete()
    suspend(call)
    notice = Notice.objects.get(kind=Notice.Kind.SUSPENSION)
    payloads = {row.topic: row.payload for row in Message.objects.exclude(topic__startswith="search")}
    assert payloads[telling.TOPIC] == {"notices": [notice.pk]}
    assert not [topic for topic in payloads if topic == "notify"]


def test_a_message_delivered_twice_is_seen_once() -> None:
    call = Call.of()
    suspend(call)
    message = Message.objects.get(topic=telling.TOPIC)
    before = len(received("tenders.suspended"))
    telling.tell(message.payload, message_id=message.pk)
    assert Notification.objects.filter(kind="tenders.suspended").count() == before


def test_it_goes_by_mail_unless_a_person_does_not_want_it() -> None:
    call = Call.of()
    wanting, unwilling = call.part["drafting"].user, call.part["invited"].user
    for who in (wanting, unwilling):
        accounts.proved(who)
    choices = queries.preferences(unwilling) | {("tenders.suspended", Channel.EMAIL): False}
    services.choose(user=unwilling, wanted=choices)
    suspend(call)
    assert len(received("tenders.suspended")) == len(call.part)
    with clock.moved_to(datetime(2026, 7, 2, 9, tzinfo=SHANGHAI)):
        bids.deliver_all()
    assert [message.to for message in mail.outbox if "核实经费" in message.body] == [[wanting.email]]


@pytest.mark.parametrize(
    "begin",
    [
        lambda tender, who: questions.ask(tender=tender, by=who, text="可以分两次付款吗?"),
        lambda tender, who: bids.drafted(tender, provider_of(who), who),
        lambda tender, who: bids.submitted(tender, provider_of(who), by=who),
        lambda tender, who: consortia.agreed(tender, tenders.providers(1)[0], [provider_of(who)]),
    ],
    ids=["asked", "drafted", "sealed", "joined"],
)
def test_whoever_takes_part_has_obtained_the_documents(begin: Callable[[Tender, Membership], object]) -> None:
    """So that whoever is told of a call is known for no more than that."""
    demands.rules()
    tender, who = consortia.call(Office.of()), tenders.bidder(tenders.providers(1)[0])
    begin(tender, who)
    assert Receipt.objects.filter(tender=tender, provider=provider_of(who)).count() == 1


def test_of_a_call_that_came_to_nothing_no_receipt_is_ever_read() -> None:
    """Under local rules it would say who began a bid; those stay hidden too."""
    call = Call.of()
    auditor = accounts.membership(Role.AUDITOR)
    fail(call)
    assert not any(readers.may_read(auditor, row) for row in Receipt.objects.all())


@dataclass
class Lots:
    """Three running lots of one joint call; one bidder has begun bids in two, another in one."""

    lots: list[Tender]
    office: StreetOffice
    both: Membership
    one: Membership

    @staticmethod
    def of() -> Lots:
        demands.rules()
        office = StreetOffice.of()
        lots = joint.announced(office, joint.projects(office, "9700.00", "8900.00", "7800.00"))
        both, one = map(tenders.bidder, tenders.providers(2))
        for lot, who in ((lots[0], both), (lots[1], both), (lots[1], one)):
            bids.drafted(lot, provider_of(who), who)
        return Lots(lots, office, both, one)

    def told(self, kind: str) -> dict[int, list[str]]:
        found: dict[int, list[str]] = {self.both.user_id: [], self.one.user_id: []}
        for row in received(kind):
            found[row.recipient_id].append(row.parameters["title"])
        return found

    def close(self) -> None:
        for lot in joint.lots_of(self.joint):
            assert lot.deadline_at is not None
            with clock.moved_to(lot.deadline_at + timedelta(seconds=1)):
                closing.close_due(tender=lot)

    @property
    def joint(self) -> JointCall:
        found = self.lots[0].joint
        assert found is not None
        return found

    @property
    def together(self) -> dict[int, list[str]]:
        """One message each: of two lots under the name of the joint call, of one under its own."""
        both = f"{self.joint.title} 第 1, 2 标段"
        return {self.both.user_id: [both], self.one.user_id: [self.lots[1].demand.title]}


def test_what_one_act_does_to_several_lots_is_told_each_person_once() -> None:
    case = Lots.of()
    common = joint.common(contact_phone="028-11111111")
    joint_calls.amend_joint(joint=case.joint, by=case.office.preparer, common=common, reason="电话变更")
    assert case.told("tenders.amended") == case.together


def test_lots_extended_together_and_failed_at_one_deadline_are_told_each_person_once() -> None:
    case = Lots.of()
    case.close()
    assert case.told("tenders.extended") == case.together
    case.close()
    assert {lot.state for lot in joint.lots_of(case.joint)} == {"failed"}
    assert case.told("tenders.failed") == case.together
    case.close()
    assert case.told("tenders.failed") == case.together


def test_what_the_demonstration_hands_out_is_what_the_worker_would() -> None:
    call = Call.of()
    suspend(call)
    mailroom.hand_out(lambda: None)
    told = Notification.objects.filter(kind="tenders.suspended").values_list("recipient_id", flat=True)
    assert sorted(told) == sorted(who.user_id for who in call.part.values())
    assert not Message.objects.open().filter(topic=telling.TOPIC).exists()


def test_a_reason_that_names_a_number_reaches_nobody_unmasked() -> None:
    """Pages mask it; so do inboxes."""
    call = Call.of()
    announcing.cancel(tender=call.tender, by=call.office.preparer, reason="改期，问13800000000")
    bids.deliver_all()
    told = Notification.objects.filter(kind="tenders.cancelled")
    assert told.exists()
    assert not any("13800000000" in row.parameters["reason"] for row in told)
