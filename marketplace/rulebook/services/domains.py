"""Service domains: added, renamed, switched off, never deleted."""

from __future__ import annotations

from django.db import transaction

from marketplace.accounts.models import Membership
from marketplace.audit import services as audit
from marketplace.primitives.refusal import Refusal
from marketplace.rulebook.models import RuleSetStatus, ServiceDomain
from marketplace.rulebook.permissions import require_editor
from marketplace.rulebook.services.catalogue import CodeTaken
from marketplace.rulebook.services.cleaning import require_clean


class DomainInUse(Refusal):
    """Scope items of a catalogue in use still name the domain."""


@transaction.atomic
def save_domain(
    *,
    by: Membership | None,
    code: str,
    name_zh: str,
    name_en: str,
    is_active: bool = True,
    domain: ServiceDomain | None = None,
) -> ServiceDomain:
    """Add or change a service domain; its code stays once providers may have chosen it.

    Raises:
        RoleMissing: not district staff.
        CodeTaken: ``rulebook.code_taken``.
        DomainInUse: ``rulebook.domain_in_use`` with the items that name it.
    """
    member = require_editor(by)
    row = ServiceDomain.objects.select_for_update().get(pk=domain.pk) if domain else ServiceDomain(code=code)
    if domain is None and ServiceDomain.objects.filter(code=code).exists():
        raise CodeTaken("rulebook.code_taken", field="code", value=code)
    if domain and row.is_active and not is_active:
        _require_unused(row)
    row.name_zh, row.name_en, row.is_active = name_zh, name_en, is_active
    require_clean(row)
    row.save()
    audit.record(
        act="rulebook.domain.saved", target=row, by=member, parameters={"code": row.code, "is_active": is_active}
    )
    return row


def _require_unused(domain: ServiceDomain) -> None:
    living = [RuleSetStatus.DRAFT, RuleSetStatus.IN_FORCE]
    used = domain.scope_items.filter(catalogue__rule_sets__status__in=living)
    if codes := sorted(set(used.values_list("code", flat=True))):
        raise DomainInUse("rulebook.domain_in_use", items=", ".join(codes))
