from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

OF_CALL = "tender__demand__community"
# What was sealed, opened and decided only grows.
APPEND_ONLY = (
    "bids_bidversion",
    "bids_sealedattachment",
    "bids_openingconfirmation",
    "bids_roundconfirmation",
    "bids_talk",
    "bids_openedline",
    "bids_openedfile",
    "bids_collusionhint",
)
# What was said of a bid stays as it was said; an upheld remedy only lets it count no longer.
VIEW_COLUMNS = (
    "bid_id",
    "office",
    "number",
    "passed",
    "grounds",
    "reason",
    "given_by_id",
    "membership_id",
    "given_at",
)
QUALIFICATION_COLUMNS = ("bid_id", "passed", "grounds", "reason", "decided_by_id", "decided_at")
# The team's names may be erased one day; everything else of an opened bid stays as it was opened.
OPENED_COLUMNS = (
    "bid_id",
    "version_id",
    "final_of_id",
    "price",
    "plan",
    "schedule",
    "participation",
    "facts",
    "parties",
    "salt",
    "hash_ok",
    "valid",
    "invalid_reason",
    "opened_at",
)
# By table what is never changed; without columns, all of it.
GUARDED: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(APPEND_ONLY, ()),
    "bids_openedbid": OPENED_COLUMNS,
    "bids_qualification": QUALIFICATION_COLUMNS,
    "bids_qualificationview": VIEW_COLUMNS,
}
# What a hint shows of a person may be erased one day.
HINT_COLUMNS = ("hint_id", "bid_id", "position", "file")


class BidsConfig(AppConfig):
    name = "tendering.bids"
    label = "bids"
    verbose_name = _("Bids")

    def ready(self) -> None:
        """Declare what only grows, give the stage its words, say who reads its stories and files."""
        from django.core import checks

        from catalog import departures
        from marketplace.audit import readers, sentences, triggers
        from marketplace.files import access
        from marketplace.notifications import kinds
        from marketplace.ui import duties, navigation, refusals
        from tendering.bids import draft_keys, permissions
        from tendering.bids.file_readers import may_read
        from tendering.bids.rules.content import LARGEST_FILE
        from tendering.bids.services import opening
        from tendering.bids.services.departures import withdraw_open_bids
        from tendering.bids.services.drafts import PURPOSE
        from tendering.bids.wording.others import DUTIES, KINDS, OWN_BIDS, SENTENCES
        from tendering.bids.wording.refusals import REFUSALS

        assert opening.TOPIC  # the import registers the topic's handler
        for table, columns in GUARDED.items():
            triggers.register(table, columns=columns)
        refusals.register(REFUSALS)
        navigation.register(OWN_BIDS)
        duties.register(DUTIES)
        kinds.register(KINDS)
        sentences.register(SENTENCES)
        # The public sees the record of the opening.
        readers.register_closed("bids.Bid", permissions.can_read, OF_CALL)
        readers.register_closed("bids.Opening", permissions.reads_opening, OF_CALL)
        readers.withhold("bids.Bid", permissions.hidden)
        access.register(PURPOSE, may_read, largest=LARGEST_FILE)
        departures.register(withdraw_open_bids)
        checks.register(draft_keys.check_draft_key, checks.Tags.security, deploy=True)
        self._links()
        self._hints()
        self._consortia()
        self._rounds()

    @staticmethod
    def _links() -> None:
        """Where a call's page goes on."""
        from tendering.bids.queries.onward import answered, answering, joint_links, links
        from tendering.demands import calls
        from tendering.tenders import links as of_calls

        of_calls.register(links)
        of_calls.register_answering(answering)
        of_calls.register_joint(joint_links)
        calls.register_in_touch(answered)

    @staticmethod
    def _hints() -> None:
        """Hints of collusion: what only grows, and who reads of them."""
        from marketplace.audit import readers, triggers
        from tendering.bids import permissions
        from tendering.bids.models import CollusionHint

        triggers.register("bids_hintinput", columns=HINT_COLUMNS)
        readers.register_closed("bids.CollusionHint", permissions.reads_hints, OF_CALL)
        readers.withhold("bids.CollusionHint", CollusionHint.objects.all)

    @staticmethod
    def _consortia() -> None:
        """What concerns those who answer together."""
        from marketplace.audit import sentences
        from marketplace.notifications import kinds
        from marketplace.ui import duties, refusals
        from tendering.bids.wording import consortium

        refusals.register(consortium.REFUSALS)
        duties.register(consortium.DUTIES)
        kinds.register(consortium.KINDS)
        sentences.register(consortium.SENTENCES)

    @staticmethod
    def _rounds() -> None:
        """The same for rounds of consultations, whose deadlines a suspension moves."""
        from marketplace.audit import readers, sentences
        from marketplace.notifications import kinds
        from marketplace.ui import duties, refusals
        from tendering.bids import permissions
        from tendering.bids.services import round_closing
        from tendering.bids.wording import rounds
        from tendering.tenders.services import suspending

        assert round_closing.TOPIC  # the import registers the topic's handler
        refusals.register(rounds.REFUSALS)
        duties.register(rounds.DUTIES)
        kinds.register(rounds.KINDS)
        sentences.register(rounds.SENTENCES)
        readers.register_closed("bids.RoundOpening", permissions.reads_opening, f"round__{OF_CALL}")
        suspending.register(round_closing.shift_deadline)
