"""Bad input to every form, enumerated from the URL configuration: refused, the field named, nothing written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

import pytest
from django import forms

from marketplace.ui.drawing.forms import anchor
from marketplace.ui.forms.bases import STALE as STALE_VERSION
from tests.architecture.badness import pages, values
from tests.architecture.badness.pages import Answer, Person
from tests.architecture.badness.values import BEYOND, HUGE
from tests.url_table import Row

ROLES = sorted({pages.first_role(row) for row in pages.rows_with_forms()})
LANGUAGES = ("zh-hans", "en")
STALE = "2147483646"  # no version of anything is so high
# What is typed over a plausible form, where a form of its kind is refused before its version is looked at.
TYPED: dict[str, dict[str, Any]] = {"bids:consortium": {"member_1": "", "share_1": "", "work_1": "", "kind_1": ""}}


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
        yield from (Case(f"{name} {kind}", {name: value}) for kind, value in values.flood(field))
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


def of_nul(person: Person, row: Row, form: forms.BaseForm, whole: dict[str, Any]) -> Iterator[str]:
    """What is wrong with the answer to a NUL in every field: no page sends one, so the door refuses and names them."""
    texts = [form.add_prefix(name) for name, field in fields(form) if not isinstance(field, forms.FileField)]
    answer = person.post(row, whole | dict.fromkeys(texts, "a\0"), "en")
    unnamed = [name for name in texts if name not in answer.text]
    if texts and (answer.status != 400 or answer.left or unnamed):
        yield f"NUL: {answer.status}, wrote {answer.left}, not named {unnamed}"


def of_good_form(person: Person, row: Row, whole: dict[str, Any], sent: tuple[Answer, Answer]) -> Iterator[str]:
    """What is wrong with a plausible form's answers: sent twice, and with a version that is not the object's."""
    first, second = sent
    if first.status >= 500 or (first.refused and first.left):
        yield f"plausible: {first.status}, wrote {first.left}"
    # What is shown instead of done (a receipt looked up, slips printed again) may be looked at twice, and is noted.
    if second.status >= 500 or (first.status == 302 and second.left):
        yield f"twice: {second.status}, wrote {second.left}"
    if "version" in whole:
        yield from of_stale_form(person, row, whole)


def of_stale_form(person: Person, row: Row, whole: dict[str, Any]) -> Iterator[str]:
    """What is wrong with the answer to a form opened before somebody else changed its object."""
    typed = whole | TYPED.get(row.name, {})
    stale = person.post(row, typed | {"version": STALE}, "en")
    if stale.status != 409 or stale.left or stale.form is None or not says_stale(stale.form):
        yield f"stale: {stale.status}, wrote {stale.left}"
    elif gone := lost(stale.form, typed):
        yield f"stale: lost {gone}"


def says_stale(form: forms.BaseForm) -> bool:
    """Whether the form was refused for this and no other reason."""
    return list(form.non_field_errors()) == [str(STALE_VERSION.text)]


def lost(form: forms.BaseForm, typed: dict[str, Any]) -> list[str]:
    """Texts that no longer stand in the form as they were typed."""
    texts = [bound for bound in form if isinstance(bound.field, forms.CharField)]
    return [bound.name for bound in texts if bound.data != typed.get(bound.html_name, bound.data)]


def of_odd_forms(person: Person, row: Row, form: forms.BaseForm, whole: dict[str, Any]) -> Iterator[str]:
    """What is wrong with the answers to values that a rule may take or refuse: an error, or a refusal that wrote."""
    for name, field in fields(form):
        for kind, value in values.odd(field):
            answer = person.post(row, whole | {form.add_prefix(name): value}, "en", drawn=False)
            if answer.status >= 500 or (answer.refused and answer.left):
                yield f"{name} {kind}: {answer.status}, wrote {answer.left}"


def of_page(person: Person, row: Row, form: forms.BaseForm) -> Iterator[str]:
    """What is wrong with the answers of one page."""
    whole = pages.filled(form)
    sent = person.twice(row, whole)
    yield from of_good_form(person, row, whole, sent)
    yield from of_odd_forms(person, row, form, whole)
    yield from of_nul(person, row, form, whole)
    for number, case in enumerate(cases(form)):
        data = whole | {form.add_prefix(name): value for name, value in case.bad.items()}
        answer = person.post(row, data, LANGUAGES[number % 2], drawn=number == 0)
        if words := complaint(case, answer, ruled=sent[0].refused):
            yield f"{case.name}: {words}"


# What pages without a form of their own read from what is sent.
JUNK = ("//elsewhere.example/", HUGE, BEYOND, "-1", "")
READ = ("next", "language", "elder", "membership", "phone", "key")


def of_bare_page(person: Person, row: Row) -> Iterator[str]:
    """What is wrong with the answers of a page that acts without a form, to nonsense in all it reads."""
    for junk in JUNK:
        first, second = person.twice(row, dict.fromkeys(READ, junk))
        if first.status >= 500 or second.status >= 500 or (first.refused and first.left):
            yield f"{junk[:20]}: {first.status}, {second.status}, wrote {first.left}"
        if first.status == 302 and second.left:
            yield f"{junk[:20]} twice: wrote {second.left}"


def of_address(person: Person, row: Row) -> Iterator[str]:
    """Of whatever takes a POST there."""
    form = person.form(row)
    yield from of_bare_page(person, row) if form is None else of_page(person, row, form)


@pytest.mark.django_db
@pytest.mark.parametrize("role", ROLES)
def test_what_no_field_takes_is_refused_by_name(role: str) -> None:
    person = Person(role)
    wrong = [f"{row.name} {words}" for row in rows_of(role) for words in of_address(person, row)]
    assert not wrong, "\n".join(wrong)
