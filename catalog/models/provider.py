"""A provider: what a body that offers services says of itself and what the district has checked."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.models.labels import FILE_KINDS, GRADES, ROSTER_LISTS, choices
from catalog.rules.states import Grade
from marketplace.accounts.models import Membership, Organisation
from marketplace.files.models import StoredFile
from marketplace.places.models import Place
from marketplace.rulebook.models import ServiceDomain


class Provider(models.Model):
    """A body that offers services (承接主体), one-to-one with its organisation.

    The four attributes of R30 are `development`, talent reserve (`fulltime_staff`, `certified_social_workers`,
    `volunteers`), `domains` and `strengths`. `domains` are those it names itself; those approved for bidding stand on
    its roster entry. People (`legal_representative`, `contact_*`) are masked in public.
    """

    organisation = models.OneToOneField(Organisation, models.PROTECT, related_name="provider")
    roster_list = models.CharField(_("list"), max_length=24, choices=choices(ROSTER_LISTS))

    founded = models.PositiveSmallIntegerField(_("founded in"), null=True, blank=True)
    registered_date = models.DateField(_("registered on"), null=True, blank=True)
    supervising_authority = models.CharField(_("supervising authority"), max_length=120, blank=True)
    home_place = models.ForeignKey(
        Place, models.PROTECT, verbose_name=_("home street"), null=True, blank=True, related_name="providers"
    )
    address = models.CharField(_("office address"), max_length=200, blank=True)
    legal_representative = models.CharField(_("legal representative"), max_length=80, blank=True)
    # Who holds more than half of it or decides over it; compared among the bidders of one call (条例 18).
    controller = models.CharField(_("controlling shareholder or actual controller"), max_length=120, blank=True)
    bank_account = models.CharField(_("bank account"), max_length=40, blank=True)
    contact_name = models.CharField(_("contact person"), max_length=80, blank=True)
    contact_phone = models.CharField(_("contact phone"), max_length=20, blank=True)
    contact_email = models.EmailField(_("contact e-mail"), blank=True)

    development = models.TextField(_("development status"), max_length=2000, blank=True)
    fulltime_staff = models.PositiveIntegerField(_("full-time staff"), default=0)
    certified_social_workers = models.PositiveIntegerField(_("certified social workers"), default=0)
    volunteers = models.PositiveIntegerField(_("volunteers"), default=0)
    domains = models.ManyToManyField(
        ServiceDomain, verbose_name=_("service domains"), related_name="providers", blank=True
    )
    strengths = models.TextField(_("professional strengths"), max_length=2000, blank=True)

    grade = models.CharField(_("assessment grade"), max_length=4, choices=choices(GRADES), default=Grade.NONE.value)
    grade_assessed_on = models.DateField(_("assessed on"), null=True, blank=True)
    grade_expires_on = models.DateField(_("grade valid until"), null=True, blank=True)
    grade_authority = models.CharField(_("assessed by"), max_length=120, blank=True)
    certificate_number = models.CharField(_("social enterprise certificate"), max_length=60, blank=True)
    certificate_level = models.CharField(_("certificate level"), max_length=40, blank=True)
    certificate_expires_on = models.DateField(_("certificate valid until"), null=True, blank=True)
    annual_report_year = models.PositiveSmallIntegerField(_("last annual report filed for"), null=True, blank=True)
    last_violation_date = models.DateField(_("last violation on"), null=True, blank=True)
    abnormal_list = models.BooleanField(_("on the abnormal list"), default=False)
    serious_list = models.BooleanField(_("on the serious-dishonesty list"), default=False)
    lists_checked_at = models.DateTimeField(_("lists checked"), null=True, blank=True)

    credit = models.SmallIntegerField(_("credit points"), default=0)
    version = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("provider")
        verbose_name_plural = _("providers")
        constraints = [
            # A workforce cannot hold more certified social workers than it has people, volunteers aside.
            models.CheckConstraint(
                condition=models.Q(certified_social_workers__lte=models.F("fulltime_staff")),
                name="provider_social_workers_within_staff",
            ),
            models.CheckConstraint(condition=models.Q(credit__gte=0), name="provider_credit_not_negative"),
            models.CheckConstraint(
                condition=models.Q(grade=Grade.NONE.value) | models.Q(grade_assessed_on__isnull=False),
                name="provider_grade_has_day",
            ),
        ]
        indexes = [
            models.Index(fields=["roster_list"], name="provider_list"),
            models.Index(fields=["home_place"], name="provider_home"),
        ]

    def __str__(self) -> str:
        return self.organisation.name


class ProviderFile(models.Model):
    """A file a provider has handed in to prove something (证明材料); replaced ones stay as history."""

    provider = models.ForeignKey(Provider, models.PROTECT, related_name="files")
    kind = models.CharField(_("kind"), max_length=24, choices=choices(FILE_KINDS))
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="provider_files")
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    added_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("provider's file")
        verbose_name_plural = _("providers' files")
        indexes = [models.Index(fields=["provider", "kind"], name="provider_file_kind")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.file}"
