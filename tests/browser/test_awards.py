"""The pages of an award in a browser, in both languages: results, letters, and every act on the way."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from marketplace.accounts.rules import Role
from tendering.awards.services import falling, objections, publicity
from tests.browser.conftest import Acting
from tests.browser.onlooker import Onlooker
from tests.factories import accounts, awards, catalog, files, tenders
from tests.factories.tenders import Office

pytestmark = pytest.mark.django_db(transaction=True)
SHOTS = os.environ.get("SHOTS", "")


def look(onlooker: Onlooker, path: str, name: str) -> None:
    onlooker.look_at(path)
    if SHOTS:
        onlooker.page.screenshot(path=Path(SHOTS) / f"award-{name}.png", full_page=True)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_nothing_to_stumble_over_on_the_way_to_the_letters(acting: Acting, language: str) -> None:
    office = Office.of()
    tender = awards.ranked(office, invalid=[catalog.listed_provider()])
    preparer = acting(office.preparer, language=language)
    look(preparer, f"/results/propose/{tender.number}/", f"propose-{language}")
    award = awards.proposed(tender, office)
    here = award.get_absolute_url()
    look(preparer, here + "publicise/", f"publicise-{language}")
    publicity.publicise(award=award, by=office.preparer, note="方案最贴近需求")
    resident = accounts.membership(Role.RESIDENT, office.community)
    neighbour = acting(resident, language=language)
    look(neighbour, here + "object/", f"object-{language}")
    objection = objections.file_objection(award=award, by=resident, text="报价构成不清楚", uploads=[files.upload()])
    look(neighbour, here, f"held-{language}")
    approver = acting(office.approver, language=language)
    look(approver, f"/results/objections/{objection.pk}/answer/", f"answer-{language}")
    objections.answer_objection(objection=objection, by=office.approver, upheld=False, answer="报价表已公开")
    look(neighbour, "/results/", f"list-{language}")
    look(approver, here + "confirm/", f"confirm-{language}")
    assert preparer.findings | neighbour.findings | approver.findings == {}


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_nothing_to_stumble_over_on_letters_and_after_a_fall(acting: Acting, language: str) -> None:
    office = Office.of()
    late = catalog.listed_provider()
    award = awards.lettered(office, awards.ranked(office, invalid=[late]))
    here = award.get_absolute_url()
    assert award.provider is not None
    winner, loser = tenders.bidder(award.provider), tenders.bidder(late)
    own = acting(winner, language=language)
    look(own, award.letters.get(kind="award").get_absolute_url(), f"letter-{language}")
    look(own, here + "refuse/", f"refuse-{language}")
    theirs = acting(loser, language=language)
    look(theirs, award.letters.get(provider=late).get_absolute_url(), f"regret-{language}")
    falling.refuse_award(award=award, by=winner, reason="人手不足")
    community = acting(office.preparer, language=language)
    for act in ("", "next/", "relaunch/", "letters/"):
        look(community, here + act, f"fallen-{act.strip('/')}-{language}")
    look(community, "/workbench/", f"workbench-{language}")
    assert own.findings | theirs.findings | community.findings == {}
