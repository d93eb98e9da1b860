"""Acts of accounts as they read in a story."""

from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import ROLE_NAMES
from marketplace.accounts.rules import Role
from marketplace.audit.sentences import Sentence

_ROLE = {"role": lambda code: ROLE_NAMES[Role(str(code))]}

SENTENCES = {
    "accounts.signed_up": Sentence(_("%(person)s opened an account.")),
    "accounts.signed_in": Sentence(_("%(person)s signed in.")),
    "accounts.signed_out": Sentence(_("%(person)s signed out.")),
    "accounts.sign_in.failed": Sentence(_("A sign-in failed (from %(address)s).")),
    "accounts.password.set": Sentence(_("%(person)s set a password.")),
    "accounts.password.changed": Sentence(_("%(person)s changed the password.")),
    "accounts.password.reset": Sentence(_("%(person)s set a new password after losing the old one.")),
    "accounts.second_factor.added": Sentence(_("%(person)s set up the second step.")),
    "accounts.second_factor.removed": Sentence(_("%(person)s switched off the second step.")),
    "accounts.second_factor.failed": Sentence(_("The second step of %(person)s failed.")),
    "accounts.second_factor.reset": Sentence(_("%(actor)s reset the second step of %(person)s: %(reason)s")),
    "accounts.recovery_codes.renewed": Sentence(_("%(person)s made new recovery codes.")),
    "accounts.phone.verified": Sentence(_("%(actor)s verified the phone.")),
    "accounts.profile.changed": Sentence(_("%(person)s changed name or addresses.")),
    "accounts.address.freed": Sentence(
        _("The owner of an e-mail or phone took it from an account that had never proved it.")
    ),
    "accounts.person.created": Sentence(_("%(actor)s opened an account for %(person)s.")),
    "accounts.person.changed": Sentence(_("%(actor)s changed name or addresses of %(person)s.")),
    "accounts.person.deactivated": Sentence(_("%(actor)s closed the account of %(person)s: %(reason)s")),
    "accounts.person.reactivated": Sentence(_("%(actor)s opened the account of %(person)s again: %(reason)s")),
    "accounts.membership.granted": Sentence(
        _("%(actor)s gave %(person)s the role %(role)s for %(scope)s from %(from_date)s."), _ROLE
    ),
    "accounts.membership.corrected": Sentence(
        _("%(actor)s set the end of the role %(role)s of %(person)s for %(scope)s to %(to_date)s: %(reason)s"),
        _ROLE,
    ),
    "accounts.membership.ended": Sentence(
        _("%(actor)s ended the role %(role)s of %(person)s for %(scope)s: %(reason)s"), _ROLE
    ),
    "accounts.membership.laid_down": Sentence(
        _("%(actor)s laid down the role %(role)s for %(scope)s: %(reason)s"), _ROLE
    ),
    "accounts.invitation.sent": Sentence(_("%(actor)s asked somebody to act as %(role)s for %(scope)s."), _ROLE),
    "accounts.invitation.accepted": Sentence(
        _("%(person)s accepted to act as %(role)s for %(scope)s from %(from_date)s."), _ROLE
    ),
    "accounts.invitation.declined": Sentence(_("%(actor)s declined to act as %(role)s for %(scope)s."), _ROLE),
    "accounts.invitation.withdrawn": Sentence(
        _("%(actor)s took back the invitation to act as %(role)s for %(scope)s."), _ROLE
    ),
    "accounts.invitation.expired": Sentence(
        _("Nobody answered the invitation to act as %(role)s for %(scope)s in time."), _ROLE
    ),
    "accounts.residency.moved": Sentence(
        _("%(actor)s ended the role %(role)s of %(person)s for %(scope)s: the person lives elsewhere now"), _ROLE
    ),
    "accounts.substitute.appointed": Sentence(
        _("%(actor)s let %(person)s stand in as %(role)s for %(scope)s, %(from_date)s to %(to_date)s: %(reason)s"),
        _ROLE,
    ),
    "accounts.substitute.ended": Sentence(
        _("%(actor)s ended the time in which %(person)s stood in as %(role)s for %(scope)s: %(reason)s"), _ROLE
    ),
    "accounts.residency.asked": Sentence(_("%(person)s asked to be confirmed as a resident.")),
    "accounts.residency.confirmed": Sentence(_("%(actor)s confirmed %(person)s as a resident.")),
    "accounts.residency.refused": Sentence(_("%(actor)s did not confirm %(person)s as a resident: %(reason)s")),
    "accounts.residency.withdrawn": Sentence(_("%(actor)s took the request back.")),
    "accounts.organisation.registered": Sentence(_("%(actor)s registered %(name)s.")),
    "accounts.organisation.created": Sentence(_("%(actor)s entered %(name)s.")),
    "accounts.organisation.changed": Sentence(_("%(actor)s changed the name or seat of %(name)s.")),
}
