"""What this stage tells the ground floor when the app is ready."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from marketplace.audit import readers, sentences, triggers
from marketplace.files import access
from marketplace.files.rules.kinds import PHOTOS, Kind
from marketplace.notifications import kinds
from marketplace.rulebook import periods
from marketplace.ui import duties, navigation, refusals
from tendering.awards import concluded
from tendering.contracts import attachments, permissions, registration_satisfaction
from tendering.contracts.queries import onward as links
from tendering.contracts.queries import rule_effects
from tendering.contracts.queries.load import contracts_in_hand
from tendering.contracts.services import revoking
from tendering.contracts.wording.others import DUTIES, KINDS
from tendering.contracts.wording.refusals import REFUSALS
from tendering.contracts.wording.sentences import SENTENCES
from tendering.demands import busy, onward

PAPER = frozenset({Kind.PDF}) | PHOTOS


def register() -> None:
    """Append-only tables, words, readers of stories and files."""
    triggers.register("contracts_signature")
    triggers.register("contracts_contractnotice")
    refusals.register(REFUSALS)
    duties.register(DUTIES)
    kinds.register(KINDS, area=_("Contracts"))
    sentences.register(SENTENCES)
    periods.register(*rule_effects.PERIODS)
    readers.register(
        "contracts.Contract",
        permissions.can_read,
        inside=permissions.reads_inside,
        related=("demand__community",),
    )
    access.register(attachments.PHOTO, permissions.can_read_photo, kinds=PHOTOS)
    access.register(attachments.INVOICE, permissions.can_read_invoice, kinds=PAPER)
    access.register(attachments.SCAN, permissions.can_read_scan, kinds=PAPER)
    navigation.register(navigation.Item("contracts", _("Contracts"), url_name="contracts:list", order=27))
    concluded.register(revoking)
    busy.register(contracts_in_hand)
    onward.register(links.OF_DEMAND)
    registration_satisfaction.register()
