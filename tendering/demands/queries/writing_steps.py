"""The steps of writing a demand, as the list beside its forms shows them, and the answers to check at the end."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from marketplace.ui.components import Fact, Task
from tendering.demands.models import Demand
from tendering.demands.queries.explain import funding_parts

DONE, BEGUN, NEXT = (_("Done"), "open"), (_("In progress"), "public"), (_("Not begun"), "line")


def steps(demand: Demand | None) -> list[Task]:
    """What it is about, its money, the last check; a demand that is not saved yet has no links."""
    if demand is None:
        return [_task(_("What is needed"), "", BEGUN), _task(_("Money and sources"), "", NEXT), _check("")]
    edit, funding = (reverse(f"demands:{name}", args=[demand.number]) for name in ("edit", "funding"))
    written, funded = _is_written(demand), demand.plan_id is not None
    ready = reverse("demands:propose", args=[demand.number]) if written and funded else ""
    return [
        _task(_("What is needed"), edit, DONE if written else BEGUN),
        _task(_("Money and sources"), funding, DONE if funded else NEXT),
        _check(ready),
    ]


def answers(demand: Demand, groups: str) -> list[Fact]:
    """Everything that was written, with the way to change it."""
    edit, funding = (reverse(f"demands:{name}", args=[demand.number]) for name in ("edit", "funding"))
    served = _("%(households)s households, %(people)s people") % {
        "households": demand.households,
        "people": demand.people,
    }
    return [
        Fact(_("Title"), demand.title, edit),
        Fact(_("Scope item"), str(demand.scope_item or "—"), edit),
        Fact(_("Kind of work"), demand.get_kind_display(), edit),
        Fact(_("Delivery"), demand.get_delivery_class_display(), edit),
        Fact(_("What residents need, and why"), demand.need or "—", edit),
        Fact(_("What will be there when it is done"), demand.outputs or "—", edit),
        Fact(_("Whom it serves"), f"{groups or '—'} · {served}", edit),
        *(Fact(part.label, part.text, funding) for part in funding_parts(demand.plan)),
    ]


def _is_written(demand: Demand) -> bool:
    return bool(demand.title and demand.scope_item_id and demand.need and demand.outputs and demand.people)


def _task(label: object, url: str, state: tuple[object, str]) -> Task:
    return Task(str(label), url, state=str(state[0]), kind=state[1])


def _check(url: str) -> Task:
    return _task(_("Check and propose"), url, BEGUN if url else NEXT)
