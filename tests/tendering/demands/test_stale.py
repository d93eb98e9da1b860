"""Two people of one office mend one draft: the second reads who was there before, and has lost no word."""

from __future__ import annotations

import pytest

from marketplace import clock
from marketplace.accounts.rules import Role
from marketplace.primitives.masking import mask_name
from marketplace.ui.formats import moment
from tendering.demands.services import drafting
from tests.factories import accounts, demands
from tests.factories.demands import People

pytestmark = pytest.mark.django_db


def test_a_page_that_somebody_else_overtook_says_what_was_done_and_keeps_what_was_typed(people: People) -> None:
    demand = demands.drafted(people)
    url = f"/demands/{demand.number}/edit/"
    late = accounts.client_of(accounts.membership(Role.COMMUNITY, people.community))
    form = late.get(url).context["form"]
    sent = {name: form[name].value() for name in form.fields if form[name].value() not in (None, "")}
    drafting.edit_demand(
        demand=demand, by=people.author, values=demands.values(title="改了标题的项目"), version=demand.version
    )
    answer = late.post(url, sent | {"need": "楼道没有扶手, 老人上下不便"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert f"{mask_name(people.author.user.name)}修改了需求" in page
    assert moment(clock.now()) in page
    assert "楼道没有扶手, 老人上下不便" in page
