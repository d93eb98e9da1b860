"""The PDF of every kind of public document, and the panel's report among them."""

from __future__ import annotations

import pytest
from django.test import Client

from marketplace.ui import pdf
from tendering.evaluation.models import Report
from tendering.evaluation.services import reporting
from tendering.overview.queries import records
from tendering.tenders.models import Tender
from tests.factories import awards, demands, evaluation, projects
from tests.tendering.overview.documents import answered_all, consulted, fill, found, heard, voted

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R39")]


def test_every_kind_of_document_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """The PDF of each kind is asked for; a template that breaks fails here, and a new kind has to be made here."""
    drawn: list[str] = []

    def draw(html: str) -> bytes:
        drawn.append(html)
        return b"%PDF-"

    monkeypatch.setattr(pdf, "is_available", lambda: True)
    monkeypatch.setattr(pdf, "from_html", draw)
    told = set()
    for demand in (fill(projects.closed()), consulted(), heard(), answered_all(), voted()):
        for kind, rows in found(demand).items():
            for row in rows:
                response = Client().get(f"/records/{kind}/{row.pk}.pdf")
                assert (response.status_code, response["Content-Type"]) == (200, "application/pdf"), (kind, row.pk)
                assert demand.number in drawn[-1]
                told.add(kind)
    assert told == set(records.SOURCES)


def test_the_report_stands_whole_among_the_documents_with_the_result() -> None:
    """Points, deviations and dissents as they were signed; who judged, by number alone."""
    demands.rules()
    jury = evaluation.ranked()
    *most, last = jury.judges()
    for judge in most:
        reporting.sign_report(panel=jury.panel, by=judge)
    reporting.sign_report(panel=jury.panel, by=last, dissent="价格权重过低")
    (report,) = Report.objects.all()
    assert found(jury.tender.demand)["report"] == []
    url = f"/records/report/{report.pk}"
    assert [Client().get(f"{url}{ending}").status_code for ending in ("/", ".pdf")] == [404, 404]
    awards.publicised(Tender.objects.get(pk=jury.tender.pk), jury.contest.office)
    (row,) = found(jury.tender.demand)["report"]
    text = Client().get(f"{url}/").content.decode()
    assert "价格权重过低" in text
    assert all(bid.provider.organisation.name in text for bid in jury.bids)
    assert [seat.user.name for seat in jury.seats() if seat.user.name in text] == []
    assert Client().get(row.page_url).status_code == 200
