"""Where a project's page is: later stages know, this one asks (architecture 2, rule 5)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

# Ids of funding plans to addresses; a plan whose project nobody may see yet is left out.
ProjectLinks = Callable[[Collection[int]], Mapping[int, str]]

_sources: list[ProjectLinks] = []


def register(source: ProjectLinks) -> None:
    """Let a later stage say where the projects of plans are shown; call it in `AppConfig.ready()`."""
    if source not in _sources:
        _sources.append(source)


def project_urls(plans: Collection[int]) -> dict[int, str]:
    """Addresses of the projects of these plans, as far as a stage knows them."""
    found: dict[int, str] = {}
    for source in _sources:
        found |= source(plans)
    return found
