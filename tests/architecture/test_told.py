"""Whoever has acted is told so on the next page, unless that page says it by itself."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import get_resolver

from marketplace.ui.views import ActView

# Steps of one form that lead to its next step, and what leads to a page that is about nothing else.
SILENT = {
    "marketplace.accounts.views.passwords.AskPasswordCode",
    "marketplace.accounts.views.profile.AskPhoneCode",
    "catalog.views.own.StartPage",
    "tendering.bids.views.own.Start",
    "tendering.bids.views.sealing.Check",
    "tendering.bids.views.sections.FactsPage",
    "tendering.bids.views.sections.PlanPage",
    "tendering.bids.views.sections.PricePage",
    "tendering.bids.views.sections.RowsPage",
    "tendering.bids.views.sections.SectionPage",
    "tendering.bids.views.sections.TeamPage",
}


def acts(kind: type[ActView] = ActView) -> Iterator[type[ActView]]:
    """Every act of the product, however far below the base."""
    for below in kind.__subclasses__():
        if not below.__module__.startswith("tests."):
            yield below
        yield from acts(below)


def test_every_act_is_told_unless_its_next_page_says_it() -> None:
    assert get_resolver().url_patterns, "addresses load the views"
    names = {f"{act.__module__}.{act.__qualname__}": act for act in acts()}
    assert len(names) > 200
    assert {name for name, act in names.items() if act.success_message is None} == SILENT
