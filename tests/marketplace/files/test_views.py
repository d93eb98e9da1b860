"""Files reach those who may read them, and run nothing on the way."""

import uuid
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from marketplace.accounts.models import Membership
from marketplace.files import services
from marketplace.files.models import StoredFile
from tests.factories import accounts
from tests.factories.files import PDF, upload
from tests.marketplace.files.conftest import PURPOSE

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer() -> Membership:
    return accounts.membership("community")


@pytest.fixture
def file(officer: Membership) -> StoredFile:
    return services.store(upload=upload(PDF, '报价"单.pdf'), by=officer, purpose=PURPOSE)


def test_the_reader_gets_the_bytes_as_an_attachment(client: Client, officer: Membership, file: StoredFile) -> None:
    response = accounts.signed_in(client, officer).get(file.get_absolute_url())
    assert response.status_code == 200
    assert response.getvalue() == PDF
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert response["Content-Length"] == str(len(PDF))


def test_bytes_that_are_gone_are_not_found_and_the_log_says_so(
    client: Client, officer: Membership, file: StoredFile, caplog: pytest.LogCaptureFixture
) -> None:
    Path(file.content.path).unlink()
    assert accounts.signed_in(client, officer).get(file.get_absolute_url()).status_code == 404
    assert str(file.pk) in caplog.text


def test_what_is_served_can_do_nothing(client: Client, officer: Membership, file: StoredFile) -> None:
    response = accounts.signed_in(client, officer).get(file.get_absolute_url())
    assert response["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "private, no-cache"
    response.close()


def test_a_known_copy_is_not_sent_again(client: Client, officer: Membership, file: StoredFile) -> None:
    accounts.signed_in(client, officer)
    again = client.get(file.get_absolute_url(), headers={"if-none-match": f'"{file.sha256}"'})
    assert again.status_code == 304


def test_a_rival_is_refused_even_with_a_known_copy(client: Client, file: StoredFile) -> None:
    rival = accounts.membership("provider_bidder")
    accounts.signed_in(client, rival)
    assert client.get(file.get_absolute_url()).status_code == 403
    known = {"if-none-match": f'"{file.sha256}"'}
    assert client.get(file.get_absolute_url(), headers=known).status_code == 403


def test_a_visitor_is_refused(client: Client, file: StoredFile) -> None:
    assert client.get(file.get_absolute_url()).status_code == 403


def test_a_visitor_reads_what_is_public(client: Client, officer: Membership) -> None:
    file = services.store(upload=upload(), by=officer, purpose="tests.public")
    assert client.get(file.get_absolute_url()).getvalue() == PDF


def test_a_file_of_a_forgotten_purpose_is_read_by_nobody(client: Client, officer: Membership, file: StoredFile) -> None:
    StoredFile.objects.update(purpose="forgotten")
    assert accounts.signed_in(client, officer).get(file.get_absolute_url()).status_code == 403


def test_a_file_that_does_not_exist(client: Client) -> None:
    assert client.get(reverse("files:download", args=[uuid.uuid4()])).status_code == 404


def test_nothing_is_changed_by_address(client: Client, officer: Membership, file: StoredFile) -> None:
    assert accounts.signed_in(client, officer).post(file.get_absolute_url()).status_code == 405
