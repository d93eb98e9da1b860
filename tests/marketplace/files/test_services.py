"""Files are checked, kept under names of our own, and found again."""

import hashlib
import io
import socket
import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.files import access, services
from marketplace.files.models import StoredFile, private_storage
from marketplace.files.queries import intact
from marketplace.files.scanning import ScannerUnavailable
from marketplace.primitives.refusal import InvalidInput
from tests.factories import accounts
from tests.factories.files import PDF, picture, upload
from tests.marketplace.files.conftest import PURPOSE

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer() -> Membership:
    return accounts.membership("community")


def refusal(data: bytes, name: str, by: Membership) -> str:
    with pytest.raises(InvalidInput) as refused:
        services.store(upload=upload(data, name), by=by, purpose=PURPOSE)
    assert not StoredFile.objects.exists()
    return refused.value.code


def test_a_stored_file_is_what_was_handed_in(officer: Membership) -> None:
    file = services.store(upload=upload(PDF, "施工方案.PDF"), by=officer, purpose=PURPOSE)
    file.refresh_from_db()
    assert (file.name, file.content_type, file.size) == ("施工方案.pdf", "application/pdf", len(PDF))
    assert file.sha256 == hashlib.sha256(PDF).hexdigest()
    assert file.uploaded_by_id == officer.user_id
    assert intact(file)
    assert "施工" not in str(file.content.name)


def test_a_photo_is_kept_without_what_is_hidden_in_it(officer: Membership) -> None:
    photo = picture("JPEG", comment=b"hidden comment")
    file = services.store(upload=upload(photo, "整改后.jpg"), by=officer, purpose=PURPOSE)
    with file.content.open("rb") as stream:
        kept = stream.read()
    assert b"hidden comment" not in kept
    assert (file.size, file.sha256) == (len(kept), hashlib.sha256(kept).hexdigest())


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"", "a.pdf", "files.empty"),
        (PDF + b" " * access.MEGABYTE, "a.pdf", "files.too_large"),
        ("社区".encode(), "a.txt", "files.kind_not_taken"),
        (b"MZ", "a.pdf", "files.extension_mismatch"),
    ],
)
def test_what_the_purpose_does_not_take_is_refused(officer: Membership, data: bytes, name: str, code: str) -> None:
    assert refusal(data, name, officer) == code


def test_a_path_in_the_name_is_refused(officer: Membership) -> None:
    with pytest.raises(InvalidInput) as refused:
        services.store(upload=ContentFile(PDF, name="../../settings.pdf"), by=officer, purpose=PURPOSE)
    assert refused.value.code == "files.name_has_path"


def test_a_purpose_nobody_answers_for_is_a_mistake_of_ours(officer: Membership) -> None:
    with pytest.raises(LookupError):
        services.store(upload=upload(), by=officer, purpose="nobody.knows")


def test_a_purpose_has_one_reader() -> None:
    with pytest.raises(ValueError, match="two readers"):
        access.register(PURPOSE, access.public)


def test_changed_bytes_are_noticed(officer: Membership) -> None:
    file = services.store(upload=upload(), by=officer, purpose=PURPOSE)
    with private_storage().open(str(file.content.name), "wb") as stream:
        stream.write(b"tampered")
    assert not intact(file)
    with pytest.raises(CommandError, match=str(file.pk)):
        call_command("verify_files")


def test_whole_files_are_counted(officer: Membership) -> None:
    services.store(upload=upload(), by=officer, purpose=PURPOSE)
    out = io.StringIO()
    call_command("verify_files", stdout=out)
    assert "1" in out.getvalue()


def test_the_database_refuses_an_empty_file(officer: Membership) -> None:
    file = services.store(upload=upload(), by=officer, purpose=PURPOSE)
    with pytest.raises(IntegrityError), transaction.atomic():
        StoredFile.objects.filter(pk=file.pk).update(size=0)


def test_a_discarded_file_goes_when_the_transaction_is_through(
    officer: Membership, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    file = services.store(upload=upload(), by=officer, purpose=PURPOSE)
    name = str(file.content.name)
    with django_capture_on_commit_callbacks(execute=True):
        services.discard(file=file)
        assert private_storage().exists(name)
    assert not private_storage().exists(name)


@pytest.mark.usefixtures("nothing_kept")
def test_the_sweep_takes_old_orphans_only(officer: Membership) -> None:
    file = services.store(upload=upload(), by=officer, purpose=PURPOSE)
    orphan = private_storage().save("00/orphan", ContentFile(b"rolled back"))
    assert services.sweep(now=clock.now()) == 0
    assert services.sweep(now=clock.now() + timedelta(days=2)) == 1
    assert not private_storage().exists(orphan)
    assert intact(file)
    out = io.StringIO()
    call_command("sweep_files", stdout=out)
    assert "0" in out.getvalue()


@pytest.fixture
def clamd() -> Iterator[tuple[str, list[bytes]]]:
    """A daemon that finds what contains EICAR, spoken to over the real protocol."""
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            connection, _ = server.accept()
            with connection, connection.makefile("rb") as stream:
                heard.append(stream.read(len(b"zINSTREAM\0")))
                body = b""
                while size := int.from_bytes(stream.read(4), "big"):
                    body += stream.read(size)
                heard.append(body)
                found = b"Eicar-Signature FOUND" if b"EICAR" in body else b"OK"
                connection.sendall(b"stream: " + found + b"\0")

        thread = threading.Thread(target=answer)
        thread.start()
        yield f"127.0.0.1:{server.getsockname()[1]}", heard
        thread.join(5)


@pytest.mark.parametrize("infected", [True, False])
def test_malware_is_refused(
    officer: Membership, settings: Settings, clamd: tuple[str, list[bytes]], infected: bool
) -> None:
    settings.FILES_SCANNER = "marketplace.files.scanning.clamd"
    settings.CLAMD_ADDRESS, heard = clamd
    data = PDF + b" " * 100_000 + (b"EICAR" if infected else b"") + PDF
    if infected:
        assert refusal(data, "a.pdf", officer) == "files.malware"
    else:
        services.store(upload=upload(data), by=officer, purpose=PURPOSE)
    assert heard == [b"zINSTREAM\0", data]


def test_nothing_is_stored_while_the_scanner_is_away(officer: Membership, settings: Settings) -> None:
    settings.FILES_SCANNER = "marketplace.files.scanning.clamd"
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    settings.CLAMD_ADDRESS = f"127.0.0.1:{port}"
    with pytest.raises(ScannerUnavailable):
        services.store(upload=upload(), by=officer, purpose=PURPOSE)
    assert not StoredFile.objects.exists()
