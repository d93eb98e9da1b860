"""What documents say of who made them; hostile bytes say nothing and break nothing."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marketplace.files.rules.authorship import LARGEST_PART, NOTHING, Authorship, authorship
from marketplace.files.rules.kinds import Kind

CORE = (
    '<?xml version="1.0"?><cp:coreProperties xmlns:cp="c" xmlns:dc="d">'
    "<dc:creator>王演示 &amp; 同事</dc:creator><cp:lastModifiedBy>李演示</cp:lastModifiedBy></cp:coreProperties>"
)
APP = "<Properties><Application>WPS Office</Application><AppVersion>12.1</AppVersion></Properties>"
DOCX, PDF = Kind.DOCX.content_type, Kind.PDF.content_type


def office(**parts: str) -> bytes:
    """An archive with the parts given: `core` and `app`."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(f"docProps/{name}.xml", text)
    return out.getvalue()


def test_an_office_document_names_author_editor_and_program() -> None:
    told = Authorship("王演示 & 同事", "李演示", "WPS Office 12.1")
    assert authorship(office(core=CORE, app=APP), DOCX) == told
    assert authorship(office(core=CORE, app=APP), Kind.XLSX.content_type) == told
    assert authorship(office(core=CORE), DOCX).program == ""


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"/Author (Wang) /Creator (Writer) /Producer (LibreOffice 7)", Authorship("Wang", "", "Writer LibreOffice 7")),
        (b"/Author <FEFF738B6F14793A>", Authorship("王演示")),
        (b"/Author (\\376\\377\\163\\213)", Authorship("王")),
        (b"/Author (a\\(b\\)c)", Authorship("a(b)c")),
        (b"/Author (old) 1 0 obj /Author (new)", Authorship("new")),
        (
            "<x:xmpmeta><dc:creator><rdf:Seq><rdf:li>王演示</rdf:li></rdf:Seq></dc:creator>"
            "<xmp:CreatorTool>WPS</xmp:CreatorTool></x:xmpmeta>".encode(),
            Authorship("王演示", "", "WPS"),
        ),
        (b"/Author (unclosed", NOTHING),
        (b"/Author <zz>", NOTHING),
    ],
)
def test_a_pdf_names_author_and_programs(body: bytes, told: Authorship) -> None:
    assert authorship(b"%PDF-1.7\n" + body + b"\n%%EOF", PDF) == told


def test_other_kinds_say_nothing() -> None:
    assert authorship(b"author", Kind.TEXT.content_type) == NOTHING
    assert authorship(office(core=CORE), "image/png") == NOTHING


@pytest.mark.parametrize(
    "core",
    [
        '<!DOCTYPE x [<!ENTITY a "b">]><dc:creator>&a;&a;</dc:creator>',
        "<dc:creator>" + " " * LARGEST_PART + "late</dc:creator>",
        "<dc:creator" + " a='b'" * 5000 + ">x</dc:creator>",
        "<dc:creator><b>nested</b></dc:creator>",
        "\x00\x01",
    ],
)
def test_a_hostile_part_is_never_expanded(core: str) -> None:
    assert "b" not in authorship(office(core=core), DOCX).author
    assert len(authorship(office(core=core), DOCX).author) <= 120


def test_direction_marks_do_not_hide_a_name() -> None:
    assert authorship(office(core="<dc:creator>王\u202e演\u200b示</dc:creator>"), DOCX).author == "王 演 示"


def test_a_bomb_is_read_to_its_bound_only() -> None:
    bomb = office(core="<dc:creator>" + "a" * 50_000_000)
    assert authorship(bomb, DOCX) == NOTHING


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400), st.sampled_from([DOCX, PDF]), st.integers(0, 300))
def test_no_bytes_are_an_error(noise: bytes, content_type: str, at: int) -> None:
    whole = office(core=CORE, app=APP)
    for data in (noise, whole[:at] + noise + whole[at:], b"%PDF-1.7 /Author (" + noise + b") /Creator <" + noise):
        assert isinstance(authorship(data, content_type), Authorship)
