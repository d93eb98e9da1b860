"""What a payment stage waits for, in words."""

from django.utils.translation import gettext_lazy as _

from tendering.contracts.rules.payments import Need

CONDITIONS = {
    Need.SIGNED: _("The contract is signed"),
    Need.EARLIER_STAGES: _("The earlier stages are paid"),
    Need.MIDTERM_VERIFIED: _("The mid-term milestone is verified"),
    Need.MIDTERM_CHECKPOINT: _("The mid-term checkpoint is closed"),
    Need.ACCEPTED: _("The acceptance team has passed it"),
    Need.SATISFIED: _("Residents are satisfied: the bar of the rule set is reached"),
    Need.NO_RECTIFICATION: _("Nothing is left to be put right"),
}
