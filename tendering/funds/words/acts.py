"""Sentences of this app's acts, as a story tells them."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from marketplace.audit.sentences import Sentence
from marketplace.ui.formats import yuan
from tendering.funds.models.labels import SHARES


def _yuan(value: object) -> str:
    return yuan(Decimal(str(value)))


def _share(value: object) -> str:
    return str(dict(SHARES)[str(value)])


AMOUNT = {"amount": _yuan}

YEAR = {
    "funds.rate.set": Sentence(_("%(actor)s set the yearly rate from %(year)s on to %(amount)s"), AMOUNT),
    "funds.allocations.planned": Sentence(
        _("%(actor)s planned the allocations of %(year)s: %(count)s communities, %(total)s"), {"total": _yuan}
    ),
    "funds.allocation.delegated": Sentence(
        _("%(actor)s allocated %(amount)s for “%(task)s” of %(department)s"), AMOUNT
    ),
    "funds.arrival.confirmed": Sentence(
        _("%(actor)s confirmed that %(amount)s arrived (%(share)s)"), AMOUNT | {"share": _share}
    ),
    "funds.baseline.imported": Sentence(
        _("%(actor)s imported %(year)s: %(inflow)s came, %(paid)s were paid"), {"inflow": _yuan, "paid": _yuan}
    ),
    "funds.account.opened": Sentence(_("%(actor)s opened %(target)s: %(reason)s")),
    "funds.account.closing": Sentence(_("%(target)s began to close")),
    "funds.account.inspected": Sentence(_("%(actor)s recorded the year-end inspection of %(target)s: %(reason)s")),
    "funds.account.closed": Sentence(
        _("%(actor)s closed %(target)s: %(carried)s carried over, %(returned)s returned"),
        {"carried": _yuan, "returned": _yuan},
    ),
    "funds.returned": Sentence(_("%(actor)s returned %(amount)s to finance: %(reason)s"), AMOUNT),
    "funds.entry.reversed": Sentence(_("%(actor)s took back entry %(serial)s of %(amount)s: %(reason)s"), AMOUNT),
    "funds.award": Sentence(_("%(actor)s paid %(counterparty)s an award of %(amount)s"), AMOUNT),
    "funds.donation": Sentence(_("%(actor)s recorded a gift of %(amount)s from %(counterparty)s"), AMOUNT),
}
TRANSFERS = {
    "funds.transfer.requested": Sentence(_("%(actor)s asked to transfer %(amount)s: %(reason)s"), AMOUNT),
    "funds.transfer.approved": Sentence(_("%(actor)s approved the transfer of %(amount)s"), AMOUNT),
    "funds.transfer.rejected": Sentence(_("%(actor)s rejected the transfer of %(amount)s: %(reason)s"), AMOUNT),
    "funds.transfer.withdrawn": Sentence(_("%(actor)s withdrew the request to transfer %(amount)s"), AMOUNT),
}
PLANS = {
    "funds.plan.written": Sentence(_("%(actor)s wrote the funding plan over %(total)s"), {"total": _yuan}),
    "funds.plan.renewed": Sentence(_("%(actor)s renewed the funding plan")),
    "funds.plan.moved_on": Sentence(_("%(actor)s turned the funding plan to the accounts of %(year)s")),
    "funds.plan.closing_consent": Sentence(
        _("%(actor)s consented to a commitment while the year is closing: %(reason)s")
    ),
    "funds.plan.committed": Sentence(_("%(amount)s were set aside"), AMOUNT),
    "funds.plan.contracted": Sentence(
        _("The money set aside was fitted to the contract: %(before)s became %(amount)s"), AMOUNT | {"before": _yuan}
    ),
    "funds.plan.carried_on": Sentence(
        _("A contract was settled at %(settlement)s; %(amount)s stay set aside for the rest of the project"),
        {**AMOUNT, "settlement": AMOUNT["amount"]},
    ),
    "funds.plan.released": Sentence(_("%(amount)s set aside were released"), AMOUNT),
    "funds.pledge.recorded": Sentence(_("%(actor)s recorded a signed pledge letter")),
    "funds.contribution.received": Sentence(_("%(actor)s recorded %(amount)s received from %(contributor)s"), AMOUNT),
    "funds.contribution.returned": Sentence(_("%(actor)s recorded %(amount)s returned to %(contributor)s"), AMOUNT),
    "funds.payment": Sentence(_("%(actor)s paid %(payee)s %(amount)s"), AMOUNT),
    "funds.reversal": Sentence(_("%(actor)s took back %(amount)s paid to %(payee)s: %(reason)s"), AMOUNT),
    "funds.refund": Sentence(_("%(payee)s gave back %(amount)s: %(reason)s"), AMOUNT),
}
ALL = {**YEAR, **TRANSFERS, **PLANS}
