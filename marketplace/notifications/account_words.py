"""What accounts, the package below, tells people in words (topic `telling.TOLD`)."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.rules import Role
from marketplace.accounts.services import VALID_FOR
from marketplace.notifications.kinds import Kind

_ADMINISTRATORS = (Role.PROVIDER_ADMIN,)

KINDS = {
    # The letter to the invited address is sent in any case, also where nobody has an account.
    "accounts.invited": Kind(
        title=_("%(organisation)s asks you to act for it"),
        body=format_lazy(
            _("Accept or decline within {days} days; nothing happens unless you accept."), days=VALID_FOR.days
        ),
        channels=frozenset(),
    ),
    "accounts.invitation.withdrawn": Kind(
        title=_("An invitation was taken back"), body=_("%(organisation)s does not ask you to act for it any more.")
    ),
    "accounts.invitation.accepted": Kind(
        title=_("%(person)s accepted your invitation"),
        body=_("%(person)s acts for %(organisation)s from the day you named."),
        roles=_ADMINISTRATORS,
    ),
    "accounts.invitation.declined": Kind(
        title=_("An invitation was declined"),
        body=_("%(person)s does not act for %(organisation)s."),
        roles=_ADMINISTRATORS,
    ),
    "accounts.invitation.expired": Kind(
        title=_("An invitation has expired"),
        body=_("%(person)s did not answer the invitation of %(organisation)s in time. You may invite again."),
        roles=_ADMINISTRATORS,
    ),
    "accounts.stands_in": Kind(
        title=_("You stand in for %(person)s"),
        body=_("For %(scope)s. Switch to the role under “My roles”; where two people are asked for, you count as one."),
    ),
    "accounts.stood_in": Kind(
        title=_("You stand in for %(person)s no more"),
        body=_("The time for %(scope)s was ended today; what you did in the role stays as it is."),
    ),
    "accounts.second_factor_reset": Kind(
        title=_("The second step of %(person)s was reset"),
        body=_("%(officer)s reset it. If %(person)s did not ask for it, have the account closed at once."),
    ),
    "accounts.controller_made": Kind(
        title=_("%(person)s was given a role that checks others"),
        body=_("%(officer)s gave it: %(role)s. If nobody decided that, have it ended and tell an inspector."),
    ),
    "accounts.laid_down": Kind(
        title=_("%(person)s acts for you no more"),
        body=_("%(person)s laid down a role for %(organisation)s today."),
        roles=_ADMINISTRATORS,
    ),
}
