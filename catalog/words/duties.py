"""Lines of the workbench."""

from django.utils.translation import gettext_lazy as _

from marketplace.ui.duties import DutyWords

ALL = {
    "catalog.decide": DutyWords(_("Check a roster application"), _("Check")),
    "catalog.check_offer": DutyWords(_("Check an offer of services"), _("Check"), "%(title)s"),
    "catalog.mend_offer": DutyWords(_("The offer was returned: correct it"), _("Correct"), _("%(title)s: %(reason)s")),
    "catalog.answer_objection": DutyWords(_("Answer an objection to an admission"), _("Answer")),
    "catalog.review": DutyWords(_("Confirm a yearly review"), _("Review")),
    "catalog.restore": DutyWords(_("A suspension has ended: restore the entry or not"), _("Decide")),
    "catalog.remove": DutyWords(_("A provider asks to leave the roster"), _("Decide")),
    "catalog.remove_serious": DutyWords(_("On the serious-dishonesty list: remove the entry"), _("Decide")),
    "catalog.correct": DutyWords(_("The application was returned: correct it"), _("Correct"), "%(reason)s"),
    "catalog.finish_application": DutyWords(_("Finish the roster application"), _("Go on")),
    "catalog.apply": DutyWords(_("Apply for the roster"), _("Apply")),
    "catalog.renew": DutyWords(_("The roster entry expires: apply for renewal"), _("Renew")),
}
