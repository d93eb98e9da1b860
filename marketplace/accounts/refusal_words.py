"""Refusals of accounts and places in words."""

from django.utils.translation import gettext_lazy as _

from marketplace.ui.refusals import Words

_APART_FROM_PASSWORD = _("What is signed with the second factor is signed by the person.")
_GIVING = _("Roles are given by the office above, inside its own place or organisation.")
_APART = _("One person is never both officer and provider (separation of duties).")
_FOUR_EYES = _("Nobody decides about themselves, nor about the officer they stand in for.")
_OFFICE = _("Ask the office that keeps the memberships.")
_LAST_MESSAGE = _("Check the last message; after five wrong ones ask for a new code.")
_CONSENT = _("Whoever acts for a provider said yes to it: it bars them from judging its work.")
_VOTE = _("One vote per person: residents are confirmed by their own community.")
_REACHED = _("An account is one person's, with an e-mail address or a phone of its own.")
_LEAVE = _("A substitute stands in for an officer on leave: for days ahead, with an end, and never for longer.")
_TERM = _("A role is held from one day to another, once at a time.")
_BODY = _("A body is registered once, by its credit code, and kept by those who administer it.")
_INVITING = _("Organisations invite people, each once, so many a day.")
_LIST = _("The list of places: whole codes, names and counts, each community once below its street.")
_CORRECT = _("Correct the field and send it again.")
_OTHER = _("Use another one; if it is yours, sign in with it.")
_CORRECT_ROW = _("Correct the row in the file and send it again.")

REFUSALS = {
    "accounts.role_missing": Words(
        _("This takes the role %(roles)s for %(scope)s."),
        _("Every act belongs to a role, and every role to a membership that its office keeps."),
        _("If you hold one of these roles, switch to it beside your name."),
    ),
    "accounts.role_not_yours": Words(_("You do not give or end the role %(role)s for %(scope)s."), _GIVING, _OFFICE),
    "accounts.role_for_oneself": Words(
        _("This concerns yourself, or the officer you stand in for."),
        _FOUR_EYES,
        _("Ask a colleague or the office above."),
    ),
    "accounts.role_clash": Words(
        _("%(person)s cannot become %(role)s: officers act for no provider, and providers hold no office."),
        _APART,
        _("End the other role first, or choose somebody else."),
    ),
    "accounts.role_held": Words(
        _("%(person)s holds the role %(role)s for %(scope)s in that time already."),
        _TERM,
        _("Choose other days, or change the end of the present role."),
    ),
    "accounts.role_scope": Words(
        _("The role %(role)s does not exist for %(scope)s."), _GIVING, _("Choose a place of the right level.")
    ),
    "accounts.role_ended": Words(
        _("The role %(role)s does not hold today."), _TERM, _("Choose another of your roles.")
    ),
    "accounts.role_unknown": Words(_("You do not hold this role."), _TERM, _("Choose another of your roles.")),
    "accounts.period_past": Words(
        _("%(starts)s is past; a role begins today at the earliest."), _TERM, _("Check the first day.")
    ),
    "accounts.period_empty": Words(_("The end must lie after the beginning."), _TERM, _("Check the two days.")),
    "accounts.end_too_early": Words(_("The end cannot lie before %(earliest)s."), _TERM, _("Choose a later day.")),
    "accounts.substitute_not_yours": Words(
        _("You do not appoint substitutes for %(role)s."),
        _("The absent officer does it, or who gives the role."),
        _OFFICE,
    ),
    "accounts.no_substitute_for_role": Words(
        _("Nobody can stand in for %(role)s."),
        _("Elected seats and substitutes have no substitute."),
        _OFFICE,
    ),
    "accounts.substitute_is_absent": Words(
        _("The absent officer cannot stand in for themselves."), _LEAVE, _("Choose a colleague.")
    ),
    "accounts.substitute_must_end": Words(_("A substitute's time always ends."), _LEAVE, _("Give the last day.")),
    "accounts.leave_in_past": Words(
        _("The leave cannot begin in the past (%(starts)s)."), _LEAVE, _("Let it begin today or later.")
    ),
    "accounts.leave_too_long": Words(
        _("A substitute stands in for at most %(days)s days."),
        _LEAVE,
        _("Choose an earlier last day; appoint again when it has come."),
    ),
    "accounts.leave_outside_role": Words(
        _("The leave must lie inside the time of the role %(role)s."),
        _LEAVE,
        _("Choose days on which the role is held."),
    ),
    "accounts.person_inactive": Words(_("The account of %(person)s is closed."), _REACHED, _OFFICE),
    "accounts.person_unknown": Words(
        _("Nobody signs in with this e-mail or phone."), _REACHED, _("Check it, or have the person open an account.")
    ),
    "accounts.address_unproved": Words(
        _("Somebody opened an account with this address and has not proved that it is theirs."),
        _("A role is given to the owner of an address, not to whoever typed it first."),
        _("Have the person verify it in the profile, or ask for a new password with it: the letter says how to go on."),
    ),
    "accounts.address_not_freed": Words(
        _("This link is over: it is too old or was used, or the address or number was proved or changed meanwhile."),
        _("Only what nobody proved is taken from an account, by whoever reads the messages to it."),
        _("Ask for a new password with the e-mail or phone to get another link."),
    ),
    "accounts.person_not_yours": Words(
        _("%(person)s has roles that you do not give, so you cannot change the account."), _GIVING, _OFFICE
    ),
    "accounts.name.invalid": Words(_("Enter a name of at most 80 characters."), _REACHED, _CORRECT),
    "accounts.contact.missing": Words(_("Give an e-mail address or a phone number."), _REACHED, _CORRECT),
    "accounts.email.invalid": Words(_("Enter a whole e-mail address, such as name@example.org."), _REACHED, _CORRECT),
    "accounts.email.taken": Words(
        _("Somebody signs in with this e-mail address already."),
        _REACHED,
        _OTHER,
    ),
    "accounts.phone.taken": Words(
        _("Somebody signs in with this phone number already."),
        _REACHED,
        _OTHER,
    ),
    "accounts.phone.invalid": Words(_("Enter a mainland mobile number with 11 digits."), _REACHED, _CORRECT),
    "accounts.phone.missing": Words(_("The account has no phone number."), _REACHED, _("Enter one in your profile.")),
    "accounts.phone.not_verified": Words(_("The phone is not verified yet."), _VOTE, _("Verify it in your profile.")),
    "accounts.second_factor.missing": Words(
        _("You have no second factor yet."), _APART_FROM_PASSWORD, _("Set it up under your account, then sign.")
    ),
    "accounts.second_factor.wrong": Words(
        _("These digits are wrong, too old, or were used a moment ago."),
        _APART_FROM_PASSWORD,
        _("Wait for the next six digits of your authenticator and type them."),
    ),
    "accounts.organisation.name_leads_elsewhere": Words(
        _("The name holds a web address, an e-mail address or a number to call."),
        _("Official letters carry the name of a body as registered, and nothing that leads elsewhere."),
        _("Enter the name as it stands on the certificate."),
    ),
    "accounts.contacts.too_often": Words(
        _("You have tried too many addresses today."),
        _("Who has an account here is nobody else's business: few other addresses are tried in a day."),
        _("Try again tomorrow, or ask the office that keeps the memberships."),
    ),
    "accounts.second_factor.paused": Words(
        _("Too many wrong digits; the next try is taken after %(minutes)s minutes."),
        _APART_FROM_PASSWORD,
        _("Wait, or ask the office that keeps the memberships to reset your second factor."),
    ),
    "accounts.phone.code_wrong": Words(_("The digits are wrong, used or too old."), _REACHED, _LAST_MESSAGE),
    "accounts.phone.too_soon": Words(
        _("The next code can be sent at %(wait_until)s."),
        _("At most one message a minute and five a day."),
        _("Wait until then."),
    ),
    "accounts.reason.missing": Words(
        _("Give a reason of at most 400 characters; the person reads it."), _VOTE, _CORRECT
    ),
    "accounts.residency.address": Words(_("Enter building and door in at most 120 characters."), _VOTE, _CORRECT),
    "accounts.residency.not_a_community": Words(_("Choose a community."), _VOTE, _CORRECT),
    "accounts.residency.waiting": Words(
        _("A request of yours is waiting already."), _VOTE, _("Take it back before you ask another community.")
    ),
    "accounts.residency.held": Words(
        _("You are a resident of %(scope)s already."), _VOTE, _("There is nothing left to ask for.")
    ),
    "accounts.residency.decided": Words(
        _("The request does not wait any more: %(state)s."),
        _VOTE,
        _("Go back to the list; there is nothing left to decide."),
    ),
    "accounts.residency.not_yours": Words(
        _("Only who asked takes a request back."), _VOTE, _("Ask the person, or decide about the request.")
    ),
    "accounts.organisation.kind": Words(
        _("Bodies of this kind are entered by the district or the community."),
        _BODY,
        _("Ask the district, or the community for a group of residents."),
    ),
    "accounts.organisation.known": Words(
        _("A body with the code %(uscc)s is registered already."), _BODY, _("Ask its administrator to give you a role.")
    ),
    "accounts.role_elsewhere": Words(
        _("%(person)s acts for another provider and cannot be %(role)s here."),
        _("One person acts for one provider."),
        _("Ask the person to have the role there ended first, or choose somebody else."),
    ),
    "accounts.role_by_invitation": Words(
        _("Nobody is made %(role)s for %(scope)s, or for longer, without having said yes."),
        _CONSENT,
        _("Invite the person; the role begins when they accept."),
    ),
    "accounts.invitation.waiting": Words(
        _("This address is invited as %(role)s already."),
        _INVITING,
        _("Wait for the answer, or take the invitation back."),
    ),
    "accounts.invitation.too_many": Words(
        _("An organisation invites at most %(most)s people a day."), _INVITING, _("Invite the others tomorrow.")
    ),
    "accounts.invitation.over": Words(
        _("The invitation waits no more: it was answered or taken back, or its time is over."),
        _CONSENT,
        _("Ask the organisation to invite again."),
    ),
    "accounts.invitation.not_yours": Words(
        _("The invitation went to another address."),
        _CONSENT,
        _("Verify the e-mail or phone it was sent to in your profile."),
    ),
    "accounts.last_administrator": Words(
        _("You are the last who administers %(scope)s."),
        _("Every organisation keeps somebody who acts for it."),
        _("Invite another administrator first; once the person has accepted, lay down the role."),
    ),
    "accounts.organisation.acts_already": Words(
        _("You act for a provider already."),
        _("One person acts for one provider."),
        _("Switch to that role, or ask its administrator to end it."),
    ),
    "accounts.organisation.not_yours": Words(
        _("Only its administrators and the district change %(organisation)s."),
        _BODY,
        _("Ask one of its administrators."),
    ),
    "places.row.code": Words(
        _("Row %(row)s, %(column)s: the code is not complete or not digits."), _LIST, _CORRECT_ROW
    ),
    "places.row.name": Words(
        _("Row %(row)s, %(column)s: the name is missing, too long or unprintable."), _LIST, _CORRECT_ROW
    ),
    "places.row.count": Words(_("Row %(row)s, %(column)s: not a number of people or households."), _LIST, _CORRECT_ROW),
    "places.row.not_in_street": Words(
        _("Row %(row)s: the community's code does not begin with its street's."), _LIST, _CORRECT_ROW
    ),
    "places.row.twice": Words(_("Row %(row)s: this community stands in the file twice."), _LIST, _CORRECT_ROW),
}
