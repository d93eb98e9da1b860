"""What refusals around the presentations say."""

from django.utils.translation import gettext_lazy as _

from marketplace.ui.refusals import Words

_DEFENCE = _("Bidders present their plans in a drawn order, each for the time the rule set gives (example)")
_NOTICE = _("Bidders are told of a session so many working days before as the rule set says (example)")
_ONE_BY_ONE = _("One panel that judges several lots hears the bidders of each in a session of its own")
_LOOK = _("Look at the page of the presentations.")
_MEND = _("Mend it and send it again.")

DEFENCE_REFUSALS = {
    "evaluation.no_defence": Words(_("By this call's rules bidders do not present their plans."), _DEFENCE, _LOOK),
    "evaluation.no_defence_yet": Words(_("The session has not been scheduled yet."), _DEFENCE, _("Schedule it first.")),
    "evaluation.defence_place": Words(_("Say where the session is held."), _NOTICE, _MEND),
    "evaluation.defence_too_soon": Words(_("The session can be held from %(earliest)s on."), _NOTICE, _MEND),
    "evaluation.defence_overlaps": Words(
        _("The same people hear the bidders of lot %(lot)s from %(starts_at)s to %(ends_at)s."),
        _ONE_BY_ONE,
        _("Choose an hour before or after that session."),
    ),
    "evaluation.defence_elsewhere": Words(
        _("A bidder of lot %(lot)s speaks to the same people now."), _ONE_BY_ONE, _("Wait until its time is stopped.")
    ),
    "evaluation.defence_begun": Words(
        _("The order is drawn or the time has begun; this stays as it is."), _DEFENCE, _LOOK
    ),
    "evaluation.defence_not_drawn": Words(_("The order is not drawn yet, or the session is closed."), _DEFENCE, _LOOK),
    "evaluation.defence_not_yet": Words(
        _("The session begins at %(starts_at)s."), _NOTICE, _("Wait until then: bidders were told of this hour.")
    ),
    "evaluation.not_its_turn": Words(
        _("Another bidder speaks, one drawn before has not spoken, or this one has."), _DEFENCE, _LOOK
    ),
    "evaluation.not_speaking": Words(_("This bidder's clock does not run, or the session is closed."), _DEFENCE, _LOOK),
    "evaluation.defence_unfinished": Words(
        _("Somebody has neither spoken nor been marked as absent."), _DEFENCE, _LOOK
    ),
    "evaluation.defence_first": Words(
        _("Sheets are signed once the presentations are closed."),
        _DEFENCE,
        _("Keep your sheet as a draft until then."),
    ),
    "evaluation.speakers_missing": Words(_("Say who speaks for your organisation."), _DEFENCE, _MEND),
    "evaluation.defence_question": Words(_("The question is missing or too long."), _DEFENCE, _MEND),
    "evaluation.defence_answer": Words(_("The answer is missing or too long."), _DEFENCE, _MEND),
    "evaluation.no_such_seat": Words(_("This member does not sit on the panel."), _DEFENCE, _MEND),
}
