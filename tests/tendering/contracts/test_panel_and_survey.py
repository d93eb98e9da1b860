"""Where a rule set counts the residents' panel and the open survey together, everybody counts once (R49)."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from marketplace.primitives.refusal import Refusal
from tendering.contracts.models import SurveyAnswer
from tendering.contracts.rules.satisfaction import Tally
from tendering.contracts.services.satisfaction import answering, measuring, panels
from tendering.contracts.services.satisfaction.answering import Answers
from tests.factories import accounts, demands, satisfaction
from tests.factories.satisfaction import Judges

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R49")]
SAID = Answers(answer="satisfied", awareness="heard")


def test_where_both_count_nobody_counts_twice() -> None:
    """Whoever sits on the panel answers there: by account, or by the telephone that was entered without one."""
    demands.rules(satisfaction__counts="both")
    judges = Judges.of()
    panel = satisfaction.panel_of(judges, 13)
    phone = "+8613800007719"
    seat: dict[str, Any] = {"panel": panel, "by": judges.community, "is_representative": False, "now": clock.now()}
    panels.add_resident(name="钱九", phone=phone, **seat)
    measuring.open_panel(panel=panel, by=judges.community, now=clock.now())
    sits = panel.members.select_related("user").get(seat=1).user
    assert sits is not None
    home = judges.contract.demand.community
    late = accounts.membership(Role.RESIDENT, home, who=accounts.user(phone=phone))
    member = Membership.objects.get(user=sits)
    neighbour = accounts.membership(Role.RESIDENT, home, who=accounts.known())
    for on_panel in (member, late):
        with pytest.raises(Refusal) as refused:
            answering.answer_survey(panel=panel, values=SAID, user=on_panel.user, membership=on_panel)
        assert refused.value.code == "contracts.satisfaction.answers_on_panel"
        page = accounts.signed_in(Client(), on_panel).get(reverse("contracts:satisfaction_survey", args=[panel.number]))
        assert b'name="answer"' not in page.content
    answering.answer_survey(panel=panel, values=SAID, user=neighbour.user, membership=neighbour)
    for row in panel.members.select_related("panel", "user"):
        satisfaction.answered(row)
    assert measuring.close_panel(panel=panel).result == Tally(15, 15)


def test_where_both_count_whoever_answers_the_survey_proved_a_phone() -> None:
    """A member of the panel who is known by phone is not recognised by an e-mail, but by the phone."""
    demands.rules(satisfaction__counts="both")
    judges = Judges.of()
    panel = satisfaction.panel_of(judges, 14)
    measuring.open_panel(panel=panel, by=judges.community, now=clock.now())
    home = judges.contract.demand.community
    by_mail = accounts.membership(Role.RESIDENT, home)
    typed = accounts.membership(Role.RESIDENT, home, who=accounts.user(phone="+8613800007720"))
    address = reverse("contracts:satisfaction_survey", args=[panel.number])
    for unknown in (by_mail, typed):
        with pytest.raises(Refusal) as refused:
            answering.answer_survey(panel=panel, values=SAID, user=unknown.user, membership=unknown)
        assert refused.value.code == "contracts.satisfaction.survey_phone_unproved"
        page = accounts.signed_in(Client(), unknown).get(address).content.decode()
        assert 'name="answer"' not in page
        assert "验证" in page
    proved = accounts.membership(Role.RESIDENT, home, who=accounts.known())
    page = accounts.signed_in(Client(), proved).get(address).content.decode()
    assert 'name="answer"' in page
    assert "结果以评议小组为准" not in page
    assert "平台认不出" in page


def test_where_the_panel_alone_counts_its_members_may_say_it_in_the_survey_too() -> None:
    panel = satisfaction.opened(Judges.of())
    member = Membership.objects.get(user=panel.members.get(seat=1).user)
    answering.answer_survey(panel=panel, values=SAID, user=member.user, membership=member)
    assert SurveyAnswer.objects.count() == 1
