"""An object's story: its entries in sentences, made when they are read."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import groupby
from typing import Any

from django.apps import apps
from django.db.models import CharField, Model, QuerySet, Value
from django.db.models.functions import Cast, Replace
from django.utils.translation import gettext as _

from marketplace.audit import readers, sentences
from marketplace.audit.models import Disclosure, Entry
from marketplace.audit.rules.entries import ACTOR, REASON
from marketplace.primitives.masking import mask_name
from marketplace.ui import role_names


def story(target: Model) -> QuerySet[Entry]:
    """Entries done to the object or about it, the latest first, ready to be told."""
    return of(target._meta.label_lower, str(target.pk))


def of(model: str, object_id: str) -> QuerySet[Entry]:
    """The story of an object by label and key, also of one that is gone."""
    return tellable(Entry.objects.filter(mentions__model=model, mentions__object_id=object_id)).order_by("-pk")


def tellable(entries: QuerySet[Entry]) -> QuerySet[Entry]:
    """Entries with what a sentence needs: two queries more, however many entries."""
    return entries.select_related("leaf").prefetch_related("disclosures__person")


def told(entries: QuerySet[Entry]) -> QuerySet[Entry]:
    """Without the entries about objects whose stories are withheld (`readers.withhold`)."""
    entries = entries.alias(plain_key=Replace("object_id", Value("-")))  # SQLite keeps UUIDs without their hyphens
    for label, hidden in readers.withheld().items():
        keys = hidden().values_list(Replace(Cast("pk", CharField()), Value("-")), flat=True)
        entries = entries.exclude(model=label, plain_key__in=keys)
    return entries


def find(label: str, object_id: str) -> Model | None:
    """The object a story is about, if the model and the object exist."""
    try:
        found: Model | None = apps.get_model(label)._base_manager.filter(pk=object_id).first()
    except (LookupError, ValueError, TypeError, OverflowError):
        return None
    return found


def object_name(label: str, object_id: str, target: Model | None = None) -> str:
    """An object by kind and name where it is at hand, else by kind and number; no query of its own."""
    try:
        kind = str(apps.get_model(label)._meta.verbose_name)
    except (LookupError, ValueError):
        kind = label
    named = target is not None and type(target).__str__ is not Model.__str__
    return f"{kind} {target}" if named else f"{kind} {object_id}"


@dataclass(frozen=True)
class Line:
    """One entry as a reader sees it; persons are masked unless `names`, reasons are kept from who is not `inside`."""

    entry: Entry
    names: bool = False
    inside: bool = False

    @property
    def sentence(self) -> str:
        """What was done, in the reader's language."""
        values = self._parameters | {name: self._shown(name) for name in self._hidden if name not in (ACTOR, REASON)}
        target = object_name(self.entry.model, self.entry.object_id)
        kept = not self.inside and REASON in self._hidden
        reason = _("(not public)") if kept else self.reason
        return sentences.say(self.entry.act, values | {"actor": self.actor, "target": target, "reason": reason})

    @property
    def actor(self) -> str:
        """Who acted."""
        if ACTOR not in self._hidden:
            return _("The system")
        disclosure = self._disclosures.get(ACTOR)
        if disclosure is None or disclosure.person is None:
            return _("An erased person")
        name = str(getattr(disclosure.person, "name", "") or disclosure.person)
        return name if self.names else mask_name(name)

    @property
    def role(self) -> str:
        """In which role, empty where the act needs none."""
        return role_names.name(self.entry.role) if self.entry.role else ""

    @property
    def reason(self) -> str:
        """The actor's words, for those inside."""
        if REASON not in self._hidden or not self.inside:
            return ""
        disclosure = self._disclosures.get(REASON)
        return disclosure.value if disclosure is not None else _("(erased)")

    @property
    def at(self) -> datetime:
        """When."""
        return self.entry.at

    @property
    def log_index(self) -> int | None:
        """Its place in the log, None within the first minute."""
        leaf = getattr(self.entry, "leaf", None)
        return None if leaf is None else leaf.log_index

    @property
    def generated(self) -> bool:
        """Whether the entry belongs to a made-up past."""
        return bool(self._body["generated"])

    def _shown(self, name: str) -> str:
        disclosure = self._disclosures.get(name)
        if disclosure is None:
            return _("(erased)")
        return disclosure.value if self.names else mask_name(disclosure.value)

    @property
    def _hidden(self) -> Mapping[str, str]:
        hidden: Mapping[str, str] = self._body["hidden"]
        return hidden

    @property
    def _parameters(self) -> dict[str, Any]:
        parameters: dict[str, Any] = self._body["parameters"]
        return parameters

    @cached_property
    def _body(self) -> dict[str, Any]:
        body: dict[str, Any] = json.loads(self.entry.body)
        return body

    @cached_property
    def _disclosures(self) -> dict[str, Disclosure]:
        return {disclosure.name: disclosure for disclosure in self.entry.disclosures.all()}


@dataclass(frozen=True, slots=True)
class Run:
    """Lines that say the same one after the other: told once, with the moments of the others."""

    line: Line
    others: Sequence[Line] = ()

    @property
    def count(self) -> int:
        """How many lines."""
        return len(self.others) + 1


def runs(lines: Iterable[Line]) -> list[Run]:
    """The lines with neighbours of the same words, person, role and reason put together, in their order."""
    found = []
    for _words, same in groupby(lines, key=_words_of):
        first, *others = same
        found.append(Run(first, others))
    return found


def _words_of(line: Line) -> tuple[str, str, str, str, bool]:
    return line.sentence, line.actor, line.role, line.reason, line.generated
