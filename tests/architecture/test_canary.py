"""Before the opening a bid's price and plan stand nowhere in the clear; and what is looked with does find a leak."""

from __future__ import annotations

import base64
import logging
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.signals import got_request_exception
from django.db import connection
from django.test import Client, RequestFactory
from django.views.debug import get_exception_reporter_class, get_exception_reporter_filter
from pytest_django import Settings

from marketplace import clock
from marketplace.accounts.models import Membership, User
from marketplace.accounts.rules import Role
from marketplace.outbox.models import Message
from marketplace.primitives.calendar import SHANGHAI
from search import engines
from search.schema import Document
from tendering.bids import privacy
from tendering.bids.draft_keys import wrapping_key
from tendering.bids.models import BidVersion
from tendering.bids.rules import content
from tendering.bids.rules.origin import Origin, digests
from tendering.bids.services import closing, opening
from tests.architecture.canary import codings, everywhere, traces
from tests.factories import accounts, bids, places, tenders
from tests.factories.tenders import Office
from tests.search.running import running

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R39"), pytest.mark.usefixtures("nothing_kept")]

CLUSTER = pytest.param("elasticsearch", marks=pytest.mark.elasticsearch)
PRICE, PLAN, NAME, FILE = "28417.93", "金丝雀方案：每周三在黄忠小院开课", "金丝雀甲", "金丝雀附件清单"
ADDRESS, AGENT = "203.0.113.77", "Kanarienbrowser/7"
PLANTED = (PRICE, "28,417.93", PLAN, NAME, FILE)


def reporter_for(request: Any) -> Any:
    """Django's report of the error that is being handled."""
    report: Any = get_exception_reporter_class(request)
    return report(request, *sys.exc_info())


class Overheard:
    """Everything that is logged, and every value handed to the database while it listens."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.values: list[bytes] = []

    def hear(self, execute: Any, sql: Any, parameters: Any, many: bool, context: Any) -> Any:
        rows = parameters if many else [parameters]
        for row in rows or ():
            cells = row.values() if isinstance(row, dict) else row or ()
            self.values += [
                bytes(cell) if isinstance(cell, bytes | memoryview) else str(cell).encode() for cell in cells
            ]
        return execute(sql, parameters, many, context)

    def places(self) -> Iterator[tuple[str, bytes]]:
        yield from everywhere("\n".join(self.lines))
        yield "statement", b"\n".join(self.values)


@contextmanager
def listening() -> Iterator[Overheard]:
    overheard = Overheard()

    class Ear(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            overheard.lines.append(f"{record.getMessage()} {record.args!r} {self.format(record)}")

    ear, root = Ear(logging.DEBUG), logging.getLogger()
    level = root.level
    root.addHandler(ear)
    root.setLevel(logging.DEBUG)
    try:
        with connection.execute_wrapper(overheard.hear):
            yield overheard
    finally:
        root.removeHandler(ear)
        root.setLevel(level)


@pytest.fixture(autouse=True)
def june() -> Iterator[None]:
    with clock.moved_to(datetime(2026, 6, 1, 9, tzinfo=SHANGHAI)):
        yield


@pytest.fixture(params=["embedded", CLUSTER])
def indexed(request: pytest.FixtureRequest, settings: Settings) -> Iterator[str]:
    """The engine that is written; on the cluster with indices of its own."""
    with running(request.param, settings) as name:
        yield name


def hand_in(client: Client, number: str) -> BidVersion:
    """A bidder's whole way over HTTP, with a mistake in it."""
    here = f"/bids/{number}/"
    client.post(here + "start/")
    price = {"total": PRICE, "row_count": 3, "description_0": "开课", "quantity_0": 1, "unit_price_0": PRICE}
    assert client.post(here + "price/", price | {"version": 1, "total": "28418.00"}).status_code == 422
    client.post(here + "price/", price | {"version": 1})
    client.post(here + "plan/", {"plan": PLAN, "version": 2})
    client.post(here + "team/", {"row_count": 1, "name_0": NAME, "duty_0": "讲师", "version": 3})
    upload = SimpleUploadedFile(f"{FILE}.txt", (PLAN * 3).encode())
    assert client.post(here + "files/", {"upload": upload}).status_code == 302
    big = SimpleUploadedFile(f"{FILE}.txt", (PLAN * 80_000).encode())  # above Django's own limit for memory
    assert client.post(here + "files/", {"upload": big}).status_code == 302
    assert PLAN in client.get(here + "check/").content.decode()
    assert client.post(here + "check/", {"unrelated": "on", "truthful": "on"}).status_code == 302
    return BidVersion.objects.latest("received_at")


def onlookers(office: Office) -> list[Membership]:
    """Everybody who has anything to do with the call but the bidder."""
    assert office.community.parent is not None
    staff = [office.approver, office.committee, tenders.bidder(tenders.providers(1)[0])]
    staff += [accounts.membership(Role.STREET, office.community.parent)]
    return staff + [
        accounts.membership(role, places.district()) for role in (Role.DISTRICT, Role.AUDITOR, Role.OPERATOR)
    ]


@pytest.mark.usefixtures("indexed")
def test_before_the_opening_price_and_plan_stand_nowhere(django_capture_on_commit_callbacks: Any) -> None:
    office = Office.of()
    tender = tenders.announced(office)
    provider = tenders.providers(1)[0]
    page = accounts.signed_in(Client(REMOTE_ADDR=ADDRESS, HTTP_USER_AGENT=AGENT), tenders.bidder(provider))
    origin = digests(Origin(ADDRESS, AGENT), wrapping_key(), tender.number)
    came_from = (AGENT, origin.network, origin.device)
    with listening() as overheard:
        with django_capture_on_commit_callbacks(execute=True):
            version = hand_in(page, tender.number)
        bids.deliver_all()
        assert traces((*PLANTED, *came_from), overheard.places()) == []
        watch(office, tender.number, provider.organisation.name, version.receipt)
        assert tender.deadline_at is not None
        for rival in tenders.providers(2):
            bids.submitted(tender, rival, "29000.00")
        with clock.moved_to(tender.deadline_at + timedelta(minutes=1)):
            closing.close_due(tender=tender)
            for officer in (office.approver, office.committee):
                opening.confirm_opening(tender=tender, by=officer, declared=True)
            assert traces((*PLANTED, *came_from), overheard.places()) == []
            bids.deliver_all()
    found = traces(PLANTED, overheard.places())
    assert "table bids_openedbid" in found, "opened, it is read"
    assert traces(came_from, overheard.places()) == [], "nobody else came from there: nothing is kept of it"


def watch(office: Office, number: str, name: str, receipt: str) -> None:
    """No page tells anybody else of the bid: not its bidder, not its receipt, no act of it in the log."""
    pages = (
        "/workbench/",
        f"/tenders/{number}/",
        f"/bids/{number}/opening/",
        f"/bids/{number}/",
        "/audit/",
        "/tenders/",
    )
    for who in onlookers(office):
        client = accounts.signed_in(Client(), who)
        for page in pages:
            shown = client.get(page).content.decode()
            assert receipt not in shown, (who.role, page)
            assert name not in shown, (who.role, page)
            assert "bids.bid" not in shown, (who.role, page)
            assert "bids.draft" not in shown, (who.role, page)


def test_an_error_while_a_bid_is_handled_is_reported_without_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """The report that would be mailed to the operators, made from the true traceback."""
    office = Office.of()
    tender = tenders.announced(office)
    bidder = tenders.bidder(tenders.providers(1)[0])
    client = accounts.signed_in(Client(raise_request_exception=False), bidder)
    client.post(f"/bids/{tender.number}/start/")
    reports: list[str] = []

    def report(sender: Any, request: Any, **_more: Any) -> None:
        reporter = reporter_for(request)
        reports.extend([reporter.get_traceback_text(), reporter.get_traceback_html()])

    def broken(*_arguments: Any) -> None:
        message = "broken"
        raise RuntimeError(message)

    monkeypatch.setattr("tendering.bids.services.drafts.barriers", broken)
    got_request_exception.connect(report)
    try:
        with listening() as overheard:
            price = {"total": PRICE, "row_count": 1, "description_0": PLAN, "quantity_0": 1, "unit_price_0": PRICE}
            answer = client.post(f"/bids/{tender.number}/price/", price | {"version": 1})
    finally:
        got_request_exception.disconnect(report)
    assert answer.status_code == 500
    assert len(reports) == 2
    places_ = [("report", text.encode()) for text in reports] + [("answer", answer.content)]
    assert traces(PLANTED, [*places_, *overheard.places()]) == []


def test_without_the_filter_the_report_would_tell() -> None:
    """What the filter is for: Django's own report shows every variable of every frame."""
    request = RequestFactory().post("/", {"total": PRICE})
    plan = PLAN
    try:
        raise RuntimeError(len(plan))
    except RuntimeError:
        shown = reporter_for(request).get_traceback_html()
        privacy.seal_reports(request)
        assert isinstance(get_exception_reporter_filter(request), privacy.SealedReport)
        sealed = reporter_for(request).get_traceback_html()
    assert traces(PLANTED, [("shown", shown.encode())]) == ["shown"]
    assert traces(PLANTED, [("sealed", sealed.encode())]) == []


def into_table() -> None:
    User.objects.create_user(name=PLAN, email="canary@demo.example")


def into_message() -> None:
    now = clock.now()
    Message.objects.create(topic="tests.leak", payload={"price": PRICE}, created_at=now, available_at=now)


def into_session() -> None:
    session = Client().session
    session["draft"] = PLAN
    session.save()


def into_cache() -> None:
    cache.set("draft", {"plan": PLAN}, 60)


def into_index() -> None:
    leak = Document("tender", 1, clock.now(), frozenset({"public"}), "x", body=f"报价 {PRICE}，{PLAN}，{NAME}")
    engines.embedded().put([leak])
    cluster = engines.cluster()
    if cluster is not None:
        cluster.put([leak])
        cluster.refresh()


def into_private_file() -> None:
    folder = Path(settings.PRIVATE_ROOT)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "leak").write_bytes(base64.b64encode(b"x" + PLAN.encode()))


def into_temporary_upload() -> None:
    (Path(tempfile.gettempdir()) / "leak.upload.pdf").write_bytes(PLAN.encode())


def into_mail() -> None:
    mail.send_mail("x", PLAN, None, ["a@demo.example"])


def into_log() -> None:
    logging.getLogger("tendering.bids").warning("saved %s", quote(PLAN))


def into_statement() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s", [PLAN])


LEAKS: dict[str, Callable[[], None]] = {
    "table accounts_user": into_table,
    "table outbox_message": into_message,
    "session": into_session,
    "cache": into_cache,
    "table search_entry": into_index,
    "table search_text": into_index,
    "file leak": into_private_file,
    "file leak.upload.pdf": into_temporary_upload,
    "mail": into_mail,
    "log": into_log,
    "statement": into_statement,
}


@pytest.mark.parametrize("where", LEAKS)
def test_a_deliberate_leak_is_found(where: str) -> None:
    with listening() as overheard:
        LEAKS[where]()
    try:
        found = traces(PLANTED, overheard.places())
        assert where in found
    finally:
        for path in (Path(tempfile.gettempdir()) / "leak.upload.pdf", Path(settings.PRIVATE_ROOT) / "leak"):
            path.unlink(missing_ok=True)


def test_a_leak_into_an_index_is_found_in_every_engine(indexed: str) -> None:
    into_index()
    for planted in (PRICE, PLAN, NAME):
        found = traces([planted], everywhere())
        assert {"table search_entry", "table search_text"} <= {*found}
        assert ("cluster tender" in found) is (indexed == "elasticsearch")


@pytest.mark.parametrize("shift", range(3))
def test_base64_is_found_wherever_it_begins(shift: int) -> None:
    hidden = base64.b64encode(b"y" * shift + PLAN.encode() + b"tail")
    assert traces([PLAN], [("here", b"{" + hidden + b"}")]) == ["here"]


def test_a_leak_inside_the_service_fails_the_journey(monkeypatch: pytest.MonkeyPatch) -> None:
    """The whole test would fail: a save that also logs what it saves is found."""
    office = Office.of()
    tender = tenders.announced(office)
    page = accounts.signed_in(Client(), tenders.bidder(tenders.providers(1)[0]))
    honest = content.barriers

    def leaking(draft: content.Content) -> Any:
        logging.getLogger("tendering.bids").info("saving %s", draft)
        return honest(draft)

    monkeypatch.setattr("tendering.bids.services.drafts.barriers", leaking)
    with listening() as overheard:
        hand_in(page, tender.number)
        assert traces(PLANTED, overheard.places()) == ["log"]


def test_every_coding_is_another() -> None:
    assert len(codings(PLAN)) > 12
