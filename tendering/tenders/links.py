"""Where a call goes on: later stages know their pages, this one asks (architecture 2, rule 5)."""

from __future__ import annotations

from collections.abc import Callable

from marketplace.accounts.actions import Link
from marketplace.accounts.models import Membership
from tendering.tenders.models import JointCall, Tender

# What this person goes to now, and the quiet links.
Links = tuple[list[Link], list[Link]]
TenderLinks = Callable[[Membership | None, Tender], Links]
# Of a provider to its own answer; whether nothing keeps it from a first one is at hand.
Answering = Callable[[Membership, Tender, bool], list[Link]]
JointLinks = Callable[[Membership | None, JointCall], list[Link]]

_sources: list[TenderLinks] = []
_of_answers: list[Answering] = []
_of_joint: list[JointLinks] = []


def register(source: TenderLinks) -> None:
    """Let a later stage add links to a call's page; call it in `AppConfig.ready()`."""
    if source not in _sources:
        _sources.append(source)


def onward(membership: Membership | None, tender: Tender) -> Links:
    """Links of all later stages, in the order they registered."""
    main, quiet = list[Link](), list[Link]()
    for source in _sources:
        now, also = source(membership, tender)
        main += now
        quiet += also
    return main, quiet


def register_answering(source: Answering) -> None:
    """Let a later stage lead a provider to its answer to a running call; call it in `AppConfig.ready()`."""
    if source not in _of_answers:
        _of_answers.append(source)


def answering(membership: Membership, tender: Tender, *, is_free: bool) -> list[Link]:
    """Where a provider answers a running call, in the order they registered.

    Args:
        is_free: nothing keeps it from answering.
    """
    return [link for source in _of_answers for link in source(membership, tender, is_free)]


def register_joint(source: JointLinks) -> None:
    """Let a later stage add what a person goes to now from a joint call's page; call it in `AppConfig.ready()`."""
    if source not in _of_joint:
        _of_joint.append(source)


def onward_joint(membership: Membership | None, joint: JointCall) -> list[Link]:
    """Links of all later stages, in the order they registered."""
    return [link for source in _of_joint for link in source(membership, joint)]
