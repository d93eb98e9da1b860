"""What may be uploaded, and what hostile files meet."""

import io
import struct
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from marketplace.files.rules import archives
from marketplace.files.rules.kinds import Kind
from marketplace.files.rules.names import LONGEST, clean_name
from marketplace.files.rules.photos import redraw
from marketplace.files.rules.sniffing import sniff
from marketplace.primitives.refusal import InvalidInput
from tests.factories.files import EXCEL, PDF, WORD, archive, picture


def refusal(data: bytes, name: str) -> str:
    with pytest.raises(InvalidInput) as refused:
        sniff(data, name)
    return refused.value.code


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (PDF, "a.pdf", Kind.PDF),
        (picture("PNG"), "a.png", Kind.PNG),
        (picture("JPEG"), "a.jpg", Kind.JPEG),
        (picture("JPEG"), "a.jpeg", Kind.JPEG),
        (picture("WEBP"), "a.webp", Kind.WEBP),
        (archive(WORD), "a.docx", Kind.DOCX),
        (archive(EXCEL), "a.xlsx", Kind.XLSX),
        ("社区,金额\n金科苑,50000\n".encode("utf-8-sig"), "a.csv", Kind.CSV),
        ("会议记录".encode(), "a.txt", Kind.TEXT),
    ],
)
def test_known_kinds(data: bytes, name: str, kind: Kind) -> None:
    assert sniff(data, name) is kind


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (PDF, "a.jpg", "files.extension_mismatch"),
        (picture("PNG"), "a.jpg", "files.extension_mismatch"),
        (archive(WORD), "a.xlsx", "files.extension_mismatch"),
        (b"MZ\x90\x00" + bytes(60), "a.pdf", "files.extension_mismatch"),
        (b"\x7fELF" + bytes(60), "a.txt", "files.type_unknown"),
        (PDF, "a.exe", "files.type_unknown"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "a.svg", "files.type_unknown"),
        (b"<!DOCTYPE html><script>alert(1)</script>", "a.txt", "files.markup"),
        (b"\xef\xbb\xbf<script>alert(1)</script>", "a.csv", "files.markup"),
        ("社区,金额".encode("gb18030"), "a.csv", "files.not_utf8"),
        (b"%PDF-1.7\ncut off", "a.pdf", "files.broken"),
        (
            PDF.replace(b"/Catalog", b"/Catalog/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>"),
            "a.pdf",
            "files.active_content",
        ),
        (PDF.replace(b"/Catalog", b"/Catalog/OpenAction<</S/Launch/F(cmd.exe)>>"), "a.pdf", "files.active_content"),
        (PDF.replace(b"/Catalog", b"/Catalog/OpenAction<</S/J#61v#61Script/JS(1)>>"), "a.pdf", "files.active_content"),
    ],
)
def test_pretenders_are_refused(data: bytes, name: str, code: str) -> None:
    assert refusal(data, name) == code


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (PDF + archive(WORD), "pdf_and_archive.pdf"),
        (picture("JPEG") + archive({"payload.jar": b"x"}), "photo_and_archive.jpg"),
        (picture("PNG", pnginfo=None)[:40] + PDF, "photo_and_pdf.png"),
        (b"%PDF-1.7\n<html><script>alert(1)</script>\n%%EOF", "pdf_and_page.pdf"),
        (archive(WORD) + b"trailing", "archive_and_more.docx"),
    ],
)
def test_files_that_are_two_things_are_refused(data: bytes, name: str) -> None:
    assert refusal(data, name) == "files.polyglot"


def test_an_archive_that_begins_after_other_bytes_is_refused() -> None:
    first = archive({"x": b"hidden"})[:40]
    assert refusal(first + archive(WORD), "a.docx") in {"files.polyglot", "files.broken"}


def test_a_zip_bomb_is_refused_by_what_it_claims() -> None:
    assert refusal(archive(WORD | {"word/media/a": bytes(archives.LARGEST_UNPACKED)}), "a.docx") == "files.zip_bomb"


def test_a_zip_bomb_is_refused_by_its_ratio() -> None:
    unpacked = bytes(archives.CHUNK * (archives.LARGEST_RATIO - 10))
    assert refusal(archive(WORD | {"a": unpacked, "b": bytes(archives.CHUNK * 20)}), "a.docx") == "files.zip_bomb"


def test_a_bomb_that_lies_about_its_size_is_refused() -> None:
    data = bytearray(archive(WORD | {"word/media/a": bytes(3_000_000)}))
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as packed:
        entry = packed.getinfo("word/media/a")
    size = struct.pack("<L", entry.file_size)
    lie = struct.pack("<L", 10)
    assert refusal(bytes(data.replace(size, lie)), "a.docx") == "files.broken"


def test_too_many_parts_are_refused() -> None:
    parts = WORD | {f"word/media/{n}": b"" for n in range(archives.MOST_PARTS)}
    assert refusal(archive(parts), "a.docx") == "files.zip_bomb"


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ({"a.txt": b"just an archive"}, "files.type_unknown"),
        (WORD | {"xl/workbook.xml": b"<workbook/>"}, "files.type_unknown"),
        (WORD | {"word/vbaProject.bin": b"macro"}, "files.macros"),
        (EXCEL | {"xl/VBAPROJECT.BIN": b"macro"}, "files.macros"),
        (WORD | {"../../etc/cron.d/x": b"outside"}, "files.broken"),
        (WORD | {"/etc/passwd": b"outside"}, "files.broken"),
    ],
)
def test_archives_that_are_no_plain_document_are_refused(parts: dict[str, bytes], code: str) -> None:
    assert refusal(archive(parts), "a.docx") == code


def test_an_encrypted_document_is_refused() -> None:
    data = bytearray(archive(WORD))
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1
    assert refusal(bytes(data), "a.docx") == "files.encrypted"


@given(st.binary(max_size=300), st.sampled_from(["pdf", "png", "jpg", "webp", "docx", "xlsx", "txt", "csv"]))
def test_no_bytes_break_it(data: bytes, extension: str) -> None:
    for start in (b"", b"PK\x03\x04", b"%PDF-1.4", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", archive(WORD)[:50]):
        try:
            sniff(start + data, f"a.{extension}")
        except InvalidInput as refused:
            code = refused.code
        else:
            code = "files."
        assert code.startswith("files.")


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("  施工 方案\t.PDF ", "施工 方案.pdf"),
        ("报价\u202egpj.exe.pdf", "报价gpj.exe.pdf"),
        ("cafe\u0301.pdf", "café.pdf"),
        (".hidden.pdf", "hidden.pdf"),
    ],
)
def test_names_are_cleaned(raw: str, kept: str) -> None:
    assert clean_name(raw) == kept


@pytest.mark.parametrize("raw", ["../a.pdf", "C:\\a.pdf", "a\0.pdf", "..", "/etc/passwd.pdf"])
def test_paths_are_no_names(raw: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        clean_name(raw)
    assert refused.value.code == "files.name_has_path"


@pytest.mark.parametrize("raw", ["", "pdf", ".pdf", "  .pdf", "\u202e.pdf", "a."])
def test_a_name_has_a_stem_and_an_ending(raw: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        clean_name(raw)
    assert refused.value.code == "files.name_missing"


def test_a_long_name_keeps_its_ending() -> None:
    name = clean_name("长" * 300 + ".docx")
    assert len(name) == LONGEST
    assert name.endswith("长.docx")


def gps_photo() -> bytes:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x010F] = "SecretCamera"
    exif.get_ifd(0x8825)[1] = "N"
    return picture("JPEG", exif=exif, comment=b"hidden comment")


def test_a_photo_loses_place_and_camera_and_stands_upright() -> None:
    data = redraw(gps_photo() + b"motion clip behind the picture", Kind.JPEG)
    assert b"SecretCamera" not in data
    assert b"hidden comment" not in data
    assert b"motion clip" not in data
    with Image.open(io.BytesIO(data)) as kept:
        assert not kept.getexif()
        assert kept.size == (20, 40)


@pytest.mark.parametrize(("form", "kind"), [("PNG", Kind.PNG), ("WEBP", Kind.WEBP)])
def test_other_photos_are_drawn_anew_too(form: str, kind: Kind) -> None:
    data = redraw(picture(form), kind)
    assert sniff(data, f"a.{kind.extensions[0]}") is kind


def test_a_photo_that_does_not_open_is_refused() -> None:
    with pytest.raises(InvalidInput) as refused:
        redraw(picture("PNG")[:60], Kind.PNG)
    assert refused.value.code == "files.broken"


def test_a_photo_of_too_many_pixels_is_refused_before_it_is_unpacked() -> None:
    out = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(out, format="PNG")
    with pytest.raises(InvalidInput) as refused:
        redraw(out.getvalue(), Kind.PNG)
    assert refused.value.code == "files.too_many_pixels"


def test_an_end_record_that_does_not_reach_the_end_is_not_the_archives() -> None:
    """Its signature may stand in the comment, or anywhere in another file."""
    plain = archive(WORD)
    fake = archives.END_RECORD + bytes(archives.END_RECORD_SIZE - 4)
    assert archives.ends_as_archive(plain)
    assert not archives.ends_as_archive(plain + fake + b"x")
    longer = plain[:-2] + struct.pack("<H", len(fake) + 1) + fake + b"x"
    assert archives.ends_as_archive(longer)
