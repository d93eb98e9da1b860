"""Stories of objects, proofs of entries, published heads, and the auditors' list."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.paginator import Paginator
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from marketplace.audit import keys, notebook, queries, readers, services
from marketplace.audit.forms import EntryFilter
from marketplace.audit.models import Entry
from marketplace.audit.queries import Line, stories
from marketplace.audit.queries.evidence import Evidence
from marketplace.primitives.actor import Actor
from marketplace.primitives.refusal import NotPermitted
from marketplace.ui.components import Crumb, Fact
from marketplace.ui.views import Column, DetailPage, Kind, ListPage, Page
from marketplace.ui.views.access import Gate

PER_PAGE = 50
NEWEST = 20
FILE_COLUMNS = (
    Column(name="role", label=_("Role"), value=lambda entry: Line(entry).role),
    Column(name="act", label=_("Kind of act")),
    Column(name="model", label=_("Kind of object")),
    Column(name="object_id", label=_("Number of the object")),
)


class NotReader(NotPermitted):
    """The story is for those in charge of the object, and for auditors."""

    def __init__(self) -> None:
        super().__init__("audit.not_reader")


class StoryPage(Page):
    """What happened to one object, who did it, in which role, and why."""

    signed_in = True
    for_those_inside = True  # reasons are shown to nobody else
    template_name = "audit/story.html"
    nav = "audit"

    def get_title(self) -> str:
        """The object by kind and name; a person's own name only where names are shown."""
        nameless = isinstance(self.target, AbstractBaseUser) and not self.names
        name = stories.object_name(*self._address(), None if nameless else self.target)
        return str(_("Record of %(object)s") % {"object": name})

    @cached_property
    def target(self) -> Model | None:
        """The object, None where it is gone."""
        return queries.find(*self._address())

    def get_context(self, **context: Any) -> dict[str, Any]:
        """One page of lines; entries committed just now get their place first."""
        label, object_id = self._address()
        names = self.names
        services.sequence()
        page = Paginator(queries.of(label, object_id), PER_PAGE).get_page(self.request.GET.get("page"))
        if not page.object_list:
            raise Http404
        lines = queries.told_to(acting(self.request), page.object_list, known=self.target, names=names)
        return super().get_context(page=page, runs=queries.runs(lines), **context)

    def _address(self) -> tuple[str, str]:
        return self.kwargs["label"].lower(), self.kwargs["object_id"]

    @cached_property
    def names(self) -> bool:
        """Whether names are shown in full; the story of an object that is gone is for auditors.

        Raises:
            NotReader: the person may not read the story at all.
        """
        membership, target = acting(self.request), self.target
        if target is None:
            if not readers.reads_all(membership):
                raise NotReader
            return True
        if not readers.may_read(membership, target):
            raise NotReader
        return readers.sees_names(membership, target)


class EntryPage(DetailPage[Entry]):
    """One entry as it was hashed, and the proof that it stands in the log."""

    signed_in = True
    for_those_inside = True
    model = Entry
    template_name = "audit/entry.html"
    nav = "audit"

    def get_queryset(self) -> QuerySet[Entry]:
        """Entries with what their sentence needs."""
        return stories.tellable(Entry.objects.all())

    def get_object(self) -> Entry:
        """The entry, if the person may read the story of its object; committed just now, it gets its place first."""
        services.sequence()
        entry = super().get_object()
        by = acting(self.request)
        self.line = readable_line(by, entry, names=names_shown(by, entry))
        return entry

    def get_title(self) -> str:
        """Its place in the log, by which lists and stories name it."""
        return str(_("Log entry %(number)s") % {"number": Line(self.object).log_index})

    def get_crumbs(self) -> Sequence[Crumb]:
        """Back to the object's story."""
        entry = self.object
        return [Crumb(stories.object_name(entry.model, entry.object_id), story_url(entry.model, entry.object_id))]

    def get_context(self, **context: Any) -> dict[str, Any]:
        """The sentence, the bytes and the proof."""
        evidence = placed_evidence(self.object)
        return super().get_context(line=self.line, evidence=evidence, facts=_proof_facts(evidence), **context)


class EntryProof(Gate):
    """The same for programs."""

    signed_in = True

    def get(self, request: HttpRequest, pk: int) -> JsonResponse:
        """Entry, proof and signed head as JSON."""
        entry = Entry.objects.filter(pk=pk).first()
        if entry is None:
            raise Http404
        readable_line(acting(request), entry)
        return JsonResponse(placed_evidence(entry).as_json(), json_dumps_params={"ensure_ascii": False})


class CheckpointsPage(Page):
    """The latest published heads, for everyone: whoever keeps a copy can prove a later change."""

    template_name = "audit/checkpoints.html"
    title = _("Published fingerprints of the log")
    lead = _("Whoever keeps a copy of one can prove that what came before was not changed afterwards.")

    def get_context(self, **context: Any) -> dict[str, Any]:
        """The newest heads and the key that signs them."""
        newest = [checkpoint for checkpoint, _n in zip(notebook.published(), range(NEWEST), strict=False)]
        key = base64.b64encode(keys.signing_key().public_key().public_bytes_raw()).decode()
        return super().get_context(checkpoints=newest, public_key=key, **context)


class CheckpointNote(Gate):
    """One published head as it was signed."""

    def get(self, request: HttpRequest, size: int) -> HttpResponse:
        """The note, byte for byte."""
        del request
        checkpoint = notebook.of_size(size)
        if checkpoint is None:
            raise Http404
        return HttpResponse(checkpoint.note, content_type="text/plain; charset=utf-8")


class CheckpointConsistency(Gate):
    """For programs: the log of one published head begins with that of the head published before it."""

    def get(self, request: HttpRequest, size: int) -> JsonResponse:
        """Both sizes and roots, and the proof between them (RFC 9162, 2.1.4); empty where the first head stands."""
        del request
        checkpoint = notebook.of_size(size)
        if checkpoint is None:
            raise Http404
        return JsonResponse(queries.continuation(checkpoint, notebook.before(size)))


class EntryList(ListPage):
    """Every act, for auditors and discipline inspection."""

    roles = readers.READ_ALL
    title = _("Log of all acts")
    caption = _("Acts")
    nav = "audit"
    default_sort = "-at"
    filter_form_class = EntryFilter
    export_name = "audit"
    columns = (
        Column(name="at", label=_("When"), kind=Kind.MOMENT, sort=("at",)),
        Column(
            name="sentence",
            label=_("What"),
            value=lambda entry: Line(entry, names=True, inside=True).sentence,
            link=lambda entry: story_url(entry.model, entry.object_id),
            sub=lambda entry: entry.act,
            heading=True,
        ),
        Column(
            name="actor",
            label=_("Who"),
            value=lambda entry: Line(entry, names=True).actor,
            sub=lambda entry: Line(entry).role,
        ),
        Column(name="reason", label=_("Reason"), kind=Kind.SAID, value=lambda entry: Line(entry, inside=True).reason),
        Column(
            name="log_index",
            label=_("Log index"),
            kind=Kind.NUMBER,
            value=lambda entry: Line(entry).log_index,
            link=lambda entry: reverse("audit:entry", args=[entry.pk]),
        ),
    )

    def get_columns(self) -> Sequence[Column]:
        """In a file, what stands on second lines gets columns of its own."""
        return (*self.columns, *FILE_COLUMNS) if self.request.GET.get("format") else self.columns

    def get_queryset(self) -> QuerySet[Entry]:
        """All entries but those whose objects are withheld, with what their sentences need."""
        return stories.told(stories.tellable(Entry.objects.all()))


def acting(request: HttpRequest) -> Actor | None:
    """The role the person acts in."""
    return getattr(request, "membership", None)


def story_url(label: str, object_id: str) -> str:
    """Where an object's story stands."""
    return reverse("audit:story", args=[label, object_id])


def readable_line(membership: Actor | None, entry: Entry, *, names: bool = False) -> Line:
    """What those are told who may read the story of an object the entry is about, and of the entry's own object.

    Raises:
        NotReader: the others.
    """
    line = queries.line_of(membership, entry, names=names)
    if line is None:
        raise NotReader
    return line


def names_shown(membership: Actor | None, entry: Entry) -> bool:
    """Whether the entry names persons in full."""
    if readers.reads_all(membership):
        return True
    target = queries.find(entry.model, entry.object_id)
    return target is not None and readers.sees_names(membership, target)


def placed_evidence(entry: Entry) -> Evidence:
    """The proof of the entry, which gets its place now if it has none yet."""
    services.sequence()
    return queries.evidence(entry)


def _proof_facts(evidence: Evidence) -> list[Fact]:
    proof = evidence.proof
    return [
        Fact(_("Log index"), proof.log_index),
        Fact(_("Entries in the tree"), proof.size),
        Fact(_("Fingerprint of this entry"), proof.leaf),
        Fact(_("Fingerprint of the whole log"), proof.root),
        Fact(_("Proof"), _("holds") if proof.holds else _("does not hold")),
    ]
