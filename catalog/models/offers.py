"""What providers offer to communities."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalog.models.labels import OFFER_STATES, choices
from catalog.models.provider import Provider
from catalog.rules.states import OfferState
from marketplace.places.models import Place
from marketplace.primitives.masking import mask_text
from marketplace.rulebook.models import ScopeItem, ServiceDomain


class ServiceOffer(models.Model):
    """Services that a listed provider offers (服务供给, R35; domain 3.1): what, for which work, where, at what price.

    Prices are yuan for work of the usual size. Without streets it stands for the whole district; while its provider is
    suspended nobody is shown it. `reason` is the district's: why it went back, or was taken down.
    """

    provider = models.ForeignKey(Provider, models.PROTECT, related_name="service_offers")
    state = models.CharField(_("state"), max_length=16, choices=choices(OFFER_STATES), default=OfferState.DRAFT.value)
    title = models.CharField(_("title"), max_length=80)
    text = models.TextField(_("what is offered"), max_length=2000)
    domains = models.ManyToManyField(ServiceDomain, verbose_name=_("service domains"), related_name="service_offers")
    items = models.ManyToManyField(ScopeItem, verbose_name=_("scope items"), related_name="service_offers", blank=True)
    streets = models.ManyToManyField(Place, verbose_name=_("streets"), related_name="service_offers", blank=True)
    price_from = models.DecimalField(_("usual price from"), max_digits=14, decimal_places=2, null=True, blank=True)
    price_to = models.DecimalField(_("usual price to"), max_digits=14, decimal_places=2, null=True, blank=True)
    valid_until = models.DateField(_("valid until"))
    created_at = models.DateTimeField()
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True)
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    reason = models.TextField(_("reason"), max_length=2000, blank=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("service offer")
        verbose_name_plural = _("service offers")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(price_from__isnull=True, price_to__isnull=True)
                # A comparison with NULL is not false, and a check would let it pass.
                | models.Q(
                    price_from__isnull=False,
                    price_to__isnull=False,
                    price_from__gt=0,
                    price_to__gte=models.F("price_from"),
                ),
                name="service_offer_prices_both_or_none",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["published", "paused", "expired"])
                | models.Q(published_at__isnull=False),
                name="service_offer_public_since",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["withdrawn", "expired"], ended_at__isnull=False)
                | models.Q(state__in=["draft", "checking", "published", "paused"], ended_at__isnull=True),
                name="service_offer_ended_with_moment",
            ),
        ]
        indexes = [
            models.Index(fields=["provider", "state"], name="service_offer_of_provider"),
            models.Index(fields=["state", "valid_until"], name="service_offer_due"),
        ]

    def __str__(self) -> str:
        return mask_text(self.title)

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("catalog:offer", args=[self.pk])

    @property
    def is_draft(self) -> bool:
        """Whether its provider writes it, for the first time or once it came back."""
        return self.state == OfferState.DRAFT

    @property
    def is_public(self) -> bool:
        """Whether the district let it before the public, and nobody took it away again."""
        return self.state == OfferState.PUBLISHED
