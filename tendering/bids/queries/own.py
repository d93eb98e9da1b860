"""A bidder's own bid, and how far its draft is."""

from __future__ import annotations

from dataclasses import dataclass

from catalog.models import Provider
from marketplace.accounts.models import Membership
from marketplace.audit.models import Entry
from marketplace.primitives.ruleset.facts import Fact
from tendering.bids import draft_box, permissions
from tendering.bids.models import Bid, BidDraft, BidVersion, Round
from tendering.bids.rules.content import Content, Section, gaps, is_begun
from tendering.bids.sheet_facts import needed_facts
from tendering.tenders.models import Tender


@dataclass(frozen=True, slots=True)
class Progress:
    """A draft's content with what each section still lacks."""

    content: Content
    lacking: dict[Section, int]
    facts: list[Fact]
    asked: tuple[Section, ...] = tuple(Section)

    @property
    def sections(self) -> list[Section]:
        """The sections this call, or this round, asks for."""
        return [section for section in self.asked if section is not Section.FACTS or self.facts]

    def is_done(self, section: Section) -> bool:
        """Whether nothing is lacking; files are done when there is one, for none is asked for."""
        return self.lacking[section] == 0 and is_begun(self.content, section)

    @property
    def is_complete(self) -> bool:
        """Whether it can be sealed."""
        return not any(self.lacking[section] for section in self.asked)

    @property
    def required(self) -> list[Section]:
        """The sections without which it cannot be sealed."""
        return [section for section in self.sections if section is not Section.FILES]

    @property
    def done(self) -> int:
        """How many of them are done."""
        return sum(self.is_done(section) for section in self.required)


def provider_of(membership: Membership | None) -> Provider | None:
    """The provider a person acts for."""
    if membership is None or membership.organisation_id is None:
        return None
    return Provider.objects.select_related("organisation").filter(organisation=membership.organisation_id).first()


def bid_of(membership: Membership | None, tender: Tender, within: Round | None = None) -> Bid | None:
    """The own bid for a call, or for a round of it, with draft, sealed version and what was opened."""
    rows = permissions.own(membership).filter(tender=tender, round=within)
    return rows.select_related("draft", "current", "provider__organisation", "opened", "qualification").first()


def draft_of(bid: Bid | None) -> BidDraft | None:
    """The draft, if there is one."""
    return getattr(bid, "draft", None) if bid is not None else None


def progress(draft: BidDraft, tender: Tender) -> Progress:
    """How far the draft is; decrypts it for this request."""
    content, within = draft_box.read(draft), draft.bid.round
    facts = needed_facts(tender) if within is None else []
    found = gaps(content, tender.ceiling, facts, fixed=tender.has_fixed_price)
    asked = tuple(Section) if within is None else tuple(Section(name) for name in within.sections)
    return Progress(content, {section: len(refusals) for section, refusals in found.items()}, facts, asked)


def entry_of(version: BidVersion) -> Entry | None:
    """The entry of the log that a submission left: submissions of one bid stand in the order of its versions."""
    rows = Entry.objects.filter(act="bids.bid.submitted", model="bids.bid", object_id=str(version.bid_id))
    return rows.order_by("pk")[version.number - 1 : version.number].first()
