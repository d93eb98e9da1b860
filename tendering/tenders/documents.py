"""What is found of calls, by whoever may read them; never who answers them, and nobody's name or phone."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from catalog import facets
from marketplace.accounts.models import Membership
from marketplace.primitives.masking import mask_text
from search import audience, registry, showing
from search.registry import Source
from search.schema import Document, Kind
from search.showing import Line, Showing
from tendering.demands import documents as demands
from tendering.tenders import permissions
from tendering.tenders.models import Notice, Tender
from tendering.tenders.models.tender import TenderState
from tendering.tenders.queries.standing import TAGS
from tendering.tenders.rules.states import LIVE, State

KIND = Kind("tender", version=3, keywords=facets.OF_PROJECTS, numbers=(facets.AMOUNT, facets.DEADLINE))
# In these its deadline is to come or has passed.
RUNS_OUT = LIVE - {State.SUSPENDED}
# What the call says of the work; contacts and phones stand in other fields of it.
SAID = ("requirements", "outputs", "eligibility")
# What its notices say besides: what people ask once it runs, and why it changes or ends.
NOTICED = {
    Notice.Kind.ANSWERS: ("question", "answer"),
    **dict.fromkeys((Notice.Kind.AMENDMENT, Notice.Kind.EXTENSION, Notice.Kind.SUSPENSION), ("reason",)),
    **dict.fromkeys((Notice.Kind.FAILURE, Notice.Kind.CANCELLATION, Notice.Kind.RESUMPTION), ("reason",)),
}


def noticed(tender: Tender) -> list[str]:
    """What its notices say, the first first; the notices are read."""
    rows = sorted(tender.notices.all(), key=lambda row: row.number)
    return [str(row.body.get(name, "")) for row in rows for name in NOTICED.get(Notice.Kind(row.kind), ())]


def document(tender: Tender) -> Document:
    """One call: of everybody from its announcement on, before that of the offices of its place."""
    place = tender.demand.community
    content = (str(tender.content.get(name, "")) for name in SAID)
    joint = [] if tender.joint is None else [tender.joint.title, tender.joint.number]
    said = mask_text("\n".join([*content, *noticed(tender), *joint]))
    return Document(
        kind=KIND.name,
        key=tender.pk,
        at=tender.announced_at or tender.prepared_at,
        audience=audience.EVERYBODY if tender.is_public else audience.offices(permissions.READERS, place),
        title=tender.demand.title,
        body=demands.text(tender.demand, tender.number, said),
        keywords=demands.keywords(tender.demand)
        | {facets.TIER: (tender.tier,), facets.TYPE: (tender.kind,), facets.STATUS: (f"{KIND.name}.{tender.state}",)},
        numbers={facets.AMOUNT: tender.ceiling} | ({} if (due := due_at(tender)) is None else {facets.DEADLINE: due}),
    )


def due_at(tender: Tender) -> datetime | None:
    """When it closes, or closed: a call that stands still, failed or was cancelled takes no answers at any hour."""
    return tender.deadline_at if tender.state in RUNS_OUT else None


def lines(keys: Collection[int], member: Membership | None) -> Mapping[int, Line]:
    """What stands beside these on the search page: those that this person may open."""
    rows = permissions.readable(member).filter(pk__in=keys).select_related("demand__community__parent")
    rows = rows.annotate(noticed_at=Max("notices__published_at"))  # a deadline moves with a notice
    return {
        row.pk: demands.line(
            row,
            row.demand,
            tier=row.tier,
            amount=row.ceiling,
            label=_("Ceiling"),
            colour=TAGS.get(State(row.state), ""),
            due_at=due_at(row),
            since=row.noticed_at,
        )
        for row in rows
    }


def register() -> None:
    """Called once, when all apps are loaded."""
    rows = Tender.objects.select_related("joint", *(f"demand__{name}" for name in demands.RELATED))
    rows = rows.prefetch_related("notices", f"demand__{demands.DOMAINS}")
    follows = {"tenders.tender": ("pk",), "tenders.jointcall": ("joint",), "demands.demand": ("demand",)}
    registry.add_source(Source(KIND, rows.all, document, follows))
    label = _("Calls")
    showing.add_kind(KIND.name, Showing(label, lines))
    facets.add_states(KIND.name, label, dict(TenderState.choices))
