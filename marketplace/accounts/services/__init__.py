"""Acts on people, organisations and memberships; each runs permission, rules, lock, write, audit."""

from marketplace.accounts.services.access import sync_access, sync_all_access
from marketplace.accounts.services.freeing import free_address
from marketplace.accounts.services.invitations import invite, send_invitation
from marketplace.accounts.services.joining import (
    VALID_FOR,
    accept_invitation,
    decline_invitation,
    invite_member,
    lapse_invitations,
    lay_down,
    send_member_invitation,
    withdraw_invitation,
)
from marketplace.accounts.services.letters import Change, send_warning, warn
from marketplace.accounts.services.memberships import (
    correct_membership,
    end_membership,
    grant_membership,
    use_membership,
)
from marketplace.accounts.services.organisations import (
    change_organisation,
    create_organisation,
    register_organisation,
)
from marketplace.accounts.services.people import (
    change_person,
    create_person,
    deactivate_person,
    email_proved,
    named,
    reactivate_person,
    reset_second_factor,
    second_factor_added,
)
from marketplace.accounts.services.phones import (
    ask_password_code,
    ask_phone_code,
    ask_to_free,
    send_phone_code,
    set_password_by_phone,
    verify_phone,
)
from marketplace.accounts.services.profiles import TooManyContacts, change_profile, changes_contacts
from marketplace.accounts.services.residencies import (
    ask_residency,
    confirm_residency,
    refuse_residency,
    withdraw_residency,
)
from marketplace.accounts.services.substitutes import appoint_substitute, end_substitute

__all__ = [
    "VALID_FOR",
    "Change",
    "TooManyContacts",
    "accept_invitation",
    "appoint_substitute",
    "ask_password_code",
    "ask_phone_code",
    "ask_residency",
    "ask_to_free",
    "change_organisation",
    "change_person",
    "change_profile",
    "changes_contacts",
    "confirm_residency",
    "correct_membership",
    "create_organisation",
    "create_person",
    "deactivate_person",
    "decline_invitation",
    "email_proved",
    "end_membership",
    "end_substitute",
    "free_address",
    "grant_membership",
    "invite",
    "invite_member",
    "lapse_invitations",
    "lay_down",
    "named",
    "reactivate_person",
    "refuse_residency",
    "register_organisation",
    "reset_second_factor",
    "second_factor_added",
    "send_invitation",
    "send_member_invitation",
    "send_phone_code",
    "send_warning",
    "set_password_by_phone",
    "sync_access",
    "sync_all_access",
    "use_membership",
    "verify_phone",
    "warn",
    "withdraw_invitation",
    "withdraw_residency",
]
