"""Who is told what: bidders about their own standing only, offices about what waits for them."""

from __future__ import annotations

from collections.abc import Iterable

from catalog.models import Provider
from catalog.services.telling import provider_people
from marketplace.accounts.rules import Role
from marketplace.notifications.services import notify
from tendering.awards.contractors import contractors
from tendering.awards.models import Award
from tendering.awards.models.objection import remedies_url
from tendering.demands.queries.people import user_ids
from tendering.tenders.models import Tender


def members(providers: Iterable[Provider]) -> list[int]:
    """Users who act for these providers today."""
    return sorted({pk for provider in providers for pk in provider_people(provider)})


def tell(kind: str, award: Award, recipients: Iterable[int], *, url: str = "", **parameters: str) -> None:
    """One message to each; the address is the award's page unless another is given."""
    notify(
        kind=f"awards.{kind}",
        recipients=recipients,
        url=url or award.get_absolute_url(),
        parameters={"title": award.tender.demand.title, **parameters},
    )


def tell_of_remedies(kind: str, tender: Tender, recipients: Iterable[int]) -> None:
    """A message about a challenge or a complaint; it names nobody and leads to the call's page of both."""
    title = {"title": tender.demand.title}
    notify(kind=f"awards.{kind}", recipients=recipients, url=remedies_url(tender), parameters=title)


def tell_offices(kind: str, award: Award, *roles: Role, **parameters: str) -> None:
    """The offices of the award's community."""
    tell(kind, award, user_ids(*roles, near=award.tender.demand.community), **parameters)


def tell_winner(kind: str, award: Award, *, url: str = "", **parameters: str) -> None:
    """Whoever acts for the contractor, in a consortium for any member; for a residents' group its community."""
    if award.provider is not None:
        tell(kind, award, members(contractors(award)), url=url, **parameters)
    else:
        tell(kind, award, user_ids(Role.COMMUNITY, near=award.tender.demand.community), url=url, **parameters)
