"""Writing a bid before it is submitted: nobody but the bidder's own people reads or learns of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.files.base import File
from django.db import transaction
from django.views.decorators.debug import sensitive_variables

from catalog.models import Provider
from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.permissions import require
from marketplace.accounts.rules import PROVIDER_ROLES
from marketplace.audit.services import record
from marketplace.files.services import examine
from marketplace.primitives.refusal import InvalidInput, Refusal, Refusals, StaleVersion
from tendering.bids import draft_box, permissions
from tendering.bids.models import Bid, BidDraft, DraftAttachment, Round
from tendering.bids.queries.plans import standing_plan
from tendering.bids.rules.content import Content, FileEntry, Section, barriers, gaps
from tendering.bids.services import gate
from tendering.bids.sheet_facts import needed_facts
from tendering.tenders.models import Tender
from tendering.tenders.services.questions import keep_receipt

PURPOSE = "bids.opened"


class NoDraft(Refusal):
    """There is no draft: it was submitted, given up, or never begun."""

    def __init__(self) -> None:
        super().__init__("bids.no_draft")


@transaction.atomic
def start_draft(*, tender: Tender, provider: Provider, by: Membership, within: Round | None = None) -> BidDraft:
    """Begin a bid, or a fresh one that will replace what is sealed; a draft that exists is taken up again.

    Args:
        within: the round of consultation it answers; None for the call itself.

    Whoever begins a bid has obtained the documents, and is told with all others who have what happens to the call.

    Raises:
        NotPermitted: `by` does not write bids for the provider.
        NotOpen, TooLate, NotInvited, NotInConsultation, Refusals: see `gate`.
    """
    require(by, *PROVIDER_ROLES, organisation=provider.organisation)
    tender = gate.shared(tender.pk)
    now = clock.read()
    window = gate.window(tender, within.pk if within else None, now)
    gate.require_admitted(tender, provider, now)
    if within is not None:
        gate.require_competing(tender, provider)
    values = {"tender": tender, "provider": provider, "round": within}
    bid, _made = Bid.every.get_or_create(**values, defaults={"created_at": now})
    bid = gate.locked(bid)
    if within is None:
        keep_receipt(tender, provider, by, now)
    found = BidDraft.objects.select_related("bid").filter(bid=bid).first()
    if found is not None:
        return found
    # A revised plan begins as the plan stands, so that only what changed has to be written.
    begun = standing_plan(bid) if within is not None and Section.PLAN in window.sections else Content()
    wrapped_key, ciphertext = draft_box.new_box(bid, begun)
    draft = BidDraft.objects.create(bid=bid, wrapped_key=wrapped_key, ciphertext=ciphertext, saved_at=now)
    record(act="bids.draft.started", target=bid, by=by)
    return draft


@sensitive_variables()
@transaction.atomic
def save_draft(
    *,
    bid: Bid,
    by: Membership,
    section: Section,
    changes: dict[str, Any],
    version: int | None = None,
    complete: bool = False,
) -> BidDraft:
    """Save one section of the draft, encrypted under the draft's key.

    Args:
        changes: fields of `rules.content.Content` that belong to the section.
        version: of the draft the person saw; None does not compare.
        complete: refuse what is not complete yet (a quote above the ceiling, lines that do not add up).

    Raises:
        NotPermitted: `by` does not write bids for the provider.
        NotOpen, TooLate, NoDraft, StaleVersion.
        Refusals: values out of range, or, with `complete`, what is missing.
    """
    permissions.require_bidder(by, bid)
    tender, draft, window, now = enter(bid)
    _require_section(section, window)
    if version is not None and version != draft.version:
        raise StaleVersion
    content = replace(draft_box.read(draft), **changes)
    refused = barriers(content)
    if complete:
        refused += gaps(content, tender.ceiling, needed_facts(tender), fixed=tender.has_fixed_price)[section]
    if refused:
        raise Refusals(refused)
    return _saved(draft, content, section, by, now)


@sensitive_variables()
@transaction.atomic
def add_file(*, bid: Bid, by: Membership, upload: File[bytes]) -> BidDraft:
    """Take a file into the draft: checked, then encrypted; its name too is secret.

    Raises:
        InvalidInput: `files.*`, or too many or too large together.
    """
    permissions.require_bidder(by, bid)
    _tender, draft, window, now = enter(bid)
    _require_section(Section.FILES, window)
    examined = examine(upload=upload, purpose=PURPOSE)
    attachment = DraftAttachment(draft=draft, saved_at=now)
    attachment.ciphertext = draft_box.lock_file(draft, attachment, examined.data)
    entry = FileEntry(str(attachment.pk), examined.name, examined.content_type, len(examined.data), examined.sha256)
    content = draft_box.read(draft)
    content = replace(content, files=(*content.files, entry))
    if refused := barriers(content):
        raise Refusals(refused)
    attachment.save(force_insert=True)
    return _saved(draft, content, Section.FILES, by, now)


@sensitive_variables()
@transaction.atomic
def remove_file(*, bid: Bid, by: Membership, key: UUID) -> BidDraft:
    """Take a file out of the draft.

    Raises:
        InvalidInput: no such file.
    """
    permissions.require_bidder(by, bid)
    _tender, draft, window, now = enter(bid)
    _require_section(Section.FILES, window)
    content = draft_box.read(draft)
    kept = tuple(entry for entry in content.files if entry.key != str(key))
    if len(kept) == len(content.files):
        raise InvalidInput("bids.no_such_file")
    draft.attachments.filter(pk=key).delete()
    return _saved(draft, replace(content, files=kept), Section.FILES, by, now)


def _require_section(section: Section, window: gate.Window) -> None:
    if section not in window.sections:
        raise InvalidInput("bids.section_not_asked")


@transaction.atomic
def discard_draft(*, bid: Bid, by: Membership) -> None:
    """Give the draft up: its text, its files and its key are destroyed; a sealed version stays as it is."""
    permissions.require_bidder(by, bid)
    gate.shared(bid.tender_id)
    locked_draft(bid).delete()
    record(act="bids.draft.discarded", target=bid, by=by)


def enter(bid: Bid) -> tuple[Tender, BidDraft, gate.Window, datetime]:
    """What every act on a draft begins with: the locks in their order, then the clock, then the deadline.

    Raises:
        NotOpen, TooLate, NoDraft.
    """
    tender = gate.shared(bid.tender_id)
    draft = locked_draft(bid)
    now = clock.read()
    return tender, draft, gate.window(tender, bid.round_id, now), now


def locked_draft(bid: Bid) -> BidDraft:
    """The draft's row, locked after its bid's; raises NoDraft."""
    gate.locked(bid)
    draft = BidDraft.objects.select_for_update(of=("self",)).select_related("bid").filter(bid=bid).first()
    if draft is None:
        raise NoDraft
    return draft


@sensitive_variables()
def _saved(draft: BidDraft, content: Content, section: Section, by: Membership, now: datetime) -> BidDraft:
    draft_box.write(draft, content)
    draft.saved_at, draft.version = now, draft.version + 1
    draft.save()
    record(act="bids.draft.saved", target=draft.bid, by=by, parameters={"section": section.value})
    return draft
