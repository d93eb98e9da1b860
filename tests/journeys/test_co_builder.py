"""A local unit that pays its part (共建单位): the letter it signs, the money it sends, what it sees of it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from marketplace.accounts.models import Organisation
from marketplace.accounts.rules import Role
from tendering.demands.models import Demand
from tendering.funds.models import FundAccount, Source
from tendering.funds.services import LineDraft, commit_plan
from tests.factories import accounts, demands, files, funds
from tests.journeys.cast import Cast
from tests.journeys.days import Days
from tests.journeys.person import Person

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.requirement("R8")]
TITLE, UNIT = "楼道粉刷项目", "金牛电力营业厅"


def set_aside(cast: Cast, unit: Organisation) -> None:
    """A project of 21,000 yuan, 11,000 of them the unit's, its money set aside."""
    demand = demands.published(cast.community, "21000.00", title=TITLE)
    account = FundAccount.objects.get(place=cast.community)
    promised = LineDraft(source=Source.SPONSOR, amount=Decimal("11000.00"), contributor=UNIT, organisation=unit)
    lines = [promised, funds.draft("10000.00", account=account)]
    plan = commit_plan(plan=funds.plan("21000.00", lines, place=cast.community, title=TITLE), by=None)
    Demand.objects.filter(pk=demand.pk).update(plan=plan)


def opened(who: Person, file: str) -> int:
    """What the server answers to a link of the page that leads to a file."""
    url = who.page.link(file)
    assert url is not None, f"no link to {file}"
    answer = who.client.get(url)
    answer.close()
    return int(answer.status_code)


def test_a_unit_signs_for_its_part_and_follows_its_money(days: Days) -> None:
    """Its word is its own; then it reads what it promised, what arrived and the receipt, and no other unit does."""
    cast, unit = Cast.of(days), accounts.organisation(UNIT)
    member = Person(accounts.person("高经理", Role.CO_BUILDER, unit))
    rival = Person(accounts.person("何经理", Role.CO_BUILDER, accounts.organisation()))
    set_aside(cast, unit)
    days.pass_by(hours=1)

    cast.author.does("Contributions still to come", TITLE).lacks("Attach the pledge letter")
    member.does("Attach the letter of your pledge", TITLE).sees(UNIT, "¥11,000.00")
    duty = member.page.url
    member.fills(letter=files.upload(name="承诺函.pdf")).sends().sees("Our contributions", TITLE, "¥11,000.00")
    assert not member.has("Attach the letter of your pledge")
    cast.author.does("Contributions still to come", TITLE).follows("Record receipt")
    cast.author.fills(amount="11000.00", receipt=files.upload(name="收据.pdf"), note="转账").sends()

    member.opens().sees("Received so far ¥11,000.00")
    assert [opened(member, file) for file in ("承诺函.pdf", "Receipt")] == [200, 200]
    letter = member.page.link("承诺函.pdf")
    assert letter is not None
    assert [rival.client.get(url).status_code for url in (letter, duty)] == [403, 404]
    rival.opens().sees_nothing_of("Our contributions", TITLE)
    member.follows(TITLE).sees(UNIT, "¥11,000.00")
    Person().opens("Home").follows("Demands").follows(TITLE).sees(UNIT, "¥11,000.00")
