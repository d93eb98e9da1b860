"""The pages of a joint call in a browser, in both languages: from the choice of projects to its lots in public."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from marketplace import clock
from marketplace.accounts.rules import Role
from tendering.tenders.models import Tender
from tendering.tenders.rules.states import State
from tendering.tenders.services import joint_calls, keys
from tests.browser.conftest import Acting, Visiting
from tests.browser.onlooker import Onlooker
from tests.factories import accounts, demands, joint, tenders
from tests.factories.joint import StreetOffice

pytestmark = pytest.mark.django_db(transaction=True)
SHOTS = os.environ.get("SHOTS", "")


def look(onlooker: Onlooker, path: str, name: str) -> None:
    onlooker.look_at(path)
    if SHOTS:
        onlooker.page.screenshot(path=Path(SHOTS) / f"joint-{name}.png", full_page=True)


def closed(lots: list[Tender]) -> None:
    """Past their deadline; nobody has confirmed an opening."""
    for lot in lots:
        Tender.objects.filter(pk=lot.pk).update(state=State.CLOSED, closed_at=clock.now())


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_nothing_to_stumble_over_on_the_way_to_the_announced_lots(
    acting: Acting, visiting: Visiting, language: str
) -> None:
    demands.rules()
    office = StreetOffice.of()
    rows = joint.projects(office, "31000.00", "24500.00", "8200.00")
    preparer, approver = acting(office.preparer, language=language), acting(office.approver, language=language)
    look(preparer, "/tenders/joint/new/", f"choose-{language}")
    chosen = "&".join(f"demand={row.number}" for row in rows)
    look(preparer, f"/tenders/joint/new/documents/?{chosen}", f"documents-{language}")
    call = joint.prepared(office, rows[:2], method="comparison_public")
    here = call.get_absolute_url()
    look(preparer, here, f"draft-{language}")
    look(preparer, here + "join/", f"join-{language}")
    look(preparer, here + "take-out/", f"take-out-{language}")
    look(preparer, here + "submit/", f"submit-{language}")
    joint_calls.submit_joint(joint=call, by=office.preparer)
    look(approver, here + "return/", f"return-{language}")
    look(approver, here + "announce/", f"announce-{language}")
    keys.fill_pool(size=2, now=clock.now())
    lots = joint.lots_of(call)
    joint_calls.announce_joint(joint=call, by=office.approver, deadline_at=tenders.deadline(lots[0]))
    look(preparer, here + "amend/", f"amend-{language}")
    closed(lots)
    opener = acting(accounts.membership(Role.COMMUNITY, lots[0].demand.community), language=language)
    for width in (1280, 390):
        opener.page.set_viewport_size({"width": width, "height": 844})
        look(opener, f"/bids/lots/{call.number}/opening/", f"opening-{width}-{language}")
    assert opener.findings == {}
    wide = visiting(language=language)
    for width, visitor in ((1280, wide), (390, visiting(language=language, width=390))):
        look(visitor, here, f"page-{width}-{language}")
        look(visitor, "/tenders/joint/", f"list-{width}-{language}")
        look(visitor, lots[1].get_absolute_url(), f"lot-{width}-{language}")
        assert visitor.findings == {}
    assert preparer.findings | approver.findings == {}
