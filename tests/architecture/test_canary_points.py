"""Before all have signed a member's points and comment stand in that member's sheet and nowhere else."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from marketplace.notifications.services import notify
from marketplace.primitives.calendar import SHANGHAI
from tendering.evaluation.models import Panel
from tendering.evaluation.rules.points import cell_name
from tendering.evaluation.services import sheets
from tests.architecture.canary import Place, forms_of
from tests.architecture.test_canary import listening
from tests.factories import accounts, bids, demands, evaluation, places
from tests.factories.evaluation import Jury

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.once,
    pytest.mark.requirement("R39"),
    pytest.mark.usefixtures("nothing_kept"),
]

POINTS, DRAFTED, COMMENT = "21.37", "13.61", "金丝雀评语：第二家的进度不可信"
# Quoted, as JSON and Python write a text: a bare number also stands in moments of time.
QUOTED = [f"{mark}{value}{mark}" for value in (POINTS, DRAFTED) for mark in "\"'"]
# The sheet itself, which its own author reads.
OWN = (
    "table evaluation_score",
    "table evaluation_scoresheet",
    "table evaluation_papersheet",
    "database file",
    "statement",
)


@pytest.fixture(autouse=True)
def june() -> Iterator[None]:
    with clock.moved_to(datetime(2026, 6, 1, 9, tzinfo=SHANGHAI)):
        demands.rules()
        yield


def leaks(places_: Iterator[Place]) -> list[str]:
    """Where a planted value stands outside the sheet; in tables quoted, or as a whole cell."""
    found = set[str]()
    in_tables, elsewhere = forms_of([COMMENT, *QUOTED]), forms_of([COMMENT, POINTS, DRAFTED])
    for name, content in places_:
        forms = in_tables if name.startswith("table ") else elsewhere
        is_cell = content in (POINTS.encode(), DRAFTED.encode())
        if name not in OWN and (is_cell or any(form in content for form in forms)):
            found.add(name)
    return sorted(found)


def fields(jury: Jury, judge: Membership, points: str) -> dict[str, Any]:
    """A whole sheet with one planted cell, as a browser sends it."""
    written = evaluation.points(jury)
    cell = next(iter(written.points))
    filled = {cell_name(key): value for key, value in (dict(written.points) | {cell: points}).items()}
    return {**filled, "comment": COMMENT, "version": evaluation.sheet_of(jury, judge).version}


def onlookers(jury: Jury) -> list[Membership | None]:
    """Everybody who has to do with the evaluation but the author of the sheet."""
    office, community = jury.contest.office, jury.contest.office.community
    watchers = [accounts.membership(role, places.district()) for role in (Role.DISTRICT, Role.AUDITOR, Role.DISCIPLINE)]
    street = accounts.membership(Role.STREET, community.parent)
    inside = [*jury.judges()[1:], office.preparer, office.committee, street]
    return [None, *inside, *watchers, *jury.contest.bidders]


def watch(jury: Jury) -> None:
    """No page of anybody else shows a planted value."""
    number = jury.tender.number
    pages = ["/workbench/", "/audit/", "/evaluation/", f"/tenders/{number}/"]
    pages += [f"/evaluation/{number}/{page}" for page in ("", "sheet/", "deviation/", "rank/", "sign/", "report/")]
    pages.append(f"/audit/story/evaluation.panel/{jury.panel.pk}/")
    for who in onlookers(jury):
        client = Client() if who is None else accounts.signed_in(Client(), who)
        for page in pages:
            shown = client.get(page).content.decode()
            for planted in (POINTS, DRAFTED, COMMENT):
                assert planted not in shown, (who and who.role, page)


def scores(jury: Jury, judge: Membership) -> None:
    """Draft, mistake, signature, over HTTP."""
    client, url = accounts.signed_in(Client(), judge), f"/evaluation/{jury.tender.number}/sheet/"
    assert client.post(url, fields(jury, judge, DRAFTED) | {"save": "1"}).status_code == 302
    wrong = fields(jury, judge, POINTS) | {"version": "99"}
    assert client.post(url, wrong).status_code == 409
    assert POINTS not in client.get(url).content.decode()
    assert client.post(url, fields(jury, judge, POINTS)).status_code == 302
    assert POINTS in client.get(url).content.decode()


def test_before_the_reveal_points_stand_nowhere_else(django_capture_on_commit_callbacks: Any) -> None:
    jury = evaluation.declared()
    with listening() as overheard:
        with django_capture_on_commit_callbacks(execute=True):
            scores(jury, jury.judges()[0])
        bids.deliver_all()
        assert leaks(overheard.places()) == []
        watch(jury)
        assert leaks(overheard.places()) == []
        for judge in jury.judges()[1:]:
            evaluation.sign(jury, judge)
        watch(jury)
        bids.deliver_all()
        assert leaks(overheard.places()) == []


def into_entry(panel: Panel, by: Membership) -> None:
    from marketplace.audit.services import record

    record(act="evaluation.sheet.signed", target=panel, by=by, parameters={"number": "01", "points": POINTS})


def into_message(panel: Panel, by: Membership) -> None:
    notify(kind="evaluation.ranked", recipients=[by.user_id], url="/", parameters={"title": COMMENT, "number": POINTS})


def into_cache(panel: Panel, by: Membership) -> None:
    cache.set(f"draft-{panel.pk}-{by.pk}", {"points": POINTS}, 60)


def into_log(panel: Panel, by: Membership) -> None:
    logging.getLogger("tendering.evaluation").info("%s of %s by %s", POINTS, panel.pk, by.pk)


LEAKS: dict[str, Callable[[Panel, Membership], None]] = {
    "table audit_entry": into_entry,
    "table outbox_message": into_message,
    "cache": into_cache,
    "log": into_log,
}


@pytest.mark.parametrize("where", LEAKS)
def test_a_leak_inside_the_service_is_found(where: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A signature that also tells what it signs fails the journey."""
    jury = evaluation.declared()
    judge, honest = jury.judges()[0], sheets.close_if_last

    def telling(panel: Panel, now: datetime) -> None:
        LEAKS[where](panel, judge)
        honest(panel, now)

    monkeypatch.setattr(sheets, "close_if_last", telling)
    with listening() as overheard:
        scores(jury, judge)
        found = leaks(overheard.places())
    assert where in found


def test_a_page_that_shows_too_early_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    jury = evaluation.declared()
    scores(jury, jury.judges()[0])
    monkeypatch.setattr("tendering.evaluation.queries.sheet._signed", lambda _sheet: {})
    from tendering.evaluation.views import seat

    first = evaluation.sheet_of(jury, jury.judges()[0])
    monkeypatch.setattr(seat.Sheet, "sheet", property(lambda _view: first))
    with pytest.raises(AssertionError, match="sheet"):
        watch(jury)
