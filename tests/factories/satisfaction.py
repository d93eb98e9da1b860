"""Measurements for tests: an accepted contract, a panel, codes as they reach people."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.test import override_settings

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from marketplace.outbox.models import Message
from marketplace.places.models import Place
from tendering.contracts.models import Contract, PanelMember, Rectification, SatisfactionPanel
from tendering.contracts.rules.satisfaction_states import RectificationState
from tendering.contracts.services.satisfaction import codes
from tendering.contracts.services.satisfaction.answering import Answers, Receipt, answer
from tendering.contracts.services.satisfaction.measuring import close_panel, open_panel
from tendering.contracts.services.satisfaction.panels import add_resident, create_panel, seat_residents
from tendering.demands.models import Demand
from tendering.demands.rules.steps import State as DemandState
from tests import gateways
from tests.factories import accounts, contracts, files
from tests.factories.contracts import People


@dataclass
class Judges:
    """Who takes part: the community that asks, the committee that watches, the contractor, the street."""

    contract: Contract
    community: Membership
    committee: Membership
    provider: Membership
    street: Membership

    @staticmethod
    def of(community: Place | None = None, *, beneficiaries: int = 140, state: str = DemandState.ACCEPTED) -> Judges:
        """An accepted contract of a community, and everybody around it."""
        people = People.of(community)
        contract = contracts.accepted(people)
        Demand.objects.filter(pk=contract.demand_id).update(people=beneficiaries, state=state)
        return Judges(
            contract=contracts.fresh(contract),
            community=accounts.membership(Role.COMMUNITY, people.community),
            committee=accounts.membership(Role.SUPERVISION_COMMITTEE, people.community),
            provider=people.contractor,
            street=people.street,
        )


def residents(community: Place, number: int) -> list[Membership]:
    """Confirmed residents of a community, whose e-mails are theirs."""
    found = [accounts.proved(accounts.user()) for _ in range(number)]
    return [accounts.membership(Role.RESIDENT, community, who=who) for who in found]


def panel_of(judges: Judges, members: int = 14) -> SatisfactionPanel:
    """A panel with named residents, not open yet."""
    panel = create_panel(contract=judges.contract, by=judges.community, now=clock.now())
    found = residents(judges.contract.demand.community, members)
    seat_residents(panel=panel, by=judges.community, residents=found, now=clock.now())
    return panel


def opened(judges: Judges, members: int = 14, *, on_paper: int = 0) -> SatisfactionPanel:
    """A panel that may answer; some of it without phone and e-mail."""
    panel = panel_of(judges, members - on_paper)
    for number in range(on_paper):
        add_resident(
            panel=panel,
            by=judges.community,
            name=f"钱{number}",
            phone="",
            is_representative=False,
            now=clock.now(),
        )
    return open_panel(panel=panel, by=judges.community, now=clock.now())


@contextmanager
def letterbox() -> Iterator[list[gateways.Message]]:
    """Every text message and e-mail goes here meanwhile."""
    gateways.MemorySms.sent.clear()
    named = {"sms": gateways.NAME, "email": gateways.NAME}
    with override_settings(OUTBOX_GATEWAYS=settings.OUTBOX_GATEWAYS | named):
        yield gateways.MemorySms.sent


def code_of(member: PanelMember) -> str:
    """The digits this member is sent now; those sent before become worthless."""
    with letterbox() as sent:
        assert codes.send_code(code_id=member.code.pk, now=clock.now())
    return digits_in(sent[-1].text)


def digits_in(text: str) -> str:
    """The code in a message."""
    found = re.search(r"\d{4} \d{4} \d{4}", text)
    assert found, text
    return found.group().replace(" ", "")


def waiting_codes() -> list[int]:
    """Codes that the outbox is asked to deliver."""
    return [row.payload["code"] for row in Message.objects.filter(topic=codes.TOPIC).order_by("pk")]


def answered(member: PanelMember, said: str = "satisfied", **values: Any) -> Receipt:
    """A member answers with the code that comes."""
    code = codes.admit(panel=member.panel, text=code_of(member), address=f"10.0.{member.pk // 250}.{member.pk % 250}")
    return answer(code=code, values=Answers(**({"answer": said, "awareness": "knows"} | values)))


def judged(judges: Judges, satisfied: int, answers: int) -> SatisfactionPanel:
    """A measurement with so many of so many satisfied, everybody answering."""
    panel = opened(judges, answers)
    for number, member in enumerate(panel.members.select_related("panel", "user").order_by("seat")):
        answered(member, "satisfied" if number < satisfied else "dissatisfied")
    return close_panel(panel=panel)


def rectifying(judges: Judges) -> Rectification:
    """An order to mend after 11 of 14."""
    return judged(judges, 11, 14).rectification


def checked(judges: Judges) -> Rectification:
    """Mended, reported and checked: the next panel may be named."""
    from tendering.contracts.services import rectification as services

    row = rectifying(judges)
    services.submit_plan(rectification=row, by=judges.provider, text="更换灯具")
    services.agree_plan(rectification=row, by=judges.community)
    services.report(
        rectification=row, by=judges.provider, text="已更换", photos=[files.upload(files.picture(), "灯.jpg")]
    )
    row = services.check(rectification=row, by=judges.community)
    assert row.state == RectificationState.REMEASURING
    return row
