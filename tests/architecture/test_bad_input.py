"""Bad input to every form, enumerated from the URL configuration: refused, the field named, nothing written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

import pytest
from django import forms

from marketplace.ui.drawing.forms import anchor
from tests.architecture.badness import pages, values
from tests.architecture.badness.pages import Answer, Person
from tests.url_table import Row

ROLES = sorted({pages.first_role(row) for row in pages.rows_with_forms()})
LANGUAGES = ("zh-hans", "en")


def rows_of(role: str) -> list[Row]:
    return [row for row in pages.rows_with_forms() if pages.first_role(row) == role]


def fields(form: forms.BaseForm) -> Iterator[tuple[str, forms.Field]]:
    return ((name, field) for name, field in form.fields.items() if not field.disabled)


@dataclass(frozen=True)
class Case:
    """One sending: what is bad about it, the bad values by field, and whether a service judges them, not the form."""

    name: str
    bad: dict[str, Any]
    late: bool = False


def cases(form: forms.BaseForm) -> Iterator[Case]:
    """All fields bad at once, as often as the field with most kinds of badness takes; then each one alone, once."""
    known = {name: list(values.bad(field)) for name, field in fields(form)}
    for several in zip_longest(*([(name, *bad) for bad in kinds] for name, kinds in known.items())):
        found = [one for one in several if one]
        yield Case(", ".join(f"{n} {kind}" for n, kind, _ in found), {name: value for name, _, value in found})
    if len(known) > 1:
        yield from (Case(f"{n} {kinds[-1][0]} alone", {n: kinds[-1][1]}) for n, kinds in known.items() if kinds)
    for name, field in fields(form):
        yield from (Case(f"{name} {kind}", {name: value}, late=True) for kind, value in values.lying(field))


def complaint(case: Case, answer: Answer, *, ruled: bool) -> str:
    """What is wrong with the answer to such a form; empty if nothing is.

    Where a rule refuses even a plausible form (`ruled`), nobody looks into a file that lies about itself.
    """
    if answer.left:
        return f"{answer.status}, wrote {answer.left}"
    if case.late and ruled and answer.refused:
        return ""
    if answer.status != 422 or answer.form is None:
        return str(answer.status)
    errors, hidden = answer.form.errors, {bound.name for bound in answer.form.hidden_fields()}
    unnamed = [name for name in case.bad if name not in errors]
    shown = [name for name in case.bad if name in errors and name not in hidden]
    unlinked = [name for name in shown if f'href="#{anchor(answer.form[name])}"' not in answer.text]
    return ", ".join([*(f"{name} not named" for name in unnamed), *(f"{name} not linked" for name in unlinked)])


@pytest.mark.django_db
@pytest.mark.parametrize("role", ROLES)
def test_what_no_field_takes_is_refused_by_name(role: str) -> None:
    person = Person(role)
    wrong: dict[str, str] = {}
    for row in rows_of(role):
        form = person.form(row)
        if form is None:
            continue
        whole = pages.filled(form)
        plausible = person.post(row, whole, "en")
        if plausible.status >= 500 or (plausible.refused and plausible.left):
            wrong[f"{row.name} plausible"] = f"{plausible.status}, wrote {plausible.left}"
        for number, case in enumerate(cases(form)):
            sent = whole | {form.add_prefix(name): value for name, value in case.bad.items()}
            answer = person.post(row, sent, LANGUAGES[number % 2], drawn=number == 0)
            if words := complaint(case, answer, ruled=plausible.refused):
                wrong[f"{row.name} {case.name}"] = words
    assert not wrong, "\n".join(f"{case}: {words}" for case, words in wrong.items())
