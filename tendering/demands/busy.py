"""How much a provider has in hand: the stage that keeps contracts knows, the matching asks (architecture 2, rule 5)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

# Keys of providers to how many contracts each is delivering; who delivers none may be missing.
Load = Callable[[Collection[int]], Mapping[int, int]]

_sources: list[Load] = []


def register(source: Load) -> None:
    """Let a later stage say what providers have in hand; call it in `AppConfig.ready()`."""
    if source not in _sources:
        _sources.append(source)


def contracts(providers: Collection[int]) -> Mapping[int, int]:
    """Contracts in delivery by provider."""
    found: dict[int, int] = {}
    for source in _sources:
        for provider, number in source(providers).items():
            found[provider] = found.get(provider, 0) + number
    return found
