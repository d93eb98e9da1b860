"""Nobody acts for a provider without having said yes; whoever does may leave."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client

from marketplace import clock
from marketplace.accounts import permissions, queries, services
from marketplace.accounts.models import InvitationState, MemberInvitation, Membership, Organisation, User
from marketplace.accounts.rules import Role
from marketplace.accounts.services import joining, memberships, telling
from marketplace.accounts.tasks import follow_calendar
from marketplace.notifications.models import Notification
from marketplace.outbox.models import Message
from marketplace.primitives.refusal import InvalidInput
from tests.factories import accounts, bids, places
from tests.factories.audit import acts

pytestmark = pytest.mark.django_db
AFTER = joining.VALID_FOR + timedelta(hours=1)


@pytest.fixture
def admin() -> Membership:
    return accounts.membership(Role.PROVIDER_ADMIN)


def ask(admin: Membership, **values: Any) -> MemberInvitation:
    """An invitation to an address of nobody known."""
    given = {"role": Role.PROVIDER_BIDDER, "name": "李文", "email": "li.wen@demo.example", "phone": None} | values
    assert admin.organisation
    return services.invite_member(by=admin, organisation=admin.organisation, now=clock.now(), **given)


def accept(person: User, invitation: MemberInvitation) -> Membership:
    return services.accept_invitation(user=person, invitation=invitation)


def inbox(person: User) -> list[str]:
    bids.deliver_all()
    return list(Notification.objects.filter(recipient=person).order_by("pk").values_list("kind", flat=True))


def test_only_the_yes_of_the_person_makes_a_member(admin: Membership) -> None:
    person = accounts.user("周敏")
    invitation = accounts.invited(admin, person)
    assert not Membership.objects.filter(user=person).exists(), "the invitation bars nobody from judging"
    joined = accept(person, invitation)
    assert permissions.holds(joined, Role.PROVIDER_BIDDER, organisation=admin.organisation)
    invitation.refresh_from_db()
    assert (invitation.state, invitation.membership) == (InvitationState.ACCEPTED, joined)
    assert (invitation.name, invitation.email, invitation.phone) == ("", "", ""), "nobody needs the address any more"
    assert acts() == ["accounts.invitation.sent", "accounts.invitation.accepted"]
    assert inbox(person) == ["accounts.invited"]
    assert inbox(admin.user) == ["accounts.invitation.accepted"]


def test_who_declines_is_not_named_to_the_provider(admin: Membership) -> None:
    person = accounts.user("周敏")
    invitation = ask(admin, name="老周", email=accounts.proved(person).email)
    services.decline_invitation(user=person, invitation=invitation)
    assert not Membership.objects.filter(user=person).exists()
    (told,) = Message.objects.filter(topic=telling.TOLD, payload__kind="accounts.invitation.declined")
    assert told.payload["parameters"]["person"] == "老周"
    assert inbox(admin.user) == ["accounts.invitation.declined"]
    with pytest.raises(joining.InvitationOver):
        accept(person, invitation)


def test_the_provider_does_not_learn_whether_an_address_has_an_account(admin: Membership, client: Client) -> None:
    """The same answer, page and rows for nobody, a member of a rival, an officer, and an address nobody proved."""
    accounts.signed_in(client, admin)
    rival = accounts.proved(accounts.membership(Role.PROVIDER_BIDDER).user)
    officer = accounts.proved(accounts.membership(Role.STREET, places.street()).user)
    answers = set()
    for address in ("nobody@demo.example", *(str(person.email) for person in (rival, officer, accounts.user()))):
        form = {"name": "某人", "email": address, "role": "provider_bidder", "from_date": clock.today().isoformat()}
        answer = client.post("/account/members/invite/", form, follow=True)
        row = MemberInvitation.objects.get(email=address)
        shown = answer.content.decode().replace(address, "…").replace(f"/{row.pk}/", "/…/")
        # From the message of the act to the end of the invitations: nothing there differs.
        part = shown[shown.index("邀请已发出") : shown.index("撤回邀请")]
        answers.add((answer.redirect_chain[-1], row.state, row.name, part))
        services.withdraw_invitation(by=admin, invitation=row)
    assert len(answers) == 1
    assert User.objects.filter(email="nobody@demo.example").count() == 0, "no account is opened for anybody"


def test_an_address_that_was_only_typed_answers_nothing(admin: Membership, client: Client) -> None:
    """Whoever opens an account with somebody's address first does not get what was sent there."""
    typed = accounts.user(phone="+8613900000007")
    for invitation in (ask(admin, email=typed.email), ask(admin, email=None, phone="13900000007")):
        with pytest.raises(joining.NotYourInvitation):
            accept(typed, invitation)
        with pytest.raises(joining.NotYourInvitation):
            services.decline_invitation(user=typed, invitation=invitation)
        client.force_login(typed, backend="marketplace.accounts.backends.Backend")
        assert client.get(f"/account/invitations/{invitation.pk}/").status_code == 404
    accounts.proved(typed)
    assert set(queries.invitations_to(typed, clock.now())) == set(MemberInvitation.objects.all())


def test_an_e_mail_that_was_not_proved_answers_nothing(admin: Membership) -> None:
    waits = accounts.user()
    EmailAddress.objects.create(user=waits, email=waits.email, primary=True, verified=False)
    with pytest.raises(joining.NotYourInvitation):
        accept(waits, ask(admin, email=waits.email))


def test_who_comes_later_finds_the_invitation(admin: Membership) -> None:
    invitation = ask(admin, email="New.Person@demo.example")
    newcomer = accounts.proved(accounts.user(email="new.person@demo.example"))
    assert accept(newcomer, invitation).organisation == admin.organisation


def test_an_invitation_expires(admin: Membership) -> None:
    person = accounts.user()
    invitation = accounts.invited(admin, person)
    with clock.shifted(AFTER):
        with pytest.raises(joining.InvitationOver):
            accept(person, invitation)
        with pytest.raises(joining.InvitationOver):
            services.withdraw_invitation(by=admin, invitation=invitation)
        assert not queries.invitations_to(person, clock.now())
        follow_calendar()
        assert services.lapse_invitations(clock.now()) == 0, "once is enough"
        assert inbox(admin.user) == ["accounts.invitation.expired"]
    invitation.refresh_from_db()
    assert (invitation.state, invitation.email) == (InvitationState.EXPIRED, "")


def test_an_invitation_taken_back_is_over(admin: Membership) -> None:
    person = accounts.user()
    invitation = accounts.invited(admin, person)
    rival = accounts.membership(Role.PROVIDER_ADMIN)
    with pytest.raises(memberships.RoleNotYours):
        services.withdraw_invitation(by=rival, invitation=invitation)
    services.withdraw_invitation(by=admin, invitation=invitation)
    with pytest.raises(joining.InvitationOver):
        accept(person, invitation)
    with pytest.raises(joining.InvitationOver):
        services.withdraw_invitation(by=admin, invitation=invitation)
    assert inbox(person) == ["accounts.invited", "accounts.invitation.withdrawn"]


def test_an_invitation_falls_with_the_role_of_who_sent_it(admin: Membership) -> None:
    person = accounts.user()
    invitation = accounts.invited(admin, person)
    services.end_membership(by=accounts.membership(Role.DISTRICT), membership=admin, reason="除名")
    with pytest.raises(joining.InvitationOver):
        accept(person, invitation)


def test_nobody_invites_themselves(admin: Membership) -> None:
    with pytest.raises(memberships.RoleForOneself):
        ask(admin, email=(admin.user.email or "").upper())
    admin.user.phone, admin.user.phone_verified = "+8613900000009", True
    admin.user.save(update_fields=["phone", "phone_verified"])
    invitation = ask(admin, email="second@demo.example")
    MemberInvitation.objects.filter(pk=invitation.pk).update(phone="+8613900000009")
    with pytest.raises(joining.NotYourInvitation):
        accept(admin.user, invitation)


def test_an_address_is_invited_once_and_few_a_day(admin: Membership) -> None:
    ask(admin)
    with pytest.raises(joining.InvitedAlready):
        ask(admin, email="LI.WEN@demo.example", name="别名")
    ask(admin, role=Role.PROVIDER_ADMIN)
    for number in range(joining.MOST_A_DAY - 2):
        ask(admin, email=f"p{number}@demo.example")
    with pytest.raises(joining.TooManyInvitations):
        ask(admin, email="one.more@demo.example")
    with clock.shifted(timedelta(days=1, minutes=1)):
        ask(admin, email="one.more@demo.example")


def test_what_stands_against_it_is_said_to_who_accepts(admin: Membership) -> None:
    rival = accounts.membership(Role.PROVIDER_BIDDER).user
    officer = accounts.membership(Role.STREET, places.street()).user
    colleague = accounts.membership(Role.PROVIDER_BIDDER, admin.organisation).user
    for person, refusal in (
        (rival, memberships.RoleClash),
        (officer, memberships.RoleClash),
        (colleague, memberships.RoleAlreadyHeld),
    ):
        invitation = accounts.invited(admin, person)
        with pytest.raises(refusal):
            accept(person, invitation)
        invitation.refresh_from_db()
        assert invitation.state == InvitationState.WAITING


def test_two_providers_follow_each_other_and_never_overlap(admin: Membership) -> None:
    today = clock.today()
    leaving = today + timedelta(days=8)
    person = accounts.membership(Role.PROVIDER_BIDDER, to_date=leaving).user
    early = accounts.invited(admin, person, from_date=leaving - timedelta(days=1))
    with pytest.raises(memberships.RoleClash):
        accept(person, early)
    services.withdraw_invitation(by=admin, invitation=early)
    joined = accept(person, accounts.invited(admin, person, from_date=leaving))
    assert (joined.from_date, permissions.holds(joined)) == (leaving, False)
    # Between two providers there is room for a third only where it ends in time.
    between = accounts.membership(Role.PROVIDER_ADMIN)
    with pytest.raises(memberships.RoleClash):
        accept(person, accounts.invited(between, person))


def test_a_role_never_begins_before_the_yes(admin: Membership) -> None:
    """Somebody who left a rival yesterday did not act for both last week."""
    person = accounts.membership(Role.PROVIDER_BIDDER, to_date=clock.today()).user
    invitation = accounts.invited(admin, person, from_date=clock.today() - timedelta(days=9))
    with clock.shifted(timedelta(days=3)):
        assert accept(person, invitation).from_date == clock.today()


def test_a_role_that_would_have_ended_is_not_accepted(admin: Membership) -> None:
    person = accounts.user()
    invitation = accounts.invited(admin, person, to_date=clock.today() + timedelta(days=2))
    with clock.shifted(timedelta(days=2)), pytest.raises(joining.InvitationOver):
        accept(person, invitation)


@pytest.mark.parametrize(
    "bad",
    [
        {"email": None},
        {"email": None, "phone": "12"},
        {"email": "@"},
        {"email": "li.wen@demo.example\nbcc: rival@demo.example"},
        {"email": f"{'x' * 64}@{'y' * 60}.{'z' * 60}.{'w' * 60}.example.org"},
        {"to_date": clock.today()},
        {"name": "x" * 81},
        {"role": Role.STREET},
    ],
)
def test_bad_invitations_are_refused(admin: Membership, bad: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput):
        ask(admin, **bad)
    assert not MemberInvitation.objects.exists()


def test_the_letter_goes_out_while_it_waits(admin: Membership) -> None:
    invitation = ask(admin)
    bids.deliver_all()
    (letter,) = mail.outbox
    assert letter.to == ["li.wen@demo.example"]
    assert admin.organisation
    assert admin.organisation.name in letter.body
    services.withdraw_invitation(by=admin, invitation=invitation)
    services.send_member_invitation(invitation_id=invitation.pk)
    assert len(mail.outbox) == 1


def test_a_name_that_leads_elsewhere_stands_in_no_letter(admin: Membership) -> None:
    """One that was entered before such names were refused: the credit code says who asks."""
    assert admin.organisation
    Organisation.objects.filter(pk=admin.organisation.pk).update(name="补贴发放 http://evil.example/")
    admin.organisation.refresh_from_db()
    ask(admin)
    bids.deliver_all()
    (letter,) = mail.outbox
    assert ("evil" in letter.body, admin.organisation.uscc in letter.body) == (False, True)


def test_a_person_lays_down_their_own_role(admin: Membership) -> None:
    bidder = accounts.joined(admin, accounts.user())
    with pytest.raises(memberships.RoleNotYours):
        services.lay_down(user=admin.user, membership=bidder, reason="不是我的", now=clock.now())
    services.lay_down(user=bidder.user, membership=bidder, reason="不做了", now=clock.now())
    assert not permissions.holds(Membership.objects.scoped().get(pk=bidder.pk))
    assert acts()[-1] == "accounts.membership.laid_down"
    assert inbox(admin.user)[-1] == "accounts.laid_down"
    with pytest.raises(memberships.RoleNotYours):
        services.lay_down(user=bidder.user, membership=bidder, reason="再来一次", now=clock.now())


def test_the_last_administrator_stays_until_another_one_is_there(admin: Membership) -> None:
    assert admin.organisation
    accounts.membership(
        Role.PROVIDER_ADMIN, admin.organisation, from_date=clock.today() + timedelta(days=2)
    )  # not here yet
    with pytest.raises(joining.LastAdministrator):
        services.lay_down(user=admin.user, membership=admin, reason="退休", now=clock.now())
    accounts.joined(admin, accounts.user(), Role.PROVIDER_ADMIN)
    services.lay_down(user=admin.user, membership=admin, reason="退休", now=clock.now())


def test_an_office_is_not_laid_down_here() -> None:
    officer = accounts.membership(Role.STREET, places.street())
    with pytest.raises(memberships.RoleNotYours):
        services.lay_down(user=officer.user, membership=officer, reason="不做了", now=clock.now())


def test_the_whole_road_over_http(admin: Membership, client: Client) -> None:
    """Invited from the page of members; a person without any role finds it on the workbench, accepts, later leaves."""
    accounts.signed_in(client, admin)
    person = accounts.proved(accounts.user("周敏"))
    form = {"name": "周敏", "email": person.email, "role": "provider_bidder", "from_date": clock.today().isoformat()}
    assert client.post("/account/members/invite/", form)["Location"] == "/account/members/"
    invitation = MemberInvitation.objects.get()
    assert f"/account/invitations/{invitation.pk}/withdraw/" in client.get("/account/members/").content.decode()
    theirs = Client()
    theirs.force_login(person, backend="marketplace.accounts.backends.Backend")
    page = f"/account/invitations/{invitation.pk}/"
    assert page in theirs.get("/workbench/").content.decode()
    assert page in theirs.get("/account/roles/").content.decode()
    assert admin.organisation
    assert admin.organisation.name in theirs.get(page).content.decode()
    assert theirs.post(page, {}).status_code == 422
    assert theirs.post(page, {"answer": "accept"})["Location"] == "/account/roles/"
    assert page not in theirs.get("/workbench/").content.decode()
    joined = Membership.objects.get(user=person)
    leave = f"/account/roles/{joined.pk}/lay-down/"
    assert leave in theirs.get("/account/roles/").content.decode()
    assert theirs.post(leave, {"reason": "另有打算"})["Location"] == "/account/roles/"
    assert not permissions.holds(Membership.objects.scoped().get(pk=joined.pk))


def test_somebody_with_a_role_finds_it_on_the_workbench_too(admin: Membership, client: Client) -> None:
    resident = accounts.membership(Role.RESIDENT, places.community())
    invitation = accounts.invited(admin, resident.user)
    accounts.signed_in(client, resident)
    page = f"/account/invitations/{invitation.pk}/"
    assert page in client.get("/workbench/").content.decode()
    assert client.post(page, {"answer": "decline"}).status_code == 302
    assert page not in client.get("/workbench/").content.decode()


def test_an_administrator_who_joined_sets_up_the_second_step_first(admin: Membership, client: Client) -> None:
    person = accounts.user()
    accounts.joined(admin, person, Role.PROVIDER_ADMIN)
    client.force_login(person, backend="marketplace.accounts.backends.Backend")
    assert client.get("/workbench/")["Location"] == "/accounts/2fa/totp/activate/"


@pytest.mark.parametrize(
    "broken",
    [
        {"state": "accepted", "closed_at": "now", "email": ""},
        {"state": "declined", "email": ""},
        {"state": "declined", "closed_at": "now"},
        {"email": ""},
        {"to_date": "start"},
    ],
)
def test_the_database_refuses_broken_invitations(admin: Membership, broken: dict[str, Any]) -> None:
    invitation = ask(admin, name="")
    values = {"now": clock.now(), "start": invitation.from_date}
    changed = {name: values.get(value, value) for name, value in broken.items()}
    with pytest.raises(IntegrityError), transaction.atomic():
        MemberInvitation.objects.filter(pk=invitation.pk).update(**changed)
