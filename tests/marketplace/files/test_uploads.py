"""Uploads stay in memory, and one that is too much is told, not lost."""

import pytest
from django.core.files.uploadedfile import InMemoryUploadedFile, SimpleUploadedFile
from django.test import RequestFactory
from pytest_django import Settings

from marketplace.files.uploads import DroppedUpload
from marketplace.primitives.refusal import InvalidInput
from marketplace.ui.forms import Form, UploadField

KILOBYTE = 1024


class OneFile(Form):
    file = UploadField(max_bytes=100 * KILOBYTE)


@pytest.fixture(autouse=True)
def limit(settings: Settings) -> None:
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 200 * KILOBYTE


def files(rf: RequestFactory, **sizes: int) -> dict[str, object]:
    uploads = {name: SimpleUploadedFile(f"{name}.pdf", b"x" * size * KILOBYTE) for name, size in sizes.items()}
    return dict(rf.post("/", uploads).FILES.items())


def test_a_file_is_kept_as_it_came(rf: RequestFactory) -> None:
    request = rf.post("/", {"file": SimpleUploadedFile("方案.pdf", b"abc", content_type="application/pdf")})
    (upload,) = request.FILES.getlist("file")
    assert isinstance(upload, InMemoryUploadedFile)
    assert (upload.name, upload.size, upload.read()) == ("方案.pdf", 3, b"abc")


def test_a_file_above_the_limit_is_told_as_too_large(rf: RequestFactory) -> None:
    request = rf.post("/", {"file": SimpleUploadedFile("a.pdf", b"x" * 300 * KILOBYTE)})
    upload = request.FILES["file"]
    assert isinstance(upload, DroppedUpload)
    assert upload.size == 300 * KILOBYTE
    form = OneFile({}, request.FILES)
    assert form.errors.as_data()["file"][0].code == "too_large"


def test_what_was_dropped_cannot_be_read_as_empty(rf: RequestFactory) -> None:
    upload = files(rf, a=300)["a"]
    assert isinstance(upload, DroppedUpload)
    for read in (upload.read, upload.open, upload.chunks):
        with pytest.raises(InvalidInput) as refused:
            read()
        assert refused.value.code == "files.too_large"


def test_files_together_stay_within_the_limit(rf: RequestFactory) -> None:
    kept = files(rf, a=150, b=100, c=40)
    assert [isinstance(upload, DroppedUpload) for upload in kept.values()] == [False, True, False]
    dropped = kept["b"]
    assert isinstance(dropped, DroppedUpload)
    assert dropped.size is not None
    assert dropped.size > 200 * KILOBYTE
