"""Rows that exist and that no form offers: a domain out of use, another catalogue's item, another place's money."""

from __future__ import annotations

from marketplace import clock
from marketplace.rulebook.models import ScopeCatalogue, ServiceDomain
from tendering.funds.services import ensure_account
from tests.factories import funds, places, rulebook

VERSION = 9_999  # of a catalogue no rule set uses


def settle() -> None:
    """Make them, once for each database."""
    if ScopeCatalogue.objects.filter(version=VERSION).exists():
        return
    rulebook.catalogue()
    domain = ServiceDomain.objects.create(code="closed", name_zh="停用领域", name_en="Closed", is_active=False)
    catalogue = ScopeCatalogue.objects.create(version=VERSION)
    category = catalogue.categories.create(code="Z", name_zh="旧类别", name_en="Old")
    item = category.items.create(
        catalogue=catalogue,
        code="Z1",
        name_zh="旧事项",
        name_en="Old item",
        default_kind="service",
        chengdu_class="community_building",
    )
    item.domains.add(domain)
    ensure_account(owner=places.community(), year=clock.today().year, fund_type=funds.fund_type())
