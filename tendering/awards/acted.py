"""Who did what somebody objects to or challenges: they do not answer it, nor judge the complaint about it.

Of the documents: whoever wrote in them, looked them through or approved them. Of the result and of a step of the
process: whoever opened or checked the bids; convened the panel, sat on it with a vote, filled or gave up one of its
seats, typed its score sheets or marked a bidder absent; of a panel that checks its own result, in its first round too.
Of the result also whoever recorded the offer or resolution it rests on, proposed, published or confirmed it; of the end
of a call whoever wrote or approved its documents, checked the bids or judged them, ended it or annulled its award. The
convener counts, for they name the community's members; an observer watches without a vote, and does not.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from django.db.models import QuerySet

from marketplace import clock
from marketplace.accounts.queries import holders
from marketplace.accounts.rules import Role
from tendering.awards.models import Objection
from tendering.awards.rules.remedies import Subject
from tendering.evaluation.rules.states import VOTING
from tendering.tenders.models import Notice

# Community and street answer.
ANSWERERS = (Role.COMMUNITY, Role.STREET)

_DOCUMENTS = (
    "tender__prepared_by",
    "tender__writers",
    "tender__ticks__ticked_by",
    "tender__complexity__declared_by",
    "tender__documents_approved_by",
)
_PANEL = (
    "convened_by",
    "seats__user",
    "seats__seated_by",
    "seats__given_up_by",
    "seats__sheet__paper__entered_by",
    "seats__sheet__paper__confirmed_by",
    "defence__slots__absent_by",
)


def _of_panel(panel: str) -> tuple[str, ...]:
    """Whoever had a part in a panel, or in the round of the same people that it checks."""
    return tuple(f"{one}__{way}" for one in (panel, f"{panel}__rechecks") for way in _PANEL)


_PROCESS = (
    "tender__opening__confirmations__confirmed_by",
    "tender__consultation__opening__confirmations__confirmed_by",
    "tender__bids__qualification_views__given_by",
    "tender__bids__qualification__decided_by",
    *_of_panel("tender__panel"),
)
# The panel of the award counts no longer once a remedy has set it aside.
_RESULT = (
    *_of_panel("award__panel"),
    "award__offer__recorded_by",
    "award__offer__resolution__recorded_by",
    "award__proposed_by",
    "award__publicised_by",
    "award__confirmations__user",
)
# Whoever cancelled it, whose answer ended it, or who annulled its award.
_END = ("tender__notices__published_by",)
_WAYS = {
    _DOCUMENTS: [Subject.DOCUMENTS, Subject.END],
    _PROCESS: [Subject.PROCESS, Subject.RESULT, Subject.END],
    _RESULT: [Subject.RESULT],
    _END: [Subject.END],
}
_ENDS = {"tender__notices__kind__in": [Notice.Kind.CANCELLATION, Notice.Kind.FAILURE, Notice.Kind.AWARD_FELL]}


def _conditions() -> Iterator[tuple[str, dict[str, Any]]]:
    """Each way from an objection to a person, with what keeps it to those who acted."""
    for ways, subjects in _WAYS.items():
        for way in ways:
            panel, seats, _end = way.partition("seats__")
            voted = {f"{panel}{seats}capacity__in": sorted(VOTING)} if seats else {}
            yield way, {"subject__in": subjects, **voted, **(_ENDS if ways is _END else {})}


def acted_on(objection: Objection) -> set[int]:
    """The ids of the people on record for what is objected to."""
    return _people(Objection.objects.filter(pk=objection.pk))[objection.pk]


def done_by(people: Collection[int], rows: QuerySet[Objection]) -> QuerySet[Objection, int]:
    """Ids of those that are about what one of these people did."""
    bare = rows.order_by()
    found = [bare.filter(**{f"{way}__in": people}, **only).values_list("pk", flat=True) for way, only in _conditions()]
    return found[0].union(*found[1:])


def has_answerer(objection: Objection) -> bool:
    """Whether anybody of community and street is left to answer."""
    return not unanswerable(Objection.objects.filter(pk=objection.pk))


def unanswerable(rows: QuerySet[Objection]) -> list[int]:
    """Ids of those for which nobody of community and street is left; two queries, one where there is none.

    Whoever stands or stood in for one of those who acted is not free either (`accounts.permissions.persons`).
    """
    acted, places = defaultdict[int, set[int]](set), dict[int, str]()
    for pk, path, person in _found(rows, "tender__demand__community__path"):
        acted[pk].add(person)
        places[pk] = path
    free = _answerers(places.values()) if places else []
    return [
        pk
        for pk, path in places.items()
        if not any(path.startswith(office) and not people & acted[pk] for people, office in free)
    ]


def _people(rows: QuerySet[Objection]) -> dict[int, set[int]]:
    """Who acted on which of these objections; one query."""
    acted = defaultdict[int, set[int]](set)
    for pk, person in _found(rows):
        acted[pk].add(person)
    return acted


def _found(rows: QuerySet[Objection], *columns: str) -> QuerySet[Objection, tuple[Any, ...]]:
    """A row for each objection and person who acted on it."""
    bare = rows.order_by()
    found = [
        bare.filter(**{f"{way}__isnull": False}, **only).values_list("pk", *columns, way) for way, only in _conditions()
    ]
    return found[0].union(*found[1:])


def _answerers(paths: Iterable[str]) -> list[tuple[set[int], str]]:
    """Of everybody who answers for a place of these: under whose names an act of theirs may be on record, and where."""
    offices = {f"{'/'.join(path.split('/')[:depth])}/" for path in paths for depth in range(1, path.count("/") + 1)}
    own, absent = "user__memberships__substitutes", "substitute_for__user__memberships__substitutes"
    columns = ("pk", "place__path", "user", "substitute_for__user")
    begun = [(f"{way}__user", f"{way}__from_date") for way in (own, absent)]
    rows = holders(*ANSWERERS).filter(place__path__in=offices).order_by()
    names = defaultdict[tuple[int, str], set[int]](set)
    today = clock.today()
    for pk, path, person, officer, *stood_in in rows.values_list(*columns, *(name for pair in begun for name in pair)):
        substitutes = zip(stood_in[::2], stood_in[1::2], strict=True)
        names[pk, path] |= {who for who, since in substitutes if since is not None and since <= today}
        names[pk, path] |= {one for one in (person, officer) if one is not None}
    return [(people, path) for (_pk, path), people in names.items()]
