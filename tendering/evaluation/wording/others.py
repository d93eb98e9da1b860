"""Duties, messages and sentences of this stage."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from marketplace.audit.sentences import Sentence
from marketplace.notifications.kinds import Kind
from marketplace.ui import formats
from marketplace.ui.duties import DutyWords


def moment(text: object) -> str:
    """A moment of an entry as pages show it."""
    return formats.moment(datetime.fromisoformat(str(text)))


DUTIES = {
    "evaluation.convene": DutyWords(_("Convene the panel"), _("Convene")),
    "evaluation.set_aside": DutyWords(
        _("Set a panel aside: a member must not or cannot sign"), _("Set the panel aside")
    ),
    "evaluation.fill": DutyWords(_("Fill the empty seats"), _("Fill")),
    "evaluation.declare": DutyWords(_("Sign the declaration of no conflict"), _("Declare")),
    "evaluation.score": DutyWords(_("Fill in the score sheet"), _("Score")),
    "evaluation.hold_round": DutyWords(_("Go on with the rounds of the consultation"), _("Go on")),
    "evaluation.compare_paper": DutyWords(_("Compare a sheet on paper with its first entry"), _("Compare")),
    "evaluation.replace": DutyWords(_("Confirm that a drawn member was absent and is replaced"), _("Look")),
    "evaluation.rank": DutyWords(_("Settle what is open and rank the bids"), _("Look")),
    "evaluation.sign": DutyWords(_("Sign the evaluation report"), _("Sign it")),
    "evaluation.schedule_defence": DutyWords(_("Schedule the presentations"), _("Schedule")),
    "evaluation.draw_defence": DutyWords(_("Draw the order of the presentations"), _("Draw")),
    "evaluation.hold_defence": DutyWords(_("Hold the presentations"), _("Hold")),
    "evaluation.confirm_defence": DutyWords(_("Confirm who presents your bid"), _("Confirm")),
    "evaluation.explain_quote": DutyWords(_("Explain your low quote"), _("Explain")),
    "evaluation.decide_quote": DutyWords(_("Decide on an explanation of a low quote"), _("Decide")),
}
KINDS = {
    "evaluation.seated": Kind(
        _("You sit on a panel: %(title)s"), _("Call %(number)s. Sign the declaration of no conflict, or recuse.")
    ),
    "evaluation.started": Kind(_("The evaluation begins: %(title)s"), _("Every member of the panel has declared.")),
    "evaluation.seat_empty": Kind(_("A seat is empty: %(title)s"), _("Fill it, so that the evaluation can go on.")),
    "evaluation.sheets_signed": Kind(_("All sheets are signed: %(title)s"), _("The panel can rank the bids.")),
    "evaluation.ranked": Kind(_("Sign the report: %(title)s"), _("The ranking stands; every member signs.")),
    "evaluation.report_ready": Kind(
        _("The evaluation report is signed: %(title)s"), _("The community can propose the award.")
    ),
    "evaluation.defence_scheduled": Kind(
        _("Presentations scheduled: %(title)s"), _("Call %(number)s. Place and time stand on the page.")
    ),
    "evaluation.defence_drawn": Kind(
        _("The order of the presentations is drawn: %(title)s"), _("Call %(number)s. Your place stands on the page.")
    ),
    "evaluation.defence_closed": Kind(
        _("The presentations are closed: %(title)s"), _("Members can sign their sheets now.")
    ),
    "evaluation.set_aside": Kind(
        _("Your panel was set aside: %(title)s"), _("Another panel evaluates call %(number)s; your seat has ended.")
    ),
    "evaluation.ranking_set_aside": Kind(
        _("A ranking was set aside: %(title)s"), _("Another panel evaluates call %(number)s anew: %(reason)s")
    ),
    "evaluation.recheck_changed": Kind(
        _("A panel changed its result: %(title)s"), _("It checked call %(number)s again, because: %(reason)s")
    ),
    "evaluation.low_quote_asked": Kind(
        _("Explain your quote: %(title)s"), _("The panel asks about call %(number)s. Answer in time.")
    ),
    "evaluation.low_quote_answered": Kind(
        _("A low quote was explained: %(title)s"), _("Another member than the one who asked decides.")
    ),
}
SENTENCES = {
    "evaluation.panel.convene": Sentence(_("%(actor)s convened the panel")),
    "evaluation.panel.convene_lots": Sentence(
        _("%(actor)s convened one panel for lots %(lots)s of joint call %(call)s")
    ),
    "evaluation.panel.start": Sentence(_("The panel was complete; the evaluation began")),
    "evaluation.panel.reopen": Sentence(_("A seat was left; the panel had to be completed again")),
    "evaluation.panel.rank": Sentence(_("%(actor)s ranked %(count)s bids")),
    "evaluation.panel.find_none": Sentence(_("%(actor)s found that no valid bid was left")),
    "evaluation.panel.finish": Sentence(_("The report was signed by every member")),
    "evaluation.panel.called_back": Sentence(
        _("%(actor)s had the same panel check the result of panel %(number)s: %(reason)s")
    ),
    "evaluation.panel.set_aside": Sentence(
        _("%(actor)s set panel %(number)s aside; another one evaluates the bids anew: %(reason)s")
    ),
    "evaluation.draw.committed": Sentence(_("The seed of a draw was committed to: %(commitment)s")),
    "evaluation.draw.held": Sentence(_("A draw among %(count)s was held with the seed %(seed)s")),
    "evaluation.seat.taken": Sentence(_("Seat %(number)s of the panel was taken")),
    "evaluation.seat.declared": Sentence(_("Member %(number)s declared to be free of conflicts")),
    "evaluation.seat.recused": Sentence(_("Member %(number)s recused"), inside=True),
    "evaluation.attendance.recorded": Sentence(_("%(actor)s recorded who came to the session"), inside=True),
    "evaluation.work.marked": Sentence(
        _("%(actor)s gave the work of member %(number)s %(total)s points: %(reason)s"), inside=True
    ),
    "evaluation.seat.declined": Sentence(_("Member %(number)s declined the invitation"), inside=True),
    "evaluation.seat.lapsed": Sentence(_("The invitation of member %(number)s lapsed without an answer"), inside=True),
    "evaluation.seat.replaced": Sentence(_("%(actor)s replaced member %(number)s: %(reason)s"), inside=True),
    "evaluation.sheet.signed": Sentence(_("Member %(number)s signed a sheet, commitment %(commitment)s")),
    "evaluation.paper.printed": Sentence(
        _("%(actor)s had %(count)s sheets printed for members without a computer"), inside=True
    ),
    "evaluation.paper.entered": Sentence(
        _("%(actor)s entered the paper sheet %(code)s of member %(number)s"), inside=True
    ),
    "evaluation.paper.differs": Sentence(
        _(
            "%(actor)s compared the paper sheet %(code)s of member %(number)s; %(count)s cells differ from the first "
            "entry"
        ),
        inside=True,
    ),
    "evaluation.paper.returned": Sentence(
        _("%(actor)s sent the entry of the paper sheet %(code)s of member %(number)s back: %(reason)s"), inside=True
    ),
    "evaluation.paper.confirmed": Sentence(
        _(
            "%(actor)s compared the paper sheet %(code)s of member %(number)s and found both entries the same; it is "
            "signed as on paper, commitment %(commitment)s"
        ),
        inside=True,
    ),
    "evaluation.deviation.explained": Sentence(_("Member %(number)s gave reasons for deviating points")),
    "evaluation.defence.scheduled": Sentence(
        _("%(actor)s scheduled the presentations for %(starts_at)s at %(place)s"), {"starts_at": moment}
    ),
    "evaluation.defence.drawn": Sentence(_("The order of %(count)s presentations was drawn by lot")),
    "evaluation.defence.confirmed": Sentence(_("%(bidder)s confirmed who presents")),
    "evaluation.defence.started": Sentence(_("%(actor)s started the clock of %(bidder)s, number %(position)s")),
    "evaluation.defence.stopped": Sentence(_("%(actor)s stopped the clock of %(bidder)s after %(seconds)s seconds")),
    "evaluation.defence.absent": Sentence(_("%(actor)s marked %(bidder)s as absent: %(reason)s"), inside=True),
    "evaluation.defence.noted": Sentence(_("%(actor)s noted a question to %(bidder)s and its answer"), inside=True),
    "evaluation.defence.closed": Sentence(_("%(actor)s closed the presentations")),
    "evaluation.low_quote.asked": Sentence(_("%(actor)s asked a bidder about a clearly low quote"), inside=True),
    "evaluation.low_quote.answered": Sentence(_("%(actor)s explained a low quote"), inside=True),
    "evaluation.low_quote.accepted": Sentence(_("%(actor)s accepted the explanation of a low quote: %(reason)s")),
    "evaluation.low_quote.invalid": Sentence(_("%(actor)s found a bid invalid for its low quote: %(reason)s")),
    "evaluation.report.written": Sentence(_("The evaluation report was written, digest %(digest)s")),
    "evaluation.report.signed": Sentence(_("Member %(number)s signed the report, digest %(digest)s")),
}
