"""Sentences of the log."""

from django.utils.translation import gettext_lazy as _

from marketplace.audit.sentences import Sentence
from marketplace.primitives.money import exact_yuan, format_yuan


def _yuan(text: object) -> str:
    return format_yuan(exact_yuan(str(text)))


_AMOUNT = {"amount": _yuan}
_SPENT = {"spent": _yuan}
SENTENCES = {
    "contracts.contract.draft": Sentence(_("%(actor)s drafted the contract over %(sum)s"), {"sum": _yuan}),
    "contracts.contract.edited": Sentence(_("%(actor)s changed the draft of the contract")),
    "contracts.contract.signature": Sentence(_("%(actor)s signed the contract")),
    "contracts.contract.sign": Sentence(
        _("Both sides have signed; %(saving)s went back to the account"), {"saving": _yuan}
    ),
    "contracts.contract.publish": Sentence(_("The contract was published and filed")),
    "contracts.contract.start": Sentence(_("The work began")),
    "contracts.contract.amend": Sentence(
        _("%(actor)s approved amendment %(number)s: %(amount)s, now %(total)s"), {"amount": _yuan, "total": _yuan}
    ),
    "contracts.contract.suspend": Sentence(_("%(actor)s suspended the contract: %(reason)s")),
    "contracts.contract.resume": Sentence(_("%(actor)s resumed the contract: %(reason)s")),
    "contracts.contract.terminate": Sentence(
        _("The contract was terminated, settled at %(settlement)s: %(reason)s"), {"settlement": _yuan}
    ),
    "contracts.contract.settlement_waits": Sentence(
        _("The settlement waits: a payment is withheld and its finding not answered"), inside=True
    ),
    "contracts.contract.complete": Sentence(_("The contract was completed, %(paid)s paid"), {"paid": _yuan}),
    "contracts.contract.void": Sentence(_("The draft became void, its award had fallen")),
    "contracts.milestone.begin": Sentence(_("%(actor)s began “%(milestone)s”"), inside=True),
    "contracts.milestone.report": Sentence(
        _("%(actor)s reported “%(milestone)s”, %(spent)s spent"), _SPENT, inside=True
    ),
    "contracts.milestone.verify": Sentence(_("%(actor)s verified “%(milestone)s”, %(spent)s spent"), _SPENT),
    "contracts.milestone.return": Sentence(_("%(actor)s returned “%(milestone)s”: %(reason)s"), inside=True),
    "contracts.amendment.request": Sentence(
        _("%(actor)s asked for amendment %(number)s of %(amount)s"), _AMOUNT, inside=True
    ),
    "contracts.amendment.agree": Sentence(_("%(actor)s agreed to amendment %(number)s"), inside=True),
    "contracts.amendment.end": Sentence(_("Amendment %(number)s ended with the contract: %(reason)s"), inside=True),
    "contracts.amendment.reject": Sentence(_("%(actor)s rejected amendment %(number)s: %(reason)s"), inside=True),
    "contracts.acceptance.request": Sentence(_("%(actor)s asked for acceptance")),
    "contracts.acceptance.schedule": Sentence(_("%(actor)s called an acceptance team of %(members)s")),
    "contracts.acceptance.recall": Sentence(
        _(
            "%(actor)s recalled the team of round %(round)s, which had lost a member; "
            "%(signed)s opinions stay on record"
        ),
        inside=True,
    ),
    "contracts.acceptance.end": Sentence(_("Round %(round)s of acceptance ended with the contract"), inside=True),
    "contracts.acceptance.opinion": Sentence(_("%(actor)s gave an opinion on the acceptance"), inside=True),
    "contracts.acceptance.conclude": Sentence(_("%(actor)s wrote the acceptance report")),
    "contracts.payment.request": Sentence(_("%(actor)s asked for stage %(stage)s, %(amount)s"), _AMOUNT, inside=True),
    "contracts.payment.check": Sentence(_("%(actor)s checked the payment of stage %(stage)s"), inside=True),
    "contracts.payment.approve": Sentence(_("%(actor)s approved the payment of stage %(stage)s"), inside=True),
    "contracts.payment.pay": Sentence(_("%(actor)s paid stage %(stage)s, %(amount)s"), _AMOUNT),
    "contracts.payment.reject": Sentence(
        _("%(actor)s sent the request for stage %(stage)s back: %(reason)s"), inside=True
    ),
    "contracts.payment.withhold": Sentence(
        _("%(actor)s withheld the payment of stage %(stage)s: %(reason)s"), inside=True
    ),
    "contracts.payment.release": Sentence(
        _("%(actor)s let the payment of stage %(stage)s go on: %(reason)s"), inside=True
    ),
    "contracts.payment.reverse": Sentence(
        _("%(actor)s reversed the payment of stage %(stage)s, %(amount)s: %(reason)s"), _AMOUNT, inside=True
    ),
    "contracts.payment.cancel": Sentence(_("The request for stage %(stage)s ended with the contract"), inside=True),
    "contracts.payment.late": Sentence(_("The payment of stage %(stage)s is late"), inside=True),
    "contracts.payment.reduce": Sentence(
        _("The last payment was reduced to %(amount)s, %(cut)s went back to the account"),
        {"amount": _yuan, "cut": _yuan},
    ),
    "contracts.notice.logged": Sentence(_("%(actor)s logged a publication outside the portal")),
}
