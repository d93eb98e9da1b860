"""What a payment stage waits for, in words."""

from django.utils.translation import gettext_lazy as _

from tendering.contracts.rules.payments import Need
from tendering.contracts.rules.states import PaymentState

CONDITIONS = {
    Need.SIGNED: _("The contract is signed"),
    Need.EARLIER_STAGES: _("The earlier stages are paid"),
    Need.MIDTERM_VERIFIED: _("The mid-term milestone is verified"),
    Need.MIDTERM_CHECKPOINT: _("The mid-term checkpoint is closed"),
    Need.ACCEPTED: _("The acceptance team has passed it"),
    Need.SATISFIED: _("Residents are satisfied: the bar of the rule set is reached"),
    Need.NO_RECTIFICATION: _("Nothing is left to be put right"),
}

# Of a payment that is not made yet, for everybody.
UNDER_WAY = {
    PaymentState.REQUESTED: _("The request is being checked by the community."),
    PaymentState.CHECKED: _("Checked by the community; the office decides on it."),
    PaymentState.APPROVED: _("Approved; it is being paid."),
    PaymentState.WITHHELD: _("The payment is withheld for now."),
}
