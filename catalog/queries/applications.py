"""Applications: which runs, which wait, what each carries."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import QuerySet

from catalog.models import Provider, ProviderFile, RosterApplication
from catalog.rules.kinds import mandatory_files
from catalog.rules.states import LIVE_APPLICATION, ApplicationState, FileKind
from marketplace import clock
from marketplace.accounts.models import Membership, User
from marketplace.accounts.permissions import with_absent
from marketplace.accounts.rules import PROVIDER_ROLES


def live_application(provider: Provider) -> RosterApplication | None:
    """The application that has not ended, if there is one; a constraint allows one."""
    return provider.applications.filter(state__in=LIVE_APPLICATION).first()


def live_state(provider: Provider) -> str | None:
    """The state of the application that has not ended."""
    return provider.applications.filter(state__in=LIVE_APPLICATION).values_list("state", flat=True).first()


def files_of(provider: Provider) -> QuerySet[ProviderFile]:
    """Files that stand (not withdrawn), by kind, the newest first."""
    rows = provider.files.filter(withdrawn_at__isnull=True).select_related("file")
    return rows.order_by("kind", "-added_at", "-pk")


def missing_files(provider: Provider) -> tuple[FileKind, ...]:
    """Mandatory kinds of which no file stands."""
    have = set(provider.files.filter(withdrawn_at__isnull=True).values_list("kind", flat=True))
    wanted = mandatory_files(provider.roster_list, provider.grade)
    return tuple(kind for kind in wanted if kind not in have)


def may_reapply_date(provider: Provider) -> date | None:
    """The latest waiting time a rejection has set."""
    rejected = provider.applications.filter(state=ApplicationState.REJECTED, may_reapply_date__isnull=False)
    return rejected.order_by("-may_reapply_date").values_list("may_reapply_date", flat=True).first()


def publicised() -> QuerySet[RosterApplication]:
    """Admissions in publicity, open to objection, and those an objection holds; public."""
    states = [ApplicationState.PUBLICITY, ApplicationState.OBJECTION_HOLD]
    rows = RosterApplication.objects.filter(state__in=states)
    return rows.select_related("provider__organisation", "provider__home_place").order_by("publicity_until", "pk")


def has_objected(person: User, application: RosterApplication) -> bool:
    """Whether the person has objected to this admission, somebody who counts as the same, or a colleague."""
    rows = list(application.objections.values_list("filed_by", "organisation"))
    filed = frozenset(filer for filer, _body in rows)
    if not filed:
        return False
    if person.pk in with_absent(filed) or not filed.isdisjoint(with_absent([person.pk])):
        return True
    return not {body for _filer, body in rows}.isdisjoint(bodies_of(person))


def bodies_of(person: User) -> list[int]:
    """The organisations for which the person acts today, providers first."""
    held = Membership.objects.active(clock.today()).filter(user=person, organisation__isnull=False)
    rows = held.order_by("pk").values_list("role", "organisation")
    return [body for _role, body in sorted(rows, key=lambda row: row[0] not in PROVIDER_ROLES) if body is not None]


def elapsed(now: datetime) -> QuerySet[RosterApplication]:
    """Applications whose publicity has passed, for the clock."""
    rows = RosterApplication.objects.filter(state=ApplicationState.PUBLICITY, publicity_until__lte=now)
    return rows.order_by("publicity_until", "pk")
