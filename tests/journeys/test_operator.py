"""Who keeps the system running (系统运维): what could not be sent, how far behind it is, who the officers are."""

from __future__ import annotations

import pytest
from django.db import transaction

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from marketplace.outbox import services
from marketplace.outbox.models import Message, MessageState
from tests.factories import places
from tests.journeys.cast import person
from tests.journeys.person import Person

pytestmark = [pytest.mark.django_db, pytest.mark.once]
NEWS, WHY = "News for the inboxes of the people concerned", "收件人已注销。"


def keeper() -> Person:
    """The operator."""
    return person("陈运维", Role.OPERATOR, places.district())


def dead_letters(number: int) -> None:
    """So many messages that were tried ten times, and one that waits."""
    with transaction.atomic():
        for _letter in range(number):
            services.publish(topic="notify", payload={"kind": "accounts.invitation", "recipients": [77123]})
        services.publish(topic="tests.parcel", payload={})
    dead = {"dead_at": clock.now(), "attempts": 10, "last_error": "ConnectionError: away"}
    Message.objects.filter(topic="notify").update(**dead)


def test_an_operator_looks_after_dead_letters() -> None:
    """One is sent again, one given up with a reason; how far the rest is behind is shown, what they say is not."""
    operator, district = keeper(), person("赵处长", Role.DISTRICT, places.district())
    dead_letters(2)
    operator.opens().sees("2 dead letters").follows("Messages could not be sent").sees("How far behind", "1 waiting")
    operator.follows(NEWS).sees("ConnectionError: away").sees_nothing_of("77123").follows("Try again").fills().sends()
    operator.opens().sees("1 dead letter").follows("Messages could not be sent").follows(NEWS)
    operator.follows("Discard for good").fills(reason=WHY).sends()
    lost = operator.page.url
    assert not operator.has("Messages could not be sent")
    states = [MessageState.WAITING, MessageState.DISCARDED]
    assert [Message.objects.in_state(state).filter(topic="notify").count() for state in states] == [1, 1]
    assert district.client.get(lost).status_code == 403
    assert operator.client.get("/audit/").status_code == 403, "an operator reads nothing of what people did"


def test_an_operator_appoints_the_districts_officers_and_nobody_else() -> None:
    """Found from the workbench; a lost phone is reset, a role ended; the roles of others are not offered."""
    operator, old = keeper(), person("赵处长", Role.DISTRICT, places.district())
    operator.opens().follows("People and roles").follows("Give a role")
    roles = operator.page.form({"role": ""}).offers("role").values()
    assert [*roles] == ["District officer", "System operator"]
    new = {"name": "钱处长", "phone": "13800009911", "role": "District officer", "from_date": clock.today()}
    operator.fills(place=places.district().name_zh, **new).sends().sees("钱处长")
    operator.follows("Reset the second step 赵处长").fills(reason="手机遗失，已当面核实。").sends()
    operator.follows("End the role 赵处长").fills(reason="调离。").sends()
    holder = Membership.objects.scoped().get(user__name="钱处长")
    Person(holder).opens().sees("District officer")
    assert old.client.get("/workbench/", follow=True).redirect_chain, "signed out with the lost phone"
