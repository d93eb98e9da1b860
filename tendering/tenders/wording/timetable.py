"""The steps of a timetable."""

from django.utils.translation import gettext_lazy as _

from tendering.tenders.models import Notice

WORDS = {
    "announced": _("Announcement"),
    "deadline": _("Responses close"),
    "opening": _("Opening of the bids"),
    "qualification": _("Qualification"),
    "final_quotes": _("Consultation ends with the final quotes"),
    "defence": _("Presentations by the bidders"),
    "report": _("Report of the evaluation"),
    "publicity_end": _("Publicity of the result ends"),
    "confirmed": _("Award confirmed"),
    "letter": _("Award letter sent"),
    "challenge_end": _("Last day of a challenge"),
    "suspended": _("Suspended"),
    "resumes": _("Goes on by itself"),
    "resumed": _("Goes on"),
    "sign_by": _("Contract signed by"),
}

# While a call is suspended.
STANDS_STILL = _("The call is suspended")
SUSPENDED_WHY = _("Its days count in no period; what is still to come moves by them.")

# What held a call up.
STOPPED = {
    Notice.Kind.SUSPENSION: WORDS["suspended"],
    Notice.Kind.RESUMPTION: WORDS["resumed"],
    Notice.Kind.EVALUATED_ANEW: _("To be evaluated anew by another panel"),
    Notice.Kind.QUALIFIED_ANEW: _("To be checked and evaluated anew"),
    Notice.Kind.RECHECKED: _("To be checked by the same panel"),
}
