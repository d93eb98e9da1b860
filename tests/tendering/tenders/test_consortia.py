"""Whether several may answer together: prepared with the call, shown with it, and fixed once it is announced."""

from __future__ import annotations

import pytest
from django.test import Client

from marketplace import clock
from marketplace.primitives.refusal import Refusals
from tendering.awards.forms.challenge import AmendingAnswerForm
from tendering.awards.rules.remedies import Outcome
from tendering.tenders.forms.call import AmendForm, EditForm
from tendering.tenders.models import Notice, Tender
from tendering.tenders.rules.notice import Content
from tendering.tenders.services import announcing, keys, preparing
from tests.factories import tenders
from tests.factories.tenders import Office

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R32")]


def announced(office: Office, said: str) -> Tender:
    tender = tenders.prepared(office, consortium=said)
    preparing.submit_docs(tender=tender, by=office.preparer, now=clock.now())
    keys.fill_pool(size=1, now=clock.now())
    return announcing.announce(tender=tender, by=office.approver, deadline_at=tenders.deadline(tender))


def test_none_are_admitted_unless_the_call_says_so(office: Office) -> None:
    tender = announced(office, "")
    assert Content.from_mapping(tender.content).most_joined == 0
    assert "不接受" in Client().get(tender.get_absolute_url()).content.decode()


def test_call_and_notice_say_how_many_together(office: Office) -> None:
    tender = announced(office, "3")
    words = "接受：最多 3 家机构联合"
    assert words in Client().get(tender.get_absolute_url()).content.decode()
    notice = Notice.objects.get(tender=tender, kind=Notice.Kind.ANNOUNCEMENT)
    assert notice.body["consortium"] == "3"
    assert words in Client().get(f"/records/notice/{notice.pk}/").content.decode()


@pytest.mark.parametrize("said", ["1", "6", "-2", "三", "2.5"])
def test_nothing_else_is_taken(office: Office, said: str) -> None:
    with pytest.raises(Refusals) as refused:
        tenders.prepared(office, consortium=said)
    assert [one.code for one in refused.value.refusals] == ["tenders.consortium_invalid"]
    assert "consortium" in EditForm(data={"consortium": said}).errors


def test_an_announced_call_keeps_what_it_said(office: Office) -> None:
    tender = announced(office, "3")
    values = Content.from_mapping(tender.content).to_mapping()
    amended = AmendForm(data=values | {"consortium": "", "reason": "补充说明"}, initial=tender.content)
    assert amended.is_valid(), amended.errors
    assert amended.content().consortium == "3"
    sent = values | {"outcome": Outcome.AMENDED, "answer": "已修改"}
    answer = AmendingAnswerForm(data=sent, initial=tender.content, outcomes=[Outcome.AMENDED])
    assert answer.is_valid(), answer.errors
    assert answer.content().consortium == "3"
