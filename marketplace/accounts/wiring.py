"""What accounts tells the packages below it: words, sentences, readers, handlers, links."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from marketplace.accounts import admin_rights, permissions, services
from marketplace.accounts.models import ROLE_NAMES, MemberInvitation, Membership, Organisation, Residency, User
from marketplace.accounts.refusal_words import REFUSALS
from marketplace.accounts.rules import Role
from marketplace.accounts.sentences import SENTENCES
from marketplace.accounts.services import invitations, joining, letters, memberships, people, phones
from marketplace.accounts.story_readers import reads_by_place, reads_whole
from marketplace.audit import readers, sentences
from marketplace.outbox.registry import handles
from marketplace.ui import duties, navigation, refusals, role_names, whole_text


def register() -> None:
    """Called once from `AppConfig.ready`."""
    names = {role.value: name for role, name in ROLE_NAMES.items()}
    role_names.register(names)
    refusals.register(REFUSALS)
    sentences.register(SENTENCES)
    _readers()
    readers.register_fallback(reads_by_place)
    whole_text.register(reads_whole)
    _links()
    handles(phones.TOPIC, _("Digits that confirm a phone number"), transactional=False)(_send_phone_code)
    handles(phones.FREE_TOPIC, _("Link that frees a phone number"), transactional=False)(_send_link_to_free)
    handles(invitations.TOPIC, _("Invitation into a role"), transactional=False)(_send_invitation)
    handles(joining.TOPIC, _("Invitation to act for an organisation"), transactional=False)(_send_member_invitation)
    warning = _("Warning that the way into an account changed")
    handles(letters.TOPIC, warning, transactional=False, keeps=True)(_send_warning)
    admin_rights.register(
        Role.DISTRICT,
        *(f"accounts.{act}_{model}" for act in ("add", "change", "view") for model in ("user", "membership")),
        *(f"accounts.{act}_organisation" for act in ("add", "change", "view")),
    )


def _readers() -> None:
    """Whoever reads these stories at all is inside: nothing of them is public."""
    readers.register_closed("accounts.User", _reads_user)
    readers.register_closed("accounts.Membership", _reads_membership, "place", "user")
    readers.register_closed("accounts.Organisation", _reads_organisation, "place")
    readers.register_closed("accounts.MemberInvitation", _reads_invitation, "organisation")
    readers.register_closed("accounts.Residency", _reads_residency, "community")


def _links() -> None:
    navigation.register(
        navigation.Item(
            "sign_up",
            _("Open an account"),
            url_name="account_signup",
            area=navigation.Area.ACCOUNT,
            order=91,
            signed_in=False,
        ),
    )
    duties.register(
        {
            "accounts.residency.decide": duties.DutyWords(
                title=_("Confirm a resident"), button=_("Decide"), detail=_("asked on %(asked_at)s")
            ),
            "accounts.invitation.answer": duties.DutyWords(
                title=_("An organisation asks you to act for it"), button=_("Answer")
            ),
        }
    )


def _reads_user(membership: Membership | None, person: User) -> bool:
    """The person, and who gives the roles they hold. Somebody without a role is nobody's: the district may enter them,
    yet their sign-ins are their own."""
    if membership is None:
        return False
    own = membership.user_id == person.pk
    return own or (memberships.unended(person).exists() and people.looks_after(membership, person))


def _reads_membership(membership: Membership | None, target: Membership) -> bool:
    return _reads_user(membership, target.user)


def _reads_organisation(membership: Membership | None, organisation: Organisation) -> bool:
    own = membership is not None and membership.organisation_id == organisation.pk
    return own or permissions.holds(membership, Role.DISTRICT, Role.CURATOR)


def _reads_invitation(membership: Membership | None, invitation: MemberInvitation) -> bool:
    """Not even its provider: the record names who declined."""
    del membership, invitation
    return False


def _reads_residency(membership: Membership | None, request: Residency) -> bool:
    own = membership is not None and membership.user_id == request.user_id
    return own or permissions.holds(membership, Role.COMMUNITY, place=request.community)


def _send_phone_code(payload: dict[str, Any], *, message_id: int) -> None:
    """A repeated message sends fresh digits; `message_id` is not needed for that."""
    del message_id
    services.send_phone_code(phone_code_id=payload["phone_code"])


def _send_link_to_free(payload: dict[str, Any], *, message_id: int) -> None:
    """Told twice is better than not at all."""
    del message_id
    phones.send_link_to_free(person=payload["person"])


def _send_invitation(payload: dict[str, Any], *, message_id: int) -> None:
    """Told twice is better than not at all."""
    del message_id
    services.send_invitation(membership_id=payload["membership"], new=payload["new"])


def _send_member_invitation(payload: dict[str, Any], *, message_id: int) -> None:
    """Told twice is better than not at all."""
    del message_id
    services.send_member_invitation(invitation_id=payload["invitation"])


def _send_warning(payload: dict[str, Any], *, message_id: int) -> None:
    """Told twice is better than not at all."""
    del message_id
    services.send_warning(**payload)
