"""The parts of an application: how far each is, and its answers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalog.models import Provider, RosterApplication
from catalog.models.labels import FILE_KINDS
from catalog.queries.applications import missing_files
from catalog.rules.states import FileKind
from catalog.views import shown
from marketplace.ui.components import Fact, Task


class Part(NamedTuple):
    """A group of answers with its heading."""

    title: object
    facts: list[Fact]


def names(kinds: Iterable[FileKind]) -> list[object]:
    """Kinds of files as a person reads them."""
    return [FILE_KINDS[kind] for kind in kinds]


def of(provider: Provider, application: RosterApplication | None, *, mine: bool) -> list[Task]:
    """The parts with their state, with links for those whose work they are (`mine`)."""
    tasks = _all(provider, application)
    return tasks if mine else [replace(task, url="") for task in tasks]


def _all(provider: Provider, application: RosterApplication | None) -> list[Task]:
    """The last one opens when an application has begun."""
    missing = missing_files(provider)
    ready = application is not None
    return [
        _task(
            _("Registration"), "catalog:own_register", done=_filled(provider, "registered_date", "legal_representative")
        ),
        _task(
            _("Contact details"),
            "catalog:own_contact",
            done=_filled(provider, "contact_name", "contact_phone", "address"),
        ),
        _task(
            _("Organisation profile"),
            "catalog:own_profile",
            done=_filled(provider, "strengths", "development", "fulltime_staff"),
        ),
        _task(_("Grade and certificate"), "catalog:own_grade", done=True),
        _task(_("Files"), "catalog:own_files", done=not missing),
        Task(
            _("Check your answers and submit"),
            reverse("catalog:own_check") if ready else "",
            state=_("Ready") if ready else _("Begin the application first"),
            kind="line",
        ),
    ]


def answers(provider: Provider) -> list[Part]:
    """Everything a provider has answered, each with the way to change it."""
    domains = list(provider.domains.order_by("pk"))
    return [
        Part(_("Registration"), _changing(shown.register_facts(provider, fully=True)[:5], "catalog:own_register")),
        Part(_("Contact details"), _changing(shown.contact_facts(provider, fully=True), "catalog:own_contact")),
        Part(_("Organisation profile"), _changing(shown.attribute_facts(provider, domains), "catalog:own_profile")),
        Part(
            _("Grade and certificate"),
            _changing(shown.register_facts(provider, fully=True)[5:], "catalog:own_grade"),
        ),
    ]


def _filled(provider: Provider, *names: str) -> bool:
    return all(getattr(provider, name) for name in names)


def _task(label: object, url_name: str, *, done: bool) -> Task:
    state, kind = (_("Done"), "open") if done else (_("To do"), "line")
    return Task(str(label), reverse(url_name), state=state, kind=kind)


def _changing(facts: list[Fact], url_name: str) -> list[Fact]:
    return [replace(fact, change_url=reverse(url_name)) for fact in facts]
