"""What the platform knows of people who might sit, for avoidance (domain 2.4)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date

from django.db.models import Count, F, Q

from catalog.models import Expert, ExpertEmployment, ExpertTie, Provider
from catalog.queries.experts import away
from catalog.rules.control import behind, tight
from catalog.rules.experts import PoolState, TieKind
from marketplace.accounts.models import Membership
from marketplace.accounts.rules import STAFF_ROLES, Role
from marketplace.places.models import Place
from tendering.evaluation.models import Seat, WorkMark
from tendering.evaluation.rules.avoidance import Job, Link, Person, Tie


def facts(rows: Sequence[Membership | Seat], place: Place, on: date, former: Collection[int] = ()) -> dict[int, Person]:
    """What is known of each of these people, in two queries, seven where somebody is in the expert pool.

    Args:
        place: the community whose call it is.
        on: the day they would sit.
        former: who judged the same bids before, on a panel that was set aside.
    """
    people = {row.user_id: row.user.name for row in rows}
    links, here, staff = _memberships(people, place, on)
    states = dict(Expert.objects.filter(user__in=people).values_list("user", "state"))
    # Of nobody nothing is asked: where no one is in the pool these cost no query.
    jobs, ties = _jobs(states), _ties(states)
    bad, is_away = bad_marks(states), _away(states, on)
    return {
        key: Person(
            name=name,
            links=tuple(links.get(key, ())),
            jobs=tuple(jobs.get(key, ())),
            ties=tuple(ties.get(key, ())),
            is_finance=Role.FINANCE_OFFICER in here.get(key, ()),
            is_planner=Role.PLANNER in here.get(key, ()),
            is_staff=key in staff,
            is_suspended=states.get(key) == PoolState.SUSPENDED,
            bad_marks=bad.get(key, 0),
            is_away=key in is_away,
            is_former=key in former,
        )
        for key, name in people.items()
    }


def bad_marks(people: Iterable[int]) -> dict[int, int]:
    """Bad marks of experts since they were last admitted or restored, by person; nobody without one is in it."""
    rows = WorkMark.objects.filter(
        seat__user__in=people, is_bad=True, marked_at__gte=F("seat__user__expert__state_since")
    )
    return dict(rows.values("seat__user").annotate(number=Count("pk")).values_list("seat__user", "number"))


Links = dict[int, list[Link]]


def _memberships(people: dict[int, str], place: Place, on: date) -> tuple[Links, dict[int, set[str]], set[int]]:
    """Bodies people act or acted for; the roles they hold over the place; who is on any office's staff."""
    links: Links = {}
    here: dict[int, set[str]] = {}
    staff: set[int] = set()
    for row in Membership.objects.filter(user__in=people).select_related("place", "user"):
        if row.organisation_id is not None:
            links.setdefault(row.user_id, []).append(Link(row.organisation_id, row.to_date))
        if not row.is_active(on):
            continue
        if row.place is not None and row.place.covers(place):
            here.setdefault(row.user_id, set()).add(row.role)
        if row.role in STAFF_ROLES:
            staff.add(row.user_id)
    return links, here, staff


def _away(people: Iterable[int], on: date) -> set[int]:
    return set(away(on, on).filter(expert__user__in=people).values_list("expert__user", flat=True))


def _jobs(people: Iterable[int]) -> dict[int, list[Job]]:
    rows = list(ExpertEmployment.objects.filter(expert__user__in=people).select_related("expert"))
    heads = _heads({tight(row.employer) for row in rows})
    found: dict[int, list[Job]] = {}
    for row in rows:
        job = Job(row.employer, row.to_date, behind(*heads.get(tight(row.employer), ())))
        found.setdefault(row.expert.user_id, []).append(job)
    return found


def _heads(employers: Collection[str]) -> dict[str, set[str]]:
    """Who leads these bodies, by their names as names are compared.

    No database compares names so: those of all providers are read where somebody has an employer at all.
    """
    found: dict[str, set[str]] = {}
    rows = Provider.objects.exclude(legal_representative="").order_by() if employers else Provider.objects.none()
    for name, head in rows.values_list("organisation__name", "legal_representative"):
        if (key := tight(name)) in employers:
            found.setdefault(key, set()).add(head)
    return found


def _ties(people: Iterable[int]) -> dict[int, list[Tie]]:
    found: dict[int, list[Tie]] = {}
    for row in ExpertTie.objects.filter(expert__user__in=people).select_related("expert"):
        # An assessment is of its one day, or of its last.
        is_assessment = row.kind == TieKind.ASSESSMENT
        ended_on = (row.to_date or row.from_date) if is_assessment else row.to_date
        found.setdefault(row.expert.user_id, []).append(Tie(row.organisation_id, ended_on, is_assessment))
    return found


def employers(people: set[int], on: date) -> dict[int, str]:
    """For whom these people work on a day, as employers are compared; who has none written down is not in it."""
    rows = ExpertEmployment.objects.filter(Q(to_date__isnull=True) | Q(to_date__gte=on), expert__user__in=people)
    pairs = rows.order_by("-from_date", "-pk").values_list("expert__user", "employer")
    found: dict[int, str] = {}
    for person, employer in pairs:
        found.setdefault(person, tight(employer))
    return found
