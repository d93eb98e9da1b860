"""Documents drawn as PDF: nothing is fetched, and the rest of the portal is as strict as before."""

import pytest

from marketplace.files.rules.kinds import Kind
from marketplace.files.rules.photos import redraw
from marketplace.primitives.refusal import InvalidInput
from marketplace.ui import pdf
from tests.factories.files import picture

pytestmark = pytest.mark.pdf


def test_a_portal_that_draws_pdfs_still_refuses_photos_that_are_cut_off() -> None:
    """WeasyPrint lets Pillow take cut pictures, for the whole process; ours are evidence and must be whole."""
    assert pdf.from_html("<p>报告</p>").startswith(b"%PDF-")
    with pytest.raises(InvalidInput) as refused:
        redraw(picture("PNG")[:60], Kind.PNG)
    assert refused.value.code == "files.broken"


@pytest.mark.parametrize("source", ["file:///etc/hostname", "http://127.0.0.1:1/a.png"])
def test_nothing_is_fetched_while_a_document_is_drawn(source: str, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("ERROR", logger="weasyprint"):
        assert pdf.from_html(f'<img src="{source}" alt="">').startswith(b"%PDF-")
    assert "disallowed protocol" in caplog.text
