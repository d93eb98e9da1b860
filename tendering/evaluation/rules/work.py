"""How an expert came and worked: attendance, points by part, when a mark is bad (domain 2.4)."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from marketplace.primitives.refusal import InvalidInput
from marketplace.primitives.ruleset.sections.offices import WorkPoints


class Attendance(StrEnum):
    """Whether a member came to the session."""

    PRESENT = "present"
    LATE = "late"
    ABSENT = "absent"


class Part(StrEnum):
    """What is judged of an expert's work."""

    PUNCTUALITY = "punctuality"
    DILIGENCE = "diligence"
    COMPETENCE = "competence"
    DISCIPLINE = "discipline"


class Side(StrEnum):
    """Who judges: the office that held the session and, apart, who watched it."""

    OFFICE = "office"
    OBSERVER = "observer"


def maxima(points: WorkPoints) -> dict[Part, int]:
    """Most points for each part."""
    return {
        Part.PUNCTUALITY: points.punctuality,
        Part.DILIGENCE: points.diligence,
        Part.COMPETENCE: points.competence,
        Part.DISCIPLINE: points.discipline,
    }


def checked(given: Mapping[str, int], most: Mapping[Part, int]) -> dict[str, int]:
    """Whole points for every part, none above its maximum.

    Raises:
        InvalidInput: `evaluation.work_points_missing`, `evaluation.work_points_outside`, with the part as field.
    """
    for part, maximum in most.items():
        if part not in given:
            raise InvalidInput("evaluation.work_points_missing", field=part.value)
        if not 0 <= given[part] <= maximum:
            raise InvalidInput("evaluation.work_points_outside", field=part.value, maximum=maximum)
    return {part.value: given[part] for part in most}
