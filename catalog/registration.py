"""What the app hands to the packages below: words, readers, links (architecture 2, rule 5)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from catalog.models import CommunityGroup, Provider, ProviderFile, RosterApplication, RosterEntry, ServiceOffer
from catalog.permissions import KEEPERS, POOL_READERS, may_read_expert, may_read_fully, may_read_group
from catalog.queries import rule_effects
from catalog.services.files import PURPOSE
from catalog.words import acts, duties, messages, refusals
from marketplace.accounts import admin_rights
from marketplace.accounts.models import Membership
from marketplace.audit import readers, sentences, triggers
from marketplace.files import access
from marketplace.files.models import StoredFile
from marketplace.notifications import kinds
from marketplace.rulebook import periods
from marketplace.ui import duties as ui_duties
from marketplace.ui import navigation
from marketplace.ui import refusals as ui_refusals

# Nobody adds or deletes providers and entries in the admin: they come from applications.
ADMIN_RIGHTS = (
    "catalog.view_provider",
    "catalog.change_provider",
    "catalog.view_rosterentry",
    "catalog.change_rosterentry",
)


def register() -> None:
    """Called once, when all apps are loaded."""
    ui_refusals.register(refusals.ALL)
    ui_duties.register(duties.ALL)
    sentences.register(acts.ALL)
    kinds.register(messages.ALL)
    periods.register(*rule_effects.PERIODS)
    triggers.register("catalog_creditevent")
    triggers.register("catalog_providerrecord")
    access.register(PURPOSE, may_read_file)
    for role in KEEPERS:
        admin_rights.register(role, *ADMIN_RIGHTS)
    _register_readers()
    navigation.register(
        navigation.Item(key="roster", label=_("Provider roster"), url_name="catalog:roster", order=40),
        navigation.Item(
            key="offers",
            label=_("Services offered"),
            url_name="catalog:offers",
            area=navigation.Area.SERVICES,
            order=15,
        ),
        navigation.Item(
            key="experts",
            label=_("Expert pool"),
            url_name="catalog:experts",
            area=navigation.Area.OVERSIGHT,
            roles=POOL_READERS,
            order=60,
        ),
        navigation.Item(
            key="roster-apply",
            label=_("Apply for the roster"),
            url_name="catalog:own",
            area=navigation.Area.SERVICES,
            order=20,
        ),
    )


def may_read_file(membership: Membership | None, file: StoredFile) -> bool:
    """Whoever may read the provider fully may read its proofs."""
    row = ProviderFile.objects.filter(file=file).select_related("provider__organisation").first()
    return row is not None and may_read_fully(membership, row.provider)


def _register_readers() -> None:
    """Whoever reads these stories at all is inside: the public sees pages, not records."""
    readers.register_closed("catalog.Provider", _reads_provider, "organisation")
    for part in ("RosterApplication", "RosterEntry", "ServiceOffer"):
        readers.register_closed(f"catalog.{part}", _reads_part, "provider__organisation")
    readers.register_closed("catalog.CommunityGroup", _reads_group, "community", "organisation")
    readers.register_closed("catalog.Expert", may_read_expert)


def _reads_provider(membership: Membership | None, provider: Provider) -> bool:
    return may_read_fully(membership, provider)


def _reads_part(membership: Membership | None, part: RosterApplication | RosterEntry | ServiceOffer) -> bool:
    return may_read_fully(membership, part.provider)


def _reads_group(membership: Membership | None, group: CommunityGroup) -> bool:
    return may_read_group(membership, group)
