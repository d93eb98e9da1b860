"""The steps of a timetable."""

from django.utils.translation import gettext_lazy as _

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
