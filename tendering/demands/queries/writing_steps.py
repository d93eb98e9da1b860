"""The steps of writing a demand, as the list beside its forms shows them, and the answers to check at the end."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from marketplace.ui.components import Fact, Task
from marketplace.ui.text import Text
from tendering.demands.models import Demand
from tendering.demands.queries.explain import funding_parts
from tendering.demands.rules.steps import State
from tendering.demands.wording.fields import FIELDS

# Blamed by refusals, answered on the page of the money.
FUNDING_FIELDS = frozenset({"budget", "fund_amount", "fund_account", "lines", "plan"})
DONE, BEGUN, NEXT = (_("Done"), "open"), (_("In progress"), "public"), (_("Not begun"), "line")


def steps(demand: Demand | None, *, of_resident: bool = False) -> list[Task]:
    """What it is about, its money, the last check; a demand that is not saved yet has no links.

    A resident, who need not know what it costs, is shown no step of money.
    """
    if demand is None:
        money = [] if of_resident else [_task(_("Money and sources"), "", NEXT)]
        return [_task(_("What is needed"), "", BEGUN), *money, _check("")]
    edit, funding = (reverse(f"demands:{name}", args=[demand.number]) for name in ("edit", "funding"))
    written, funded = _is_written(demand), demand.plan_id is not None
    # A resident need not know what it costs: the community writes the money when it takes the proposal up.
    enough = demand.from_resident or (written and funded)
    ready = reverse("demands:propose", args=[demand.number]) if enough else ""
    return [
        _task(_("What is needed"), edit, DONE if written else BEGUN),
        *(
            []
            if demand.from_resident and not funded
            else [_task(_("Money and sources"), funding, DONE if funded else NEXT)]
        ),
        _check(ready),
    ]


def after_saving(demand: Demand) -> str:
    """Where saving leads: a draft to the first step that is still open, returned papers back to the demand."""
    if demand.state != State.DRAFT:
        return demand.get_absolute_url()
    if demand.plan_id is None and not demand.from_resident:
        name = "funding"
    else:
        name = "propose" if demand.from_resident or _is_written(demand) else "edit"
    return reverse(f"demands:{name}", args=[demand.number])


def saving(demand: Demand) -> Text:
    """What the button says that leads there."""
    return _("Save and continue") if demand.state == State.DRAFT else _("Save")


def answers(demand: Demand, groups: str) -> list[Fact]:
    """Everything that was written, with the way to change it."""
    edit, funding = (reverse(f"demands:{name}", args=[demand.number]) for name in ("edit", "funding"))
    served = _("%(households)s households, %(people)s people") % {
        "households": demand.households,
        "people": demand.people,
    }
    return [
        Fact(FIELDS["title"], demand.title, edit),
        Fact(FIELDS["scope_item"], str(demand.scope_item or "—"), edit),
        Fact(FIELDS["kind"], demand.get_kind_display(), edit),
        Fact(FIELDS["delivery_class"], demand.get_delivery_class_display(), edit),
        Fact(FIELDS["need"], demand.need or "—", edit),
        Fact(FIELDS["outputs"], demand.outputs or "—", edit),
        Fact(FIELDS["beneficiary_groups"], f"{groups or '—'} · {served}", edit),
        *_reasons(demand, edit),
        *(Fact(part.label, part.text, funding) for part in funding_parts(demand.plan)),
    ]


def _reasons(demand: Demand, edit: str) -> list[Fact]:
    """What only some demands have to say."""
    said = ((_("Why it cannot wait"), demand.urgent_reason), (_("Why it is not a split"), demand.splitting_reason))
    return [Fact(label, text, edit) for label, text in said if text]


def where(demand: Demand, field: str | None) -> str:
    """The line of the form on which an answer is given: of its money, or of what is needed."""
    form = "funding" if field in FUNDING_FIELDS else "edit"
    address = reverse(f"demands:{form}", args=[demand.number])
    return f"{address}#id_{field}" if field else address


def _is_written(demand: Demand) -> bool:
    said = demand.title and demand.scope_item_id and demand.need and demand.outputs and demand.beneficiary_groups
    return bool(said and (demand.people or demand.households))


def _task(label: object, url: str, state: tuple[object, str]) -> Task:
    return Task(str(label), url, state=str(state[0]), kind=state[1])


def _check(url: str) -> Task:
    return _task(_("Check and propose"), url, BEGUN if url else NEXT)
