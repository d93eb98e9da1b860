"""Who did what somebody objects to or challenges: they do not answer it, nor judge the complaint about it.

Of the documents: whoever wrote in them, looked them through or approved them. Of the result and of a step of the
process: whoever opened or checked the bids, convened the panel or sat on it with a vote. Of the result also whoever
recorded the offer or resolution it rests on, proposed, published or confirmed it. The convener counts, for they name
the community's members; an observer watches without a vote, and does not.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from django.db.models import QuerySet

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.permissions import counts_for
from marketplace.accounts.queries import holders
from marketplace.accounts.rules import Role
from marketplace.places.models import Place
from tendering.awards.models import Objection
from tendering.awards.rules.remedies import Subject
from tendering.evaluation.rules.states import VOTING

# Community and street answer.
ANSWERERS = (Role.COMMUNITY, Role.STREET)

_DOCUMENTS = (
    "tender__prepared_by",
    "tender__writers",
    "tender__ticks__ticked_by",
    "tender__complexity__declared_by",
    "tender__documents_approved_by",
)
_PROCESS = (
    "tender__opening__confirmations__confirmed_by",
    "tender__consultation__opening__confirmations__confirmed_by",
    "tender__bids__qualification_views__given_by",
    "tender__bids__qualification__decided_by",
    "tender__panel__convened_by",
    "tender__panel__seats__user",
)
# The panel of the award counts no longer once a remedy has set it aside.
_RESULT = (
    "award__panel__convened_by",
    "award__panel__seats__user",
    "award__offer__recorded_by",
    "award__offer__resolution__recorded_by",
    "award__proposed_by",
    "award__publicised_by",
    "award__confirmations__user",
)
_WAYS = {
    Subject.DOCUMENTS: _DOCUMENTS,
    Subject.PROCESS: _PROCESS,
    Subject.RESULT: _PROCESS + _RESULT,
}


def _conditions(subject: Subject) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each way from an objection to a person, with what keeps it to those who acted."""
    for way in _WAYS[subject]:
        seats, is_seat = way.removesuffix("user"), way.endswith("seats__user")
        yield way, {"subject": subject, **({f"{seats}capacity__in": sorted(VOTING)} if is_seat else {})}


def acted_on(objection: Objection) -> set[int]:
    """The ids of the people on record for what is objected to."""
    return _people([objection.pk])[objection.pk]


def done_by(people: Collection[int], rows: QuerySet[Objection]) -> QuerySet[Objection, int]:
    """Ids of those that are about what one of these people did."""
    bare = rows.order_by()
    found = [
        bare.filter(**{f"{way}__in": people}, **only).values_list("pk", flat=True)
        for subject in Subject
        for way, only in _conditions(subject)
    ]
    return found[0].union(*found[1:])


def has_answerer(objection: Objection) -> bool:
    """Whether anybody of community and street is left to answer."""
    return not unanswerable(Objection.objects.filter(pk=objection.pk))


def unanswerable(rows: QuerySet[Objection]) -> list[int]:
    """Ids of those for which nobody of community and street is left; a constant number of queries, one where none is.

    Whoever stands or stood in for one of those who acted is not free either (`accounts.permissions.persons`).
    """
    places = dict(rows.order_by().values_list("pk", "tender__demand__community"))
    if not places:
        return []
    communities = Place.objects.in_bulk(set(places.values()))
    free, acted = _holders(communities.values()), _people(places)
    absent = _stood_in_for({person for people in acted.values() for person in people})
    found = []
    for pk, community in places.items():
        mine = acted[pk] | {officer for officer, substitute in absent if substitute in acted[pk]}
        lineage = communities[community].lineage()
        if not any(path in lineage and not people & mine for people, path in free):
            found.append(pk)
    return found


def _people(rows: Collection[int]) -> dict[int, set[int]]:
    """Who acted on which of these objections; one query."""
    acted: dict[int, set[int]] = {pk: set() for pk in rows}
    found = [
        Objection.objects.order_by().filter(pk__in=rows, **{f"{way}__isnull": False}, **only).values_list("pk", way)
        for subject in Subject
        for way, only in _conditions(subject)
    ]
    for pk, person in found[0].union(*found[1:]):
        acted[pk].add(person)
    return acted


def _holders(communities: Iterable[Place]) -> list[tuple[set[int], str]]:
    """Of everybody who answers for one of these: for whom they act, and where."""
    paths = {path for community in communities for path in community.lineage()}
    rows = holders(*ANSWERERS).filter(place__path__in=paths)
    return [(set(counts_for(row)), row.place.path) for row in rows if row.place]


def _stood_in_for(people: set[int]) -> list[tuple[int, int]]:
    """Absent officers with whoever of these people stands or ever stood in for them."""
    begun = Membership.objects.filter(user__in=people, substitute_for__isnull=False, from_date__lte=clock.today())
    return [(officer, substitute) for officer, substitute in begun.values_list("substitute_for__user", "user")]
