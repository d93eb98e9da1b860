"""Duties, messages and sentences of this stage."""

from django.utils.translation import gettext_lazy as _

from marketplace.accounts.rules import Role
from marketplace.audit.sentences import Sentence
from marketplace.notifications.kinds import Kind
from marketplace.primitives.money import exact_yuan, format_yuan
from marketplace.ui.duties import DutyWords


def _yuan(text: object) -> str:
    return format_yuan(exact_yuan(str(text)))


_MONEY = {"price": _yuan}

DUTIES = {
    "awards.propose": DutyWords(_("Propose the award"), _("Propose")),
    "awards.publicise": DutyWords(_("Publish the proposed award"), _("Publish")),
    "awards.answer": DutyWords(_("Answer an objection to an award"), _("Answer")),
    "awards.answer_challenge": DutyWords(_("Answer a challenge"), _("Answer")),
    "awards.examine": DutyWords(_("Examine a complaint"), _("Examine")),
    "awards.decide": DutyWords(_("Decide on a complaint"), _("Decide")),
    "awards.answer_hints": DutyWords(_("Answer hints of collusion"), _("Answer")),
    "awards.decide_hints": DutyWords(_("Decide on hints of collusion"), _("Decide")),
    "awards.annul": DutyWords(_("Annul the award: a hint of collusion was found right"), _("Annul")),
    "awards.confirm": DutyWords(_("Confirm the award"), _("Confirm")),
    "awards.letters": DutyWords(_("Send the award letter and the reasons"), _("Send them")),
    "awards.renew_signing": DutyWords(_("Not signed in time by the purchaser: set new days, or annul"), _("Decide")),
    "awards.follow": DutyWords(_("Decide after a fallen award: next in rank or a new call"), _("Decide")),
    "awards.overdue": DutyWords(_("Overdue: the community has not decided on the result"), _("Look")),
}
KINDS = {
    "awards.proposed": Kind(_("Award proposed: %(title)s"), _("Publish it with the ranking and the reasons.")),
    "awards.publicised": Kind(
        _("Result published: %(title)s"),
        _("The proposed award is in publicity; you may object by name until it ends."),
    ),
    "awards.publicised_winner": Kind(
        _("Your bid is proposed for the award: %(title)s"),
        _("The award is final after its publicity and confirmation."),
    ),
    "awards.objected": Kind(_("Objection to an award: %(title)s"), _("The award stands still until it is answered.")),
    "awards.challenged": Kind(
        _("Challenge to answer: %(title)s"), _("It is answered in writing within the working days of the law.")
    ),
    "awards.challenge_answered": Kind(
        _("Your challenge was answered: %(title)s"), _("Read the answer and the outcome.")
    ),
    "awards.call_anew": Kind(
        _("To be let anew: %(title)s"), _("What was said against the end of the call is right; let the project anew.")
    ),
    "awards.complained": Kind(_("Complaint received: %(title)s"), _("It waits for your office.")),
    "awards.complaint_copied": Kind(_("Copy of a complaint: %(title)s"), _("Explain yourselves to whoever decides.")),
    "awards.complaint_examined": Kind(_("Your complaint was examined: %(title)s"), _("Read whether it was admitted.")),
    "awards.complaint_decided": Kind(_("Your complaint was decided: %(title)s"), _("Read the decision.")),
    "awards.hint_referred": Kind(
        _("Hint of collusion for you: %(title)s"),
        _("The district has referred it to discipline inspection. No award is confirmed before your decision."),
        roles=(Role.DISCIPLINE,),
    ),
    "awards.hint_decided": Kind(
        _("Discipline inspection has decided: %(title)s"),
        _("Read the decision on the hint you referred."),
        roles=(Role.DISTRICT,),
    ),
    "awards.hint_reopened": Kind(
        _("Hint opened again: %(title)s"),
        _("No award is confirmed until it is answered anew."),
        roles=(Role.DISTRICT, Role.DISCIPLINE),
    ),
    "awards.annul_due": Kind(
        _("Award to annul: %(title)s"),
        _("Discipline inspection found right a hint of collusion about the bid it rests on. You may annul it."),
        roles=(Role.STREET, Role.DISTRICT),
    ),
    "awards.held": Kind(_("Award held by an objection: %(title)s"), _("The publicity goes on after the answer.")),
    "awards.dismissed": Kind(_("Your objection was dismissed: %(title)s"), _("Answer: %(answer)s")),
    "awards.upheld": Kind(_("Your objection was upheld: %(title)s"), _("The award is void. Answer: %(answer)s")),
    "awards.upheld_anew": Kind(
        _("Your objection was upheld: %(title)s"), _("The bids are judged anew. Answer: %(answer)s")
    ),
    "awards.evaluated_anew": Kind(
        _("The bids are evaluated anew: %(title)s"),
        _("The result was set aside. Another panel judges all bids as they were opened; all periods start anew."),
    ),
    "awards.redo_ordered": Kind(
        _("Evaluation to be done anew: %(title)s"), _("The community convenes another panel, without former members.")
    ),
    "awards.qualified_anew": Kind(
        _("The bids are checked anew: %(title)s"),
        _(
            "What was decided on their qualification was set aside. All are checked anew by the same measure; another"
            " panel evaluates those that pass."
        ),
    ),
    "awards.requalification_ordered": Kind(
        _("Bids to be checked anew: %(title)s"),
        _("The offices check every bid again, then the community convenes another panel."),
    ),
    "awards.rechecked": Kind(
        _("The panel checks its result: %(title)s"),
        _("The result was set aside because of an error the panel may correct itself; all periods start anew."),
    ),
    "awards.recheck_ordered": Kind(
        _("Result to be checked by its panel: %(title)s"),
        _("The community called the same panel back; the order and its reason are public."),
    ),
    "awards.confirmable": Kind(_("Award to confirm: %(title)s"), _("Its publicity is over; your office confirms.")),
    "awards.awarded": Kind(_("Award confirmed: %(title)s"), _("The award letter follows within two working days.")),
    "awards.letters_due": Kind(_("Letters to send: %(title)s"), _("The award letter, and to each loser its reasons.")),
    "awards.letter": Kind(_("Award letter: %(title)s"), _("It names the days in which the contract is to be signed.")),
    "awards.regret": Kind(_("Notice of the result: %(title)s"), _("It gives the reasons for your own bid.")),
    "awards.signing_missed": Kind(
        _("Not signed in time by the purchaser: %(title)s"),
        _("The award stands. Street or district sets new days for signing, or annuls it."),
    ),
    "awards.signing_missed_winner": Kind(
        _("The contract was not offered or signed in time: %(title)s"),
        _("You lose no credit. Street or district sets new days for signing, or annuls the award."),
    ),
    "awards.signing_anew": Kind(_("New days for signing: %(title)s"), _("Reason: %(reason)s")),
    "awards.fell": Kind(_("Award fell: %(title)s"), _("Reason: %(reason)s")),
}
SENTENCES = {
    "awards.award.propose": Sentence(_("%(actor)s proposed the award to %(contractor)s for %(price)s"), _MONEY),
    "awards.award.publicise": Sentence(_("%(actor)s published the proposed award to %(contractor)s"), _MONEY),
    "awards.hint.explain": Sentence(_("%(actor)s answered a hint: explained. %(reason)s")),
    "awards.hint.refer": Sentence(_("%(actor)s referred a hint to discipline inspection: %(reason)s")),
    "awards.hint.clear": Sentence(_("%(actor)s found no ground in a hint: %(reason)s")),
    "awards.hint.substantiate": Sentence(_("%(actor)s found a hint right: %(reason)s")),
    "awards.hint.reopen": Sentence(_("%(actor)s opened a hint again: %(reason)s")),
    "awards.objection.filed": Sentence(_("%(actor)s objected to the award")),
    "awards.challenge.filed": Sentence(_("%(actor)s filed a challenge")),
    "awards.challenge.received": Sentence(_("A challenge was received")),
    "awards.challenge.answered": Sentence(_("%(actor)s answered a challenge")),
    "awards.complaint.filed": Sentence(_("%(actor)s filed a complaint")),
    "awards.complaint.received": Sentence(_("A complaint was received")),
    "awards.complaint.admitted": Sentence(_("%(actor)s admitted a complaint, its copies were sent")),
    "awards.complaint.turned_away": Sentence(_("%(actor)s did not admit a complaint")),
    "awards.complaint.decided": Sentence(_("%(actor)s decided on a complaint")),
    "awards.award.publicity_shifted": Sentence(
        _("The call went on, the publicity has %(working_days)s working days of the suspension back")
    ),
    "awards.award.republish": Sentence(_("%(actor)s upheld a challenge, the publicity of the award is held anew")),
    "awards.award.object": Sentence(_("An objection to the award was filed; its publicity stands still")),
    "awards.award.dismiss": Sentence(_("%(actor)s dismissed an objection: %(reason)s")),
    "awards.award.uphold": Sentence(_("%(actor)s upheld an objection, the award is void: %(reason)s")),
    "awards.award.elapse": Sentence(_("The publicity of the award ended")),
    "awards.award.confirm": Sentence(_("%(actor)s confirmed the award to %(contractor)s"), _MONEY),
    "awards.award.letter": Sentence(_("%(actor)s sent the award letter and the reasons")),
    "awards.award.conclude": Sentence(_("The contract was signed, the award is concluded")),
    "awards.award.contractor_signed": Sentence(_("The contractor signed its side")),
    "awards.award.contract_offered": Sentence(_("%(actor)s laid the contract before the contractor")),
    "awards.award.miss_signing": Sentence(_("The days for signing passed, the purchaser had not done its part")),
    "awards.award.renew_signing": Sentence(_("%(actor)s set new days for signing: %(reason)s")),
    "awards.award.refuse": Sentence(_("%(actor)s refused the award: %(reason)s")),
    "awards.award.lapse": Sentence(_("The award lapsed unsigned: %(reason)s")),
    "awards.award.annul": Sentence(_("%(actor)s annulled the award: %(reason)s")),
    "awards.award.redo": Sentence(
        _("%(actor)s set the award aside, the evaluation is done anew by another panel: %(reason)s")
    ),
    "awards.award.requalify": Sentence(
        _("%(actor)s set the award aside, the bids are checked and evaluated anew: %(reason)s")
    ),
    "awards.award.recheck": Sentence(_("%(actor)s set the award aside, the same panel checks its result: %(reason)s")),
    "awards.award.call_ended": Sentence(_("The call ended, its award is void: %(reason)s")),
    "awards.award.signing_renewed": Sentence(_("The call was resumed, the days for signing were given anew")),
    "awards.award.fall_out": Sentence(_("The award fell, %(contractor)s left the roster")),
    "awards.award.won_enough": Sentence(_("The award fell, %(contractor)s has won its limit of lots: %(reason)s")),
    "awards.award.make_way": Sentence(_("The award was set aside for a bidder that ranks before: %(reason)s")),
    "awards.award.followed": Sentence(_("%(actor)s proposed the next in rank, %(next_contractor)s")),
    "awards.award.relaunch": Sentence(_("%(actor)s gave up the ranking: %(reason)s")),
}
