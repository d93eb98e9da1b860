"""Duties, messages and sentences of the residents' verdict."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from marketplace.accounts.rules import PROVIDER_ROLES, Role
from marketplace.audit.sentences import Sentence
from marketplace.notifications.kinds import Kind
from marketplace.ui.duties import DutyWords

AREA = _("Contracts")


def _share(text: object) -> str:
    return f"{Decimal(str(text)) * 100:.1f}%"


DUTIES = {
    "contracts.satisfaction.create": DutyWords(_("Name the residents' panel"), _("Begin")),
    "contracts.satisfaction.name": DutyWords(
        _("Finish the residents' panel"), _("Continue"), _("%(number)s named, at least %(least)s")
    ),
    "contracts.satisfaction.remark": DutyWords(_("Answer what a resident said"), _("Answer")),
    "contracts.satisfaction.print": DutyWords(
        _("Print and hand out codes"), _("Print"), _("%(count)s members have neither phone nor e-mail")
    ),
    "contracts.satisfaction.certify": DutyWords(
        _("Too few residents answered: look at the sample"), _("Look"), _("%(answers)s answers, at least %(least)s")
    ),
    "contracts.satisfaction.answer": DutyWords(_("Judge the project"), _("Judge it")),
    "contracts.rectification.plan": DutyWords(_("Plan how to mend it"), _("Write the plan")),
    "contracts.rectification.agree": DutyWords(_("Look at the plan to mend"), _("Look")),
    "contracts.rectification.report": DutyWords(_("Mend, and report with photos"), _("Report")),
    "contracts.rectification.check": DutyWords(_("Check what was mended"), _("Check")),
    "contracts.rectification.decide": DutyWords(_("Decide about an escalated rectification"), _("Decide")),
}
_COMMUNITY = (Role.COMMUNITY,)
_CONTRACTOR = PROVIDER_ROLES
KINDS = {
    "contracts.satisfaction_opened": Kind(
        _("Residents judge: %(title)s"),
        _("The panel's codes have gone out. Print those of members without phone and e-mail."),
        area=AREA,
        roles=(Role.SUPERVISION_COMMITTEE,),
    ),
    "contracts.small_sample": Kind(
        _("Too few residents answered: %(title)s"),
        _("Decide whether the sample stands."),
        area=AREA,
        roles=(Role.SUPERVISION_COMMITTEE,),
    ),
    "contracts.verdict": Kind(
        _("The residents' verdict: %(title)s"), _("The satisfaction rate is public."), area=AREA, roles=_COMMUNITY
    ),
    "contracts.rectify": Kind(
        _("To be mended: %(title)s"),
        _("Residents were not satisfied enough. Hand in a plan and mend within the period; the last payment waits."),
        area=AREA,
        roles=_CONTRACTOR,
    ),
    "contracts.rectification_plan": Kind(
        _("A plan to mend: %(title)s"), _("Agree with it, or return it with a reason."), area=AREA, roles=_COMMUNITY
    ),
    "contracts.rectification_moved": Kind(
        _("News about the rectification: %(title)s"),
        _("The community answered. Open it to see what to do."),
        area=AREA,
        roles=_CONTRACTOR,
    ),
    "contracts.rectification_reported": Kind(
        _("Reported as mended: %(title)s"),
        _("Look at it on site, then check or return it."),
        area=AREA,
        roles=_COMMUNITY,
    ),
    "contracts.rectification_escalated": Kind(
        _("Rectification escalated: %(title)s"),
        _("It is overdue, or residents were not satisfied again. The leading group decides."),
        area=AREA,
        roles=(Role.STREET,),
    ),
}
_S, _R = "contracts.satisfaction", "contracts.rectification"
SENTENCES = {
    f"{_S}.created": Sentence(_("%(actor)s began measurement %(round)s; at least %(minimum)s answers are needed")),
    f"{_S}.named": Sentence(_("%(actor)s named %(count)s residents for the panel")),
    f"{_S}.unnamed": Sentence(_("%(actor)s took a name off the panel"), inside=True),
    f"{_S}.list_frozen": Sentence(_("%(actor)s froze the list of %(number)s residents for the draw")),
    f"{_S}.drawn": Sentence(_("%(actor)s drew %(count)s residents by lot")),
    f"{_S}.taken_over": Sentence(_("%(count)s residents drawn for measurement %(number)s, given up, sit on this one")),
    f"{_S}.opened": Sentence(_("%(actor)s sent the codes to %(count)s residents")),
    f"{_S}.slips_printed": Sentence(_("%(actor)s printed %(count)s codes"), inside=True),
    f"{_S}.code_replaced": Sentence(_("%(actor)s had a lost code replaced"), inside=True),
    f"{_S}.answered": Sentence(_("A member of the panel answered")),
    f"{_S}.survey_answered": Sentence(_("Somebody answered the open survey")),
    f"{_S}.remark_answered": Sentence(_("%(actor)s answered what a resident said")),
    f"{_S}.extended": Sentence(_("The measurement was extended: %(answers)s answers, at least %(minimum)s are needed")),
    f"{_S}.small_sample": Sentence(_("Too few answered (%(answers)s): the supervision committee looks at the sample")),
    f"{_S}.void": Sentence(_("%(actor)s gave the measurement up: %(reason)s")),
    f"{_S}.passed": Sentence(_("%(satisfied)s of %(answers)s residents are satisfied: the bar is reached")),
    f"{_S}.below": Sentence(_("%(satisfied)s of %(answers)s residents are satisfied: below the bar")),
    f"{_R}.ordered": Sentence(_("Rectification was ordered: %(satisfied)s of %(answers)s are satisfied")),
    f"{_R}.submit_plan": Sentence(_("%(actor)s handed in a plan to mend")),
    f"{_R}.agree_plan": Sentence(_("%(actor)s agreed with the plan to mend")),
    f"{_R}.return_plan": Sentence(_("%(actor)s returned the plan to mend: %(reason)s")),
    f"{_R}.report": Sentence(_("%(actor)s reported it mended, with %(photos)s photos")),
    f"{_R}.check": Sentence(_("%(actor)s checked what was mended; residents judge again")),
    f"{_R}.return_report": Sentence(_("%(actor)s found it not mended: %(reason)s")),
    f"{_R}.pass": Sentence(_("Mended: %(satisfied)s of %(answers)s residents are satisfied")),
    f"{_R}.missed_again": Sentence(_("Residents were not satisfied again: the street's leading group decides")),
    f"{_R}.overdue": Sentence(_("The rectification is overdue: the street's leading group decides")),
    f"{_R}.close_reduced": Sentence(
        _("%(actor)s closed it with %(share)s of the last payment: %(reason)s"), {"share": _share}
    ),
    f"{_R}.terminate": Sentence(_("The rectification ended with the contract")),
}
