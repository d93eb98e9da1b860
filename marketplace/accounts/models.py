"""Who acts: users, the bodies they belong to, and in which role."""

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.rules import Role
from marketplace.places.models import Place


class UserManager(BaseUserManager["User"]):
    """Users by e-mail or phone."""

    def create_user(
        self, *, name: str, email: str | None = None, phone: str | None = None, password: str | None = None
    ) -> "User":
        """A person who signs in by e-mail or phone."""
        user = self.model(name=name, email=email, phone=phone)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser, PermissionsMixin):
    """A person (用户)."""

    name = models.CharField(_("name"), max_length=80)
    email = models.EmailField(_("e-mail"), unique=True, null=True, blank=True)
    phone = models.CharField(_("phone"), max_length=20, unique=True, null=True, blank=True)
    phone_verified = models.BooleanField(default=False)
    language = models.CharField(max_length=12, blank=True)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(auto_now_add=True)

    objects = UserManager()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]


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

    name = models.CharField(max_length=120)
    org_type = models.CharField(max_length=32, choices=OrganisationType)
    uscc = models.CharField(_("unified social credit code"), max_length=18, blank=True)
    place = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="organisations")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["uscc"], condition=~models.Q(uscc=""), name="organisation_uscc_unique"),
            models.CheckConstraint(
                condition=~models.Q(uscc="") | models.Q(org_type="community_group"), name="organisation_uscc_present"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A person in a role, for a place or an organisation, for a time (任职); the one source of roles.

    A substitute's row copies role and scope and names the absent officer's row in `substitute_for`.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=32, choices=[(role.value, role.value) for role in Role])
    place = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="memberships")
    from_date = models.DateField()
    to_date = models.DateField(null=True, blank=True)
    substitute_for = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="substitutes")
