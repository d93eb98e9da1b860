"""Money set aside, publication."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from marketplace.accounts.rules import Role
from tendering.demands.queries.explain import funding_facts
from tendering.demands.services import publication
from tendering.demands.views.base import DemandAct

DISTRICT = (Role.DISTRICT,)


class FundDemand(DemandAct):
    """Set the money aside."""

    roles = (Role.COMMUNITY,)
    template_name = "demands/check.html"
    title = _("Set the money aside")
    intro = _("Every fund line is set aside on its account, all or none.")
    submit_label = _("Set aside")

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds the sources."""
        return super().get_context(funding=funding_facts(self.object), **context)

    def act(self, form: Any) -> str:
        """Set aside."""
        del form
        return self.call(publication.fund_demand)


class PublishDemand(DemandAct):
    """Show it to everybody."""

    roles = (Role.COMMUNITY, Role.DISTRICT)
    title = _("Publish the demand")
    intro = _("Everybody sees it; providers may say that they are interested.")
    submit_label = _("Publish")

    def act(self, form: Any) -> str:
        """Publish."""
        del form
        return self.call(publication.publish)
