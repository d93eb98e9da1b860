"""Lots of one joint call that the same people judge, and those for which a panel has still to be convened."""

from __future__ import annotations

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.actions import Link
from marketplace.accounts.models import Membership
from marketplace.accounts.permissions import within
from marketplace.accounts.rules import Role
from tendering.bids.models import OpenedBid
from tendering.evaluation.models import Panel
from tendering.evaluation.rules.states import BEFORE_RANKING
from tendering.tenders.models import JointCall, Tender
from tendering.tenders.rules.joint import LEAST
from tendering.tenders.rules.states import State as TenderState

# A suspension stops what the panel does about a lot, not who sits on it.
HELD = (TenderState.OPENED, TenderState.SUSPENDED)


def to_judge() -> QuerySet[Tender]:
    """Calls that are opened and qualified, and that no panel judges yet."""
    valid = OpenedBid.objects.filter(bid__tender=OuterRef("pk"), bid__round__isnull=True, valid=True)
    return Tender.objects.filter(
        Exists(valid),
        ~Exists(valid.filter(bid__qualification__isnull=True)),
        state=TenderState.OPENED,
        panel__isnull=True,
        opening__opened_at__isnull=False,
    )


def alone_to_judge(by: Membership) -> QuerySet[Tender]:
    """Those of the person's community beside which no other lot waits for a panel."""
    rows = to_judge().filter(within(by, "demand__community"))
    other = to_judge().filter(joint=OuterRef("joint"), demand__community=OuterRef("demand__community"))
    return rows.exclude(Exists(other.exclude(pk=OuterRef("pk"))))


def joints_to_judge(by: Membership) -> QuerySet[JointCall]:
    """Joint calls of which several lots of the person's community wait for a panel."""
    rows = to_judge().filter(within(by, "demand__community"), joint__isnull=False)
    counted = rows.values("joint", "demand__community").annotate(waiting=Count("pk")).filter(waiting__gte=LEAST)
    return JointCall.objects.filter(pk__in=counted.values("joint"))


def lots_to_judge(joint: JointCall, by: Membership) -> list[Tender]:
    """Lots of the person's community for which one panel can be convened now, in their order; none for a single one."""
    rows = to_judge().filter(within(by, "demand__community"), joint=joint)
    needed = rows.select_related("demand__community__parent", "demand__scope_item", "rule_set", "joint")
    lots = list(needed.order_by("lot"))
    return lots if len(lots) >= LEAST else []


def companions(panel: Panel) -> list[Panel]:
    """The panels of the other lots that the same people have still to judge, in the order of the lots."""
    return list(_with(panel).filter(state__in=BEFORE_RANKING, tender__state__in=HELD)) if panel.together_id else []


def lots_beside(panel: Panel) -> list[Tender]:
    """The other lots for which the same people were convened and count still: members are free of all their bidders."""
    return [one.tender for one in _with(panel)] if panel.together_id else []


def _with(panel: Panel) -> QuerySet[Panel]:
    rows = Panel.objects.counting().filter(together=panel.together_id).exclude(pk=panel.pk)
    needed = rows.select_related("tender__demand__community", "tender__demand__scope_item", "tender__rule_set")
    return needed.order_by("tender__lot")


def joint_links(membership: Membership | None, joint: JointCall) -> list[Link]:
    """From the page of a joint call to the panel of its lots, for the community that convenes it."""
    if membership is None or membership.role != Role.COMMUNITY or not lots_to_judge(joint, membership):
        return []
    return [(_("Convene one panel for all lots"), reverse("evaluation:convene_lots", args=[joint.number]))]
