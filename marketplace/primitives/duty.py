"""A duty: something that waits for a person, with the moment it is due (domain 3.9)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Duty:
    """One line of a workbench; `kind` is put into words by `marketplace.ui.duties`.

    Attributes:
        kind: dotted, stable, e.g. ``demands.approve``.
        subject: what it is about, as people wrote it (a title).
        url: where the person does it.
        due_at: aware datetime, or None where no rule sets a period.
        detail: values for the words of the second line.
        project: number of the project it is about; empty where it is about none.
    """

    kind: str
    subject: str
    url: str
    due_at: datetime | None = None
    detail: dict[str, object] = field(default_factory=dict)
    project: str = ""
