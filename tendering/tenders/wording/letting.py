"""Who may answer a call, in words."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from marketplace.primitives.ruleset import Gate
from marketplace.primitives.ruleset.methods import Offerer
from tendering.tenders.rules.procedure import Procedure

BY_GATE: dict[Gate, str | Promise] = {
    Gate.REQUIRED: _("Every provider on the roster that is approved for the service domain."),
    Gate.PREFERRED: _("Every eligible provider; being on the roster counts in its favour."),
    Gate.OPEN: _("Every eligible provider, whether on the roster or not."),
}


def who_may_answer(procedure: Procedure, gate: Gate) -> str | Promise:
    """One sentence out of what the procedure and the roster's gate say."""
    facts = procedure.facts
    if facts.after_failures:
        return _("Nobody competes: after failed calls the deciding body agrees on a provider by resolution.")
    if not procedure.competition and facts.offerer is Offerer.RESIDENTS:
        return _("Nobody competes: a residents' group of the community, named by resolution, does it itself.")
    if not procedure.competition:
        return _("Nobody competes: one provider whose match both sides confirmed, named by resolution.")
    if procedure.invited_only:
        return _("Only providers that were invited and accepted.")
    return BY_GATE[gate]
