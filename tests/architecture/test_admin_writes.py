"""Every address of the back office that writes: leaves an entry, and refuses bad input by name, nothing written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from marketplace.accounts.models import Organisation
from marketplace.accounts.rules import Role
from marketplace.accounts.services.access import sync_access
from tests.architecture.admin_objects import BUILDERS, CLOSED, writing
from tests.architecture.badness import pages
from tests.architecture.badness.pages import Answer, Person
from tests.architecture.test_bad_input import LANGUAGES, cases, of_nul
from tests.factories import catalog
from tests.url_table import Row

pytestmark = pytest.mark.django_db
ENTRIES = "audit_entry"


@pytest.fixture
def officer() -> Person:
    catalog.rules_without_assessment()
    found = Person(Role.DISTRICT)
    sync_access(found.member.user)
    return found


def row(name: str) -> Row:
    return Row(name, Role.DISTRICT, name)


def opened(person: Person, name: str) -> dict[str, Any]:
    """What is sent from this page: what its form shows, what is typed over it, something plausible for the rest."""
    person.made[name], typed = BUILDERS[name](person.member)
    form = person.form(row(name))
    assert form is not None, f"{name} shows no form"
    sent = pages.filled(form) | typed
    return {field: value for field, value in sent.items() if value != ""}


def silent(answer: Answer) -> str:
    """What is wrong with the answer to a form that is in order; empty if nothing is."""
    if answer.status != 302 or not answer.left:
        return f"{answer.status} {dict(answer.form.errors) if answer.form else None} wrote {answer.left}"
    return "" if ENTRIES in answer.left else f"wrote {answer.left} without an entry"


def test_every_address_that_writes_is_tried() -> None:
    assert len(writing()) > 25
    assert sorted(writing()) == sorted([*BUILDERS, *CLOSED])


@pytest.mark.parametrize("name", BUILDERS)
def test_every_write_leaves_an_entry(officer: Person, name: str) -> None:
    assert silent(officer.post(row(name), opened(officer, name), "en")) == ""


def test_what_nobody_may_do_there_writes_nothing(officer: Person) -> None:
    wrong = {}
    for name, key in CLOSED.items():
        officer.made[name] = {"pk": key()} if key else {}
        answer = officer.post(row(name), {}, "en")
        if answer.status not in (302, 403, 404) or answer.left:
            wrong[name] = f"{answer.status}, wrote {answer.left}"
    assert wrong == {}


def test_a_silent_write_is_found(officer: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the test above is for: a page that saves past its service."""

    def past(*, organisation: Organisation, name: str, **_more: object) -> Organisation:
        organisation.name = name
        organisation.save()
        return organisation

    name = "organisations:edit"
    sent = opened(officer, name)
    monkeypatch.setattr("marketplace.accounts.services.change_organisation", past)
    assert "without an entry" in silent(officer.post(row(name), sent, "en"))


def complaints(person: Person, name: str) -> Iterator[str]:
    """What is wrong with the answers of one page to input no field takes, and to a form sent twice."""
    sent = opened(person, name)
    form = person.form(row(name))
    assert form is not None
    first, second = person.twice(row(name), sent)
    if first.status != 302 or second.status >= 500 or second.left:
        yield f"twice: {first.status}, {second.status}, wrote {second.left}"
    yield from of_nul(person, row(name), form, sent)
    for number, case in enumerate(cases(form)):
        answer = person.post(row(name), sent | case.bad, LANGUAGES[number % 2], drawn=number == 0)
        unnamed = [field for field in case.bad if answer.form is None or field not in answer.form.errors]
        if answer.status != 422 or answer.left or unnamed:
            yield f"{case.name}: {answer.status}, wrote {answer.left}, not named {unnamed}"


@pytest.mark.parametrize("name", BUILDERS)
def test_what_no_field_takes_is_refused_by_name(officer: Person, name: str) -> None:
    wrong = list(complaints(officer, name))
    assert not wrong, "\n".join(wrong)
