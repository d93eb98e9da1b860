"""Who acts: users, the bodies they belong to, and in which role."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.rules import PROVIDER_ROLES, SCOPED_TO_PLACE, Role
from marketplace.places.models import Place
from marketplace.primitives.calendar import day_of


class UserManager(BaseUserManager["User"]):
    """Users by e-mail or phone."""

    def create_user(
        self, *, name: str, email: str | None = None, phone: str | None = None, password: str | None = None
    ) -> User:
        """A person who signs in by e-mail or phone (normalised, see `rules.normalise_phone`)."""
        user = self.model(name=name, email=email or None, phone=phone or None)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser, PermissionsMixin):
    """A person (用户).

    No superuser is ever made by the product; groups are derived from memberships (`services.access`).
    """

    name = models.CharField(_("name"), max_length=80)
    email = models.EmailField(_("e-mail"), unique=True, null=True, blank=True)
    phone = models.CharField(_("phone"), max_length=20, unique=True, null=True, blank=True)
    phone_verified = models.BooleanField(_("phone verified"), default=False)
    language = models.CharField(_("language"), max_length=12, choices=settings.LANGUAGES, blank=True)
    elder_mode = models.BooleanField(_("elder mode"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    # Part of every session's signature: counting it up ends all sessions at once.
    sessions_ended = models.PositiveIntegerField(default=0, editable=False)
    date_joined = models.DateTimeField(auto_now_add=True)

    # What the person signed in holds today, read together with the person (`backends`).
    held: list[Membership] | None = None

    objects = UserManager()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            # Somebody who may sign in must have something to sign in with; an erased person keeps neither.
            models.CheckConstraint(
                condition=models.Q(email__isnull=False) | models.Q(phone__isnull=False) | models.Q(is_active=False),
                name="user_can_sign_in",
            ),
            models.CheckConstraint(
                condition=models.Q(phone__isnull=True) | models.Q(phone__startswith="+86"), name="user_phone_normal"
            ),
            models.CheckConstraint(condition=~models.Q(email=""), name="user_email_not_empty"),
            models.UniqueConstraint(Lower("email"), name="user_email_unique_any_case"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        """The name; Wagtail's admin asks for it."""
        return self.name

    def get_short_name(self) -> str:
        """The name; Chinese names are not cut."""
        return self.name

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        return salted_hmac(
            "marketplace.accounts.session", f"{self.password}:{self.sessions_ended}", secret=secret, algorithm="sha256"
        ).hexdigest()

    @property
    def is_staff(self) -> bool:
        """Always false: nothing of Django's own admin is installed, Wagtail asks for `access_admin`."""
        return False


class OrganisationType(models.TextChoices):
    """Kinds of bodies (domain 5.2)."""

    PRIVATE_NONENTERPRISE = "private_nonenterprise", _("Private non-enterprise unit")
    SOCIAL_GROUP = "social_group", _("Social group")
    FOUNDATION = "foundation", _("Foundation")
    SOCIAL_ENTERPRISE = "social_enterprise", _("Social enterprise")
    ENTERPRISE = "enterprise", _("Enterprise")
    INSTITUTION = "institution", _("Public institution")
    COOPERATIVE = "cooperative", _("Cooperative")
    COMMUNITY_GROUP = "community_group", _("Community group")
    RESIDENTS_COMMITTEE = "residents_committee", _("Residents' committee")
    GOVERNMENT_OFFICE = "government_office", _("Government office")


class Organisation(models.Model):
    """Any body that acts, buyer or supplier (机构)."""

    name = models.CharField(_("name"), max_length=120)
    org_type = models.CharField(_("kind"), max_length=32, choices=OrganisationType)
    uscc = models.CharField(_("unified social credit code"), max_length=18, blank=True)
    place = models.ForeignKey(
        Place, models.PROTECT, verbose_name=_("place"), null=True, blank=True, related_name="organisations"
    )

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        constraints = [
            models.UniqueConstraint(fields=["uscc"], condition=~models.Q(uscc=""), name="organisation_uscc_unique"),
            models.CheckConstraint(
                condition=~models.Q(uscc="") | models.Q(org_type="community_group"), name="organisation_uscc_present"
            ),
        ]

    def __str__(self) -> str:
        return self.name


ROLE_NAMES = {
    Role.RESIDENT: _("Resident"),
    Role.RESIDENT_REPRESENTATIVE: _("Resident representative"),
    Role.COMMUNITY: _("Community worker"),
    Role.PARTY_ORG: _("Community party organisation"),
    Role.SUPERVISION_COMMITTEE: _("Supervision committee"),
    Role.STREET: _("Street officer"),
    Role.DISTRICT: _("District officer"),
    Role.FINANCE_OFFICER: _("Finance officer"),
    Role.LEADING_GROUP_MEMBER: _("Leading group member"),
    Role.EVALUATION_GROUP_MEMBER: _("Evaluation group member"),
    Role.PLANNER: _("Community planner"),
    Role.POOL_MANAGER: _("Fund pool manager"),
    Role.CO_BUILDER: _("Co-building unit"),
    Role.CURATOR: _("Curator"),
    Role.DISCIPLINE: _("Discipline inspector"),
    Role.AUDITOR: _("Auditor"),
    Role.EXPERT: _("Evaluation expert"),
    Role.PROFESSIONAL: _("Acceptance professional"),
    Role.OPERATOR: _("System operator"),
    Role.PROVIDER_ADMIN: _("Provider administrator"),
    Role.PROVIDER_BIDDER: _("Provider bidder"),
}


def _holds(on: date, way: str = "") -> models.Q:
    ends = models.Q(**{f"{way}to_date__isnull": True}) | models.Q(**{f"{way}to_date__gt": on})
    return models.Q(**{f"{way}from_date__lte": on, f"{way}user__is_active": True}) & ends


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Memberships by day and scope."""

    def active(self, on: date) -> MembershipQuerySet:
        """Those that hold on this day (half-open: the last day is the day before `to_date`).

        A substitute's holds as long as the role stood in for.
        """
        own = models.Q(substitute_for__isnull=True)
        return self.filter(_holds(on)).filter(own | _holds(on, "substitute_for__"))

    def unended(self, on: date) -> MembershipQuerySet:
        """Those that hold on this day or will; also of who may not sign in."""
        return self.filter(models.Q(to_date__isnull=True) | models.Q(to_date__gt=on))

    def scoped(self) -> MembershipQuerySet:
        """With what permissions look at, so that asking costs no query."""
        return self.select_related("user", "place", "organisation", "substitute_for__user")


class Membership(models.Model):
    """A person in a role, for a place or an organisation, for a time (任职); the one source of roles.

    A substitute's row copies role and scope and names the absent officer's row in `substitute_for`.
    The time is half-open: from_date inclusive, to_date exclusive.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="memberships")
    role = models.CharField(_("role"), max_length=32, choices=[(role.value, ROLE_NAMES[role]) for role in Role])
    place = models.ForeignKey(
        Place, models.PROTECT, verbose_name=_("place"), null=True, blank=True, related_name="memberships"
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name=_("organisation"), null=True, blank=True, related_name="memberships"
    )
    from_date = models.DateField(_("from"))
    to_date = models.DateField(_("to"), null=True, blank=True)
    substitute_for = models.ForeignKey(
        "self", models.PROTECT, verbose_name=_("substitute for"), null=True, blank=True, related_name="substitutes"
    )
    # The role a person acted in last is the one the next sign-in starts with.
    last_used_at = models.DateTimeField(null=True, blank=True, editable=False)

    # Of the person signed in, for one request: whether anybody ever stood in for them (`queries.held_by`), and what
    # `permissions.persons` found out once.
    stood_in: bool | None = None
    known_persons: frozenset[int] | None = None

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(place__isnull=False, organisation__isnull=True)
                | models.Q(place__isnull=True, organisation__isnull=False),
                name="membership_place_or_organisation",
            ),
            models.CheckConstraint(
                condition=models.Q(to_date__isnull=True) | models.Q(to_date__gte=models.F("from_date")),
                name="membership_from_before_to",
            ),
            # Who signs for a provider does so for one provider; officers act for a place.
            models.CheckConstraint(
                condition=~models.Q(role__in=sorted(PROVIDER_ROLES)) | models.Q(organisation__isnull=False),
                name="membership_provider_has_organisation",
            ),
            models.CheckConstraint(
                condition=~models.Q(role__in=sorted(SCOPED_TO_PLACE)) | models.Q(place__isnull=False),
                name="membership_staff_has_place",
            ),
            # A substitute's time always ends.
            models.CheckConstraint(
                condition=models.Q(substitute_for__isnull=True) | models.Q(to_date__isnull=False),
                name="membership_substitute_ends",
            ),
            models.UniqueConstraint(
                fields=["user", "role", "place"],
                condition=models.Q(to_date__isnull=True, place__isnull=False),
                name="membership_open_place_unique",
            ),
            models.UniqueConstraint(
                fields=["user", "role", "organisation"],
                condition=models.Q(to_date__isnull=True, organisation__isnull=False),
                name="membership_open_organisation_unique",
            ),
            # One vote per person (R25): nobody is a resident of two communities at once.
            models.UniqueConstraint(
                fields=["user"],
                condition=models.Q(to_date__isnull=True, role=Role.RESIDENT.value),
                name="membership_resident_of_one_community",
            ),
        ]
        indexes = [models.Index(fields=["role", "place"], name="membership_role_place")]

    def __str__(self) -> str:
        return f"{self.get_role_display()} · {self.scope}"

    @property
    def scope(self) -> Place | Organisation:
        """The place or the organisation it is for."""
        scope = self.place or self.organisation
        assert scope is not None  # the check constraint says so
        return scope

    @property
    def last_day(self) -> date | None:
        """The last day on which it holds; None where no end is set."""
        return _day_before(self.to_date)

    def is_active(self, on: date) -> bool:
        """Whether it, and the role stood in for, hold on this day and the person may act at all."""
        begun = self.from_date <= on
        own = begun and (self.to_date is None or on < self.to_date) and self.user.is_active
        return own and (self.substitute_for is None or self.substitute_for.is_active(on))


class PhoneCode(models.Model):
    """A code sent to a phone to prove that it is the person's own (短信验证码); only its digest is kept.

    The code is made by the worker that sends it, so no queue and no table ever holds it in clear.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="phone_codes")
    phone = models.CharField(max_length=20)
    digest = models.CharField(max_length=128, blank=True)
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["user", "asked_at"], name="phone_code_by_user")]


class ResidencyState(models.TextChoices):
    """Where a resident's request stands."""

    WAITING = "waiting", _("Waiting for the community")
    CONFIRMED = "confirmed", _("Confirmed")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Residency(models.Model):
    """A person's request to be known as a resident of a community (居民登记), confirmed by that community.

    The address is for the confirming officer's eyes only and is emptied with the decision (least data, PIPL).
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="residencies")
    community = models.ForeignKey(Place, models.PROTECT, verbose_name=_("community"), related_name="residencies")
    address = models.CharField(_("building and door"), max_length=120, blank=True)
    state = models.CharField(max_length=12, choices=ResidencyState, default=ResidencyState.WAITING)
    asked_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        Membership, models.PROTECT, null=True, blank=True, related_name="residencies_decided"
    )
    reason = models.CharField(_("reason"), max_length=2000, blank=True)

    class Meta:
        verbose_name = _("resident registration")
        verbose_name_plural = _("resident registrations")
        constraints = [
            # One vote per person: nobody waits at two communities at once.
            models.UniqueConstraint(
                fields=["user"], condition=models.Q(state=ResidencyState.WAITING), name="residency_one_waiting"
            ),
            models.CheckConstraint(
                condition=~models.Q(state=ResidencyState.REFUSED) | ~models.Q(reason=""),
                name="residency_refusal_has_reason",
            ),
        ]
        indexes = [models.Index(fields=["community", "state"], name="residency_waiting")]


class InvitationState(models.TextChoices):
    """Where an invitation stands."""

    WAITING = "waiting", _("Waiting for an answer")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    EXPIRED = "expired", _("Expired")


class MemberInvitationQuerySet(models.QuerySet["MemberInvitation"]):
    """Invitations by what can still be done with them."""

    def waiting(self, now: datetime) -> MemberInvitationQuerySet:
        """Those that can be answered: not over, and whoever sent them still acts in the role they were sent in."""
        due = models.Q(state=InvitationState.WAITING, expires_at__gt=now)
        return self.filter(due).filter(_holds(day_of(now), "invited_by__"))


class MemberInvitation(models.Model):
    """Somebody is asked to act for a provider (成员邀请); nobody does before saying yes.

    It goes to an address, not to an account: whoever proved that the address is theirs answers, and the inviter does
    not learn whether anybody has it. Name and address are emptied once it is over (least data, PIPL).
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="invitations")
    role = models.CharField(
        _("role"), max_length=32, choices=[(role.value, ROLE_NAMES[role]) for role in sorted(PROVIDER_ROLES)]
    )
    name = models.CharField(_("name"), max_length=80, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    from_date = models.DateField(_("from"))
    to_date = models.DateField(_("to"), null=True, blank=True)
    invited_by = models.ForeignKey(Membership, models.PROTECT, related_name="invitations_sent")
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=InvitationState, default=InvitationState.WAITING)
    closed_at = models.DateTimeField(null=True, blank=True)
    membership = models.OneToOneField(
        Membership, models.PROTECT, null=True, blank=True, related_name="invitation", editable=False
    )

    objects = MemberInvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation of a member")
        verbose_name_plural = _("invitations of members")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state=InvitationState.WAITING, closed_at__isnull=True)
                | (~models.Q(state=InvitationState.WAITING) & models.Q(closed_at__isnull=False)),
                name="member_invitation_closed_at",
            ),
            models.CheckConstraint(
                condition=models.Q(state=InvitationState.ACCEPTED, membership__isnull=False)
                | (~models.Q(state=InvitationState.ACCEPTED) & models.Q(membership__isnull=True)),
                name="member_invitation_accepted_is_membership",
            ),
            models.CheckConstraint(
                condition=(models.Q(state=InvitationState.WAITING) & (~models.Q(email="") | ~models.Q(phone="")))
                | (~models.Q(state=InvitationState.WAITING) & models.Q(name="", email="", phone="")),
                name="member_invitation_address_while_waiting",
            ),
            models.CheckConstraint(
                condition=models.Q(to_date__isnull=True) | models.Q(to_date__gt=models.F("from_date")),
                name="member_invitation_from_before_to",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "state"], name="member_invitation_body"),
            # Found by address, for whoever signs in with it.
            models.Index(
                fields=["email"], condition=models.Q(state=InvitationState.WAITING), name="member_invitation_email"
            ),
            models.Index(
                fields=["phone"], condition=models.Q(state=InvitationState.WAITING), name="member_invitation_phone"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} · {self.organisation}"

    @property
    def last_day(self) -> date | None:
        """The last day of the role that is offered; None where no end is set."""
        return _day_before(self.to_date)


def _day_before(day: date | None) -> date | None:
    return None if day is None else day - timedelta(days=1)
