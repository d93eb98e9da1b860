"""What the roster's addresses name, made inside somebody's scope."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from catalog.models import (
    Expert,
    ExpertAbsence,
    ExpertTie,
    Provider,
    ProviderFile,
    RosterApplication,
    RosterObjection,
    ServiceOffer,
)
from catalog.rules.experts import PoolState, TieKind
from catalog.rules.states import ApplicationState, FileKind, OfferState
from catalog.services.files import PURPOSE
from marketplace import clock
from marketplace.accounts.models import Membership, Organisation
from marketplace.accounts.rules import Role
from marketplace.files.services import store
from marketplace.rulebook.models import RuleSet
from tests.factories import accounts, catalog, places


def provider(owner: Membership) -> dict[str, Any]:
    """A listed provider; the owner's own where the person acts for one."""
    return {"pk": _own(owner).pk if owner.organisation else catalog.listed_provider().pk}


def entry(owner: Membership) -> dict[str, Any]:
    """The roster entry of a provider."""
    return {"pk": Provider.objects.get(**provider(owner)).entry.pk}


def _offer(owner: Membership, state: OfferState) -> dict[str, Any]:
    """An offer; of the owner's own provider where the person acts for one."""
    now, seen = clock.now(), state in {OfferState.PUBLISHED, OfferState.PAUSED}
    row = ServiceOffer.objects.create(
        provider=_own(owner) if owner.organisation else catalog.listed_provider(),
        state=state,
        title="上门助浴",
        text="两名护理员上门",
        valid_until=clock.today(),
        created_at=now,
        submitted_at=None if state == OfferState.DRAFT else now,
        published_at=now if seen else None,
    )
    return {"pk": row.pk}


def draft_offer(owner: Membership) -> dict[str, Any]:
    """An offer that is being written."""
    return _offer(owner, OfferState.DRAFT)


def checked_offer(owner: Membership) -> dict[str, Any]:
    """An offer that waits for the district's check."""
    return _offer(owner, OfferState.CHECKING)


def published_offer(owner: Membership) -> dict[str, Any]:
    """An offer that everybody sees."""
    return _offer(owner, OfferState.PUBLISHED)


def paused_offer(owner: Membership) -> dict[str, Any]:
    """An offer out of sight."""
    return _offer(owner, OfferState.PAUSED)


def application(_owner: Membership) -> dict[str, Any]:
    """An application in publicity: the district keeps all of them, the public sees them."""
    now = clock.now()
    row = RosterApplication.objects.create(
        provider=catalog.unlisted_provider(),
        state=ApplicationState.PUBLICITY,
        rule_set=RuleSet.objects.first() or catalog.rules_without_assessment(),
        created_at=now,
        submitted_at=now,
        publicity_from=now,
        publicity_until=now + timedelta(days=7),
    )
    return {"pk": row.pk}


def objection(owner: Membership) -> dict[str, Any]:
    """An objection that waits for its answer."""
    now = clock.now()
    key = application(owner)["pk"]
    RosterApplication.objects.filter(pk=key).update(
        state=ApplicationState.OBJECTION_HOLD, publicity_until=None, remaining_workdays=3
    )
    row = RosterObjection.objects.create(
        application_id=key, filed_by=accounts.user(), filed_at=now, text="事由", due_at=now
    )
    return {"pk": row.pk}


def provider_file(owner: Membership) -> dict[str, Any]:
    """A proof of the owner's own provider."""
    file = store(upload=catalog.upload(), by=owner, purpose=PURPOSE)
    row = ProviderFile.objects.create(
        provider=_own(owner), kind=FileKind.OTHER, file=file, added_by=owner, added_at=clock.now()
    )
    return {"pk": row.pk}


def group(owner: Membership) -> dict[str, Any]:
    """A residents' group of the owner's community."""
    place = owner.place or places.community()
    return {"pk": catalog.community_group(community=place).pk}


def _expert(owner: Membership) -> Expert:
    """A person of the pool: oneself, for experts."""
    if owner.role != Role.EXPERT:
        return catalog.expert()
    return Expert.objects.filter(user=owner.user).first() or catalog.expert(user=owner.user)


def expert(owner: Membership) -> dict[str, Any]:
    """A person of the expert pool."""
    return {"pk": _expert(owner).pk}


def suspended_expert(owner: Membership) -> dict[str, Any]:
    """A person kept out of draws."""
    row = _expert(owner)
    Expert.objects.filter(pk=row.pk).update(state=PoolState.SUSPENDED)
    return {"pk": row.pk}


def employment(owner: Membership) -> dict[str, Any]:
    """An employment that lasts."""
    return {"pk": _expert(owner).employments.order_by("pk")[0].pk}


def tie(owner: Membership) -> dict[str, Any]:
    """A relation that lasts."""
    row = ExpertTie.objects.create(
        expert=_expert(owner), organisation=accounts.organisation(), kind=TieKind.ADVICE, from_date=clock.today()
    )
    return {"pk": row.pk}


def absence(owner: Membership) -> dict[str, Any]:
    """Days away that have not passed."""
    row = ExpertAbsence.objects.create(
        expert=_expert(owner),
        from_date=clock.today(),
        to_date=clock.today(),
        entered_by=catalog.officer(),
        entered_at=clock.now(),
    )
    return {"pk": row.pk}


def _own(owner: Membership) -> Provider:
    organisation: Organisation = owner.organisation or accounts.organisation()
    found = Provider.objects.filter(organisation=organisation).first()
    if found is None:
        found = catalog.listed_provider()
        Provider.objects.filter(pk=found.pk).update(organisation=organisation)
    return Provider.objects.select_related("organisation").get(pk=found.pk)


OBJECTS: dict[str, Callable[[Membership], dict[str, Any]]] = {
    "roster_provider": provider,
    "roster_entry": entry,
    "draft_offer": draft_offer,
    "checked_offer": checked_offer,
    "published_offer": published_offer,
    "paused_offer": paused_offer,
    "roster_application": application,
    "roster_objection": objection,
    "roster_file": provider_file,
    "community_group": group,
    "expert": expert,
    "suspended_expert": suspended_expert,
    "expert_employment": employment,
    "expert_tie": tie,
    "expert_absence": absence,
}
