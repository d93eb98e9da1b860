"""The words of the public calendar."""

from django.utils.translation import gettext_lazy as _

from tendering.tenders.wording.timetable import WORDS as STEPS

WORDS = STEPS | {
    "announced": _("Call announced"),
    "publicity": _("Publicity of the result begins"),
    "cancelled": _("Call cancelled"),
    "failed": _("Call failed"),
}
