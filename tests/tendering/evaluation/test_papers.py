"""Sheets on paper: two people, two entries, one signature as on paper (domain 2.5, 4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from marketplace.audit.models import Entry
from marketplace.audit.queries.stories import Line, story
from marketplace.files import access
from marketplace.primitives.refusal import InvalidInput, NotPermitted, Refusal, Refusals, StaleVersion
from marketplace.ui import pdf
from tendering.evaluation.models import PaperSheet, Report, Score, ScoreSheet
from tendering.evaluation.queries.duties import duties
from tendering.evaluation.rules.avoidance import Relation
from tendering.evaluation.rules.papers import ALPHABET, differences, new_code
from tendering.evaluation.rules.points import cell_name, commitment
from tendering.evaluation.rules.states import PaperState, SheetState, State
from tendering.evaluation.services import members, papers, ranking, reporting, sheets
from tendering.evaluation.services.sheets import Written
from tests.factories import accounts, evaluation, files, places
from tests.refusing import refused

WRONG = "1.25"


@given(st.dictionaries(st.integers(0, 9), st.decimals(0, 40, places=2)), st.data())
def test_two_entries_differ_exactly_where_they_are_not_equal(first: dict[int, Any], data: st.DataObject) -> None:
    second = data.draw(st.dictionaries(st.integers(0, 9), st.sampled_from([*first.values(), 1, 2])))
    found = differences(first, second)
    assert set(found) == {cell for cell in {*first, *second} if first.get(cell) != second.get(cell)}
    assert differences(first, dict(first)) == []


def test_a_code_has_no_sign_that_is_read_for_another() -> None:
    code = new_code()
    assert (len(code), code[4]) == (9, "-")
    assert set(code) <= {*ALPHABET, "-"}
    assert not set("IL1O0") & set(ALPHABET)


class Desk:
    """A jury whose members have papers, and the two people who enter them."""

    def __init__(self) -> None:
        self.jury = evaluation.declared()
        office = self.jury.contest.office
        self.first, self.second = office.preparer, office.committee
        self.papers = papers.print_sheets(panel=self.jury.panel, by=self.first)

    def enter(self, paper: PaperSheet, by: Membership | None = None, **changes: str) -> PaperSheet:
        scan = files.upload(name="评分表.pdf")
        values = self.values(**changes)
        return papers.enter(paper=paper, by=by or self.first, values=values, scan=scan, version=paper.version)

    def values(self, **changes: str) -> Written:
        full = evaluation.points(self.jury)
        cell = next(iter(full.points))
        points = dict(full.points) | ({cell: changes["cell"]} if "cell" in changes else {})
        return replace(full, points=points)

    def compare(self, paper: PaperSheet, by: Membership | None = None, **changes: str) -> list[papers.Difference]:
        paper.refresh_from_db()
        values = self.values(**changes)
        return papers.compare(paper=paper, by=by or self.second, values=values, version=paper.version)


@pytest.fixture
def desk(rules: None) -> Desk:
    """Three members, three papers."""
    return Desk()


pytest_db = [pytest.mark.django_db, pytest.mark.requirement("R39")]


class TestTwoHands:
    pytestmark = pytest_db

    def test_the_same_twice_signs_the_sheet_as_on_paper(self, desk: Desk) -> None:
        paper = desk.papers[0]
        desk.enter(paper)
        assert not Score.objects.exists()
        assert desk.compare(paper) == []
        paper.refresh_from_db()
        sheet = ScoreSheet.objects.get(pk=paper.sheet_id)
        assert (sheet.state, sheet.method) == (SheetState.SIGNED, ScoreSheet.Method.PAPER)
        assert (paper.state, paper.points, paper.comment) == (PaperState.CONFIRMED, {}, "")
        cells = {(row.bid_id, row.criterion_id): row.points for row in sheet.scores.order_by("bid", "pk")}
        assert sheet.commitment == commitment(sheets.content(sheet, cells, sheet.comment), bytes(sheet.salt))

    def test_a_difference_is_shown_and_signs_nothing(self, desk: Desk) -> None:
        paper = desk.papers[0]
        desk.enter(paper)
        found = desk.compare(paper, cell=WRONG)
        cell = next(iter(evaluation.points(desk.jury).points))
        assert [(row.cell, row.second) for row in found] == [(cell_name(cell), WRONG)]
        assert not Score.objects.exists()
        assert PaperSheet.objects.get(pk=paper.pk).state == PaperState.ENTERED
        assert desk.compare(paper) == [], "the second person mends and both agree"

    def test_a_wrong_first_entry_goes_back_and_is_made_anew(self, desk: Desk) -> None:
        paper = desk.papers[0]
        desk.enter(paper, cell=WRONG)
        assert len(desk.compare(paper)) == 1
        paper.refresh_from_db()
        with pytest.raises(InvalidInput, match="reason_missing"):
            papers.send_back(paper=paper, by=desk.second, reason=" ", version=paper.version)
        papers.send_back(paper=paper, by=desk.second, reason="第一格录错", version=paper.version)
        paper.refresh_from_db()
        assert (paper.state, paper.points, paper.entered_by) == (PaperState.PRINTED, {}, None)
        assert paper.scan is not None
        papers.enter(paper=paper, by=desk.first, values=desk.values(), scan=None, version=paper.version)
        assert desk.compare(paper) == []

    def test_the_story_says_who_entered_and_who_confirmed(self, desk: Desk) -> None:
        paper = desk.papers[0]
        desk.enter(paper)
        desk.compare(paper, cell=WRONG)
        desk.compare(paper)
        told = [Line(entry, names=True) for entry in story(desk.jury.panel).filter(act__startswith="evaluation.paper")]
        acts = {line.entry.act: line.sentence for line in told}
        first, second = desk.first.user.name, desk.second.user.name
        for act, name in (("printed", first), ("entered", first), ("differs", second), ("confirmed", second)):
            assert name in acts[f"evaluation.paper.{act}"]
        bodies = "".join(Entry.objects.values_list("body", flat=True))
        assert paper.code in bodies
        assert f'"{WRONG}"' not in bodies

    def test_the_last_paper_ends_the_scoring_and_the_report_says_paper(self, desk: Desk) -> None:
        for paper in desk.papers:
            desk.enter(paper)
            assert desk.compare(paper) == []
        jury = desk.jury
        ranking.rank(panel=jury.panel, by=jury.judges()[0])
        body = Report.objects.get(panel=jury.panel).body
        assert {row.get("method") for row in body["members"] if "commitment" in row} == {"paper"}
        for judge in jury.judges():
            reporting.sign_report(panel=jury.panel, by=judge)
        assert jury.fresh().state == State.SIGNED


class TestWhoMay:
    pytestmark = pytest_db

    def test_nobody_compares_what_they_entered(self, desk: Desk) -> None:
        paper = desk.papers[0]
        desk.enter(paper)
        with pytest.raises(NotPermitted, match="own_entry"):
            desk.compare(paper, desk.first)
        community = desk.jury.contest.office.community
        until = clock.today() + timedelta(days=9)
        substitute = accounts.membership(Role.COMMUNITY, community, to_date=until, substitute_for=desk.first)
        with pytest.raises(NotPermitted, match="own_entry"):
            desk.compare(paper, substitute)

    def test_two_of_the_buyer_do_not_sign_a_sheet(self, desk: Desk) -> None:
        """Whatever role they act in; the committee or the street is one of the two, as the first or the second."""
        office = desk.jury.contest.office
        colleague = accounts.membership(Role.COMMUNITY, office.community)
        both = accounts.membership(Role.SUPERVISION_COMMITTEE, office.community, who=colleague.user)
        street = accounts.membership(Role.STREET, office.community.parent)
        one, other, third = desk.papers
        desk.enter(one)
        for by in (colleague, both):
            with refused("evaluation.both_of_the_buyer", kind=NotPermitted):
                desk.compare(one, by)
            assert "evaluation.compare_paper" not in [duty.kind for duty in duties(by, clock.now())]
            page = accounts.signed_in(Client(), by).get(reverse("evaluation:paper", args=[desk.jury.tender.number]))
            assert reverse("evaluation:compare", args=[one.pk]) not in page.content.decode()
        assert "evaluation.compare_paper" in [duty.kind for duty in duties(street, clock.now())]
        assert desk.compare(one, street) == []
        desk.enter(other, desk.second)
        assert desk.compare(other, colleague) == []
        desk.enter(third, both)
        assert desk.compare(third, street) == []

    def test_nobody_who_judges_or_is_of_another_office_touches_a_paper(self, desk: Desk) -> None:
        """Community staff with a seat, the bidder, the district, another street, the member itself."""
        jury = desk.jury
        outsiders = [
            *jury.judges(),
            jury.contest.bidders[0],
            accounts.membership(Role.DISTRICT),
            accounts.membership(Role.STREET, places.street()),
            accounts.membership(Role.COMMUNITY, places.community()),
        ]
        for by in outsiders:
            with pytest.raises(NotPermitted):
                desk.enter(desk.papers[0], by)
            with pytest.raises(NotPermitted):
                papers.print_sheets(panel=jury.panel, by=by)

    def test_whoever_works_for_a_bidder_does_not_enter(self, desk: Desk) -> None:
        clerk = accounts.membership(Role.COMMUNITY, desk.jury.contest.office.community)
        accounts.membership(Role.PROVIDER_BIDDER, desk.jury.bids[0].provider.organisation, who=clerk.user)
        with pytest.raises(NotPermitted, match="conflict"):
            desk.enter(desk.papers[0], clerk)

    def test_the_scan_is_for_the_keepers_until_the_ranking(self, desk: Desk) -> None:
        paper = desk.enter(desk.papers[0])
        scan = PaperSheet.objects.get(pk=paper.pk).scan
        assert scan is not None
        district = accounts.membership(Role.DISTRICT)
        assert access.may_read(desk.second, scan)
        for nobody in (None, desk.jury.judges()[1], district, desk.jury.contest.bidders[0]):
            assert not access.may_read(nobody, scan)


class TestSteps:
    pytestmark = pytest_db

    def test_a_scan_and_every_cell_are_needed(self, desk: Desk) -> None:
        paper = desk.papers[0]
        with pytest.raises(InvalidInput, match="scan_missing"):
            papers.enter(paper=paper, by=desk.first, values=desk.values(), scan=None, version=paper.version)
        with pytest.raises(Refusals):
            papers.enter(paper=paper, by=desk.first, values=Written({}), scan=files.upload(), version=paper.version)
        assert PaperSheet.objects.get(pk=paper.pk).state == PaperState.PRINTED

    def test_who_began_on_the_portal_gets_no_paper_and_paper_closes_the_portal(self, desk: Desk) -> None:
        with pytest.raises(Refusal, match="nothing_to_print"):
            papers.print_sheets(panel=desk.jury.panel, by=desk.first)
        first, second, _third = desk.jury.judges()
        desk.enter(desk.papers[0])
        with pytest.raises(Refusal, match="on_paper"):
            evaluation.sign(desk.jury, first)
        evaluation.sign(desk.jury, second)
        with pytest.raises(Refusal, match="signed_already"):
            desk.enter(desk.papers[1])

    def test_an_entry_made_anew_meanwhile_is_not_compared_blindly(self, desk: Desk) -> None:
        paper = desk.enter(desk.papers[0])
        with pytest.raises(StaleVersion):
            papers.compare(paper=paper, by=desk.second, values=desk.values(), version=paper.version - 1)

    def test_a_paper_is_entered_once_and_left_with_the_seat(self, desk: Desk) -> None:
        paper = desk.enter(desk.papers[0])
        with pytest.raises(Refusal, match="paper_elsewhere"):
            desk.enter(paper)
        leaving = desk.jury.judges()[-1]
        members.recuse(panel=desk.jury.panel, by=leaving, relation=Relation.OTHER, reason="与负责人是邻居")
        with pytest.raises(Refusal):
            desk.enter(desk.papers[-1])

    def test_two_people_and_no_later_change_by_the_database(self, desk: Desk) -> None:
        paper = desk.enter(desk.papers[0])
        rows = PaperSheet.objects.filter(pk=paper.pk)
        with pytest.raises(IntegrityError, match="paper_by_two_people"), transaction.atomic():
            rows.update(state=PaperState.CONFIRMED, confirmed_by=desk.first.user)
        desk.compare(paper)
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            rows.update(code="ANDERS")


class TestPages:
    pytestmark = pytest_db

    def page(self, by: Membership, name: str, *parts: object) -> str:
        response = accounts.signed_in(Client(), by).get(reverse(f"evaluation:{name}", args=parts))
        assert response.status_code == 200, (name, response.status_code)
        return response.content.decode()

    def send(self, by: Membership, data: Mapping[str, object], name: str, *parts: object) -> tuple[int, str]:
        response = accounts.signed_in(Client(), by).post(reverse(f"evaluation:{name}", args=parts), dict(data))
        return response.status_code, response.headers.get("Location", response.content.decode())

    def fields(self, desk: Desk, **changes: str) -> dict[str, object]:
        written = desk.values(**changes)
        return {**{cell_name(cell): text for cell, text in written.points.items()}, "comment": ""}

    def test_a_panel_without_computers_by_hand(self, rules: None) -> None:
        jury = evaluation.declared()
        office, number = jury.contest.office, jury.tender.number
        assert f"/evaluation/{number}/papers/" in self.page(office.preparer, "detail", number)
        assert self.send(office.preparer, {}, "print", number)[0] == 302
        text = self.page(office.preparer, "paper", number)
        assert text.count("已印制") == 3
        paper = PaperSheet.objects.order_by("pk").first()
        assert paper is not None
        slips = self.page(office.preparer, "slips", paper.pk)
        assert all(f"{paper.code}-{letter}" in slips for letter in "ABC")
        assert slips.count("________") == 9
        desk = Desk.__new__(Desk)
        desk.jury = jury
        sent = self.fields(desk) | {"version": paper.version}
        assert self.send(office.preparer, sent, "enter", paper.pk)[0] == 422, "without a scan"
        assert self.send(office.preparer, sent | {"scan": files.upload()}, "enter", paper.pk)[0] == 302
        self._second(desk, paper)

    def _second(self, desk: Desk, paper: PaperSheet) -> None:
        office = desk.jury.contest.office
        assert "evaluation.compare_paper" in [duty.kind for duty in duties(office.committee, clock.now())]
        assert "evaluation.compare_paper" not in [duty.kind for duty in duties(office.preparer, clock.now())]
        paper.refresh_from_db()
        shown = self.page(office.committee, "compare", paper.pk)
        assert 'value="' + WRONG not in shown
        wrong = self.fields(desk, cell=WRONG) | {"version": paper.version}
        status, text = self.send(office.committee, wrong, "compare", paper.pk)
        assert (status, f"您录入为 {WRONG}" in text) == (422, True)
        right = self.fields(desk) | {"version": paper.version}
        assert self.send(office.preparer, right, "compare", paper.pk)[0] == 403
        assert self.send(office.committee, right, "compare", paper.pk)[0] == 302
        assert "复核人" in self.page(office.preparer, "paper", desk.jury.tender.number)

    def test_the_sheet_to_print_is_offered_as_a_file(self, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
        """A page for each bid, with its code and room for the points; where none can be made, none is offered."""
        html: list[str] = []

        def draw(text: str) -> bytes:
            html.append(text)
            return b"%PDF-"

        monkeypatch.setattr(pdf, "is_available", lambda: True)
        monkeypatch.setattr(pdf, "from_html", draw)
        paper = desk.papers[0]
        url = reverse("evaluation:slips_pdf", args=[paper.pk])
        assert f'href="{url}"' in self.page(desk.first, "slips", paper.pk)
        response = accounts.signed_in(Client(), desk.first).get(url)
        assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
        assert all(f"{paper.code}-{letter}" in html[0] for letter in "ABC")
        assert html[0].count("________") == 9
        monkeypatch.setattr(pdf, "is_available", lambda: False)
        assert ".pdf" not in self.page(desk.first, "slips", paper.pk)

    def test_points_typed_once_are_on_no_page(self, desk: Desk) -> None:
        paper = desk.enter(desk.papers[0], cell="13.37")
        number = desk.jury.tender.number
        for by in (desk.first, desk.second):
            for name, part in (("paper", number), ("detail", number), ("slips", paper.pk), ("compare", paper.pk)):
                response = accounts.signed_in(Client(), by).get(reverse(f"evaluation:{name}", args=[part]))
                assert "13.37" not in response.content.decode()
        assert not any("13.37" in body for body in Entry.objects.values_list("body", flat=True))


@pytest.mark.django_db
def test_the_paper_of_who_left_is_not_entered_and_a_new_scan_takes_the_place_of_the_old(desk: Desk) -> None:
    kept, left = desk.papers[0], desk.papers[-1]
    evaluation.replaced(left.sheet.seat)
    newcomer = desk.jury.judges()[-1]
    with refused("evaluation.not_scoring"):
        desk.enter(left)
    members.declare(panel=desk.jury.panel, by=newcomer, statements=list(Relation))
    with refused("evaluation.seat_left"):
        desk.enter(left)
    desk.enter(kept, cell=WRONG)
    desk.compare(kept)
    kept.refresh_from_db()
    papers.send_back(paper=kept, by=desk.second, reason="第一格录错", version=kept.version)
    kept.refresh_from_db()
    first = kept.scan
    assert first is not None
    desk.enter(kept)
    kept.refresh_from_db()
    assert kept.scan is not None
    assert kept.scan != first
    assert not type(first).objects.filter(pk=first.pk).exists()
