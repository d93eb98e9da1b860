"""The words a rule set may use: every closed list of codes (domain 7)."""

from enum import StrEnum


class Tier(StrEnum):
    """How much flow a project demands (小微 / 一般 / 重大, R38)."""

    MICRO = "micro"
    ORDINARY = "ordinary"
    MAJOR = "major"

    @property
    def rank(self) -> int:
        """0 for micro, 2 for major: a tier may be raised, never lowered."""
        return list(Tier).index(self)


class Method(StrEnum):
    """How a contractor is found (发包方式)."""

    INQUIRY = "inquiry"
    COMPARISON_INVITED = "comparison_invited"
    COMPARISON_PUBLIC = "comparison_public"
    DIRECT_AWARD = "direct_award"
    RESIDENT_IMPLEMENTED = "resident_implemented"
    AGREED = "agreed"
    CONSULTATION = "consultation"
    OPEN_TENDER = "open_tender"


class Flag(StrEnum):
    """A project's nature, where it raises the tier (domain 2.2)."""

    STRUCTURAL_WORKS = "structural_works"
    MULTI_YEAR = "multi_year"
    CROSS_COMMUNITY = "cross_community"
    DESIGN_CONTEST_CONSTRUCTION = "design_contest_construction"
    MOSTLY_COFUNDED = "mostly_cofunded"


class Kind(StrEnum):
    """What is bought."""

    SERVICE = "service"
    GOODS = "goods"
    WORKS = "works"
    ACTIVITY = "activity"


class AmountBase(StrEnum):
    """Which sum decides route and tier (R20)."""

    TOTAL = "total"
    FUND_PART = "fund_part"


class Regime(StrEnum):
    """Whether local rules or the procurement statute binds (domain 2.1)."""

    LOCAL = "local"
    STATUTORY = "statutory"


class Step(StrEnum):
    """The nine steps from proposal to verdict, in order."""

    PROPOSED = "proposed"
    DELIBERATED = "deliberated"
    DECIDED = "decided"
    CALL = "call"
    EVALUATION = "evaluation"
    PUBLICITY = "publicity"
    CONTRACT = "contract"
    ACCEPTANCE = "acceptance"
    VERDICT = "verdict"


class DecidingBody(StrEnum):
    """Which residents' body decides (R25)."""

    RESIDENTS_REPRESENTATIVE_MEETING = "residents_representative_meeting"
    RESIDENTS_COUNCIL = "residents_council"


class ClockScope(StrEnum):
    """Whether street and district share one decision clock (R21)."""

    BOTH_LEVELS = "both_levels"
    EACH_LEVEL = "each_level"


class ApprovalLevel(StrEnum):
    """Who stands between a resolution and its money."""

    FILE = "file"
    STREET = "street"
    DISTRICT = "district"


class NegativeItem(StrEnum):
    """What the fund never pays (负面清单, domain 2.10)."""

    PRIVATE_COST = "private_cost"
    LIABLE_PARTY_COST = "liable_party_cost"
    GOVERNMENT_DUTY = "government_duty"


class SplittingWindow(StrEnum):
    """Over what time projects of one community and scope item are summed (化整为零)."""

    FISCAL_YEAR = "fiscal_year"


class Office(StrEnum):
    """An office that approves, confirms, opens or observes; values are roles."""

    COMMUNITY = "community"
    STREET = "street"
    DISTRICT = "district"
    SUPERVISION_COMMITTEE = "supervision_committee"
    DISCIPLINE = "discipline"


# Offices that watch a call but decide nothing on a bid.
WATCHING = frozenset({Office.SUPERVISION_COMMITTEE, Office.DISCIPLINE})


class Evaluation(StrEnum):
    """How offers are compared."""

    LOWEST_COMPLIANT = "lowest_compliant"
    PLAN_SCORE = "plan_score"
    PRICE_NOTE = "price_note"
    RESOLUTION = "resolution"
    COMPREHENSIVE = "comprehensive"


class Gate(StrEnum):
    """Whether being on the roster is a condition to bid (domain 3.1)."""

    REQUIRED = "required"
    PREFERRED = "preferred"
    OPEN = "open"


class Subjective(StrEnum):
    """How members' points become one: of all members, or without the highest and the lowest total of each bid."""

    MEAN = "mean"
    TRIMMED_MEAN = "trimmed_mean"


class Tie(StrEnum):
    """What decides between equal totals, in order (domain 2.5)."""

    LOWER_QUOTE = "lower_quote"
    HIGHER_PLAN_SCORE = "higher_plan_score"
    RECORDED_DRAW = "recorded_draw"


class FileWithin(StrEnum):
    """When a local objection may be filed."""

    PUBLICITY = "publicity"


class Objector(StrEnum):
    """Who may object."""

    BIDDER = "bidder"
    RESIDENT = "resident"


class PaymentTrigger(StrEnum):
    """What makes a payment stage due, in order."""

    SIGNING = "signing"
    MIDTERM_VERIFIED = "midterm_verified"
    ACCEPTED_AND_SATISFIED = "accepted_and_satisfied"


class CheckpointKind(StrEnum):
    """The leading group's three checkpoints (R46)."""

    EARLY = "early"
    MIDTERM = "midterm"
    FINAL = "final"


class Counts(StrEnum):
    """Whose answers make the satisfaction rate (R49)."""

    PANEL = "panel"
    SURVEY = "survey"
    BOTH = "both"


class Answer(StrEnum):
    """The five answers of a satisfaction sheet."""

    VERY_SATISFIED = "very_satisfied"
    SATISFIED = "satisfied"
    NEUTRAL = "neutral"
    DISSATISFIED = "dissatisfied"
    VERY_DISSATISFIED = "very_dissatisfied"


class CriterionKind(StrEnum):
    """Points by members, or by formula from facts of the bid."""

    SUBJECTIVE = "subjective"
    OBJECTIVE = "objective"


class PublicStage(StrEnum):
    """What must be made public, in the order of the year and of a project (R43, domain 3.10)."""

    ALLOCATION = "allocation"
    PROPOSALS = "proposals"
    RESOLUTION = "resolution"
    APPROVAL = "approval"
    TENDER = "tender"
    AWARD = "award"
    CONTRACT = "contract"
    PROGRESS = "progress"
    VERDICT = "verdict"


class PublicContent(StrEnum):
    """What is told (R61)."""

    POLICY = "policy"
    AMOUNT = "amount"
    SCOPE = "scope"
    WORKFLOW = "workflow"
    PROGRESS = "progress"
    EFFECT = "effect"
    RESULT = "result"


class PublicChannel(StrEnum):
    """Where it is told (R61)."""

    PORTAL = "portal"
    NOTICE_BOARD = "notice_board"
    COURTYARD = "courtyard"
    LEAFLET = "leaflet"
    CHAT_GROUP = "chat_group"
    OFFICIAL_ACCOUNT = "official_account"
    DISPLAY = "display"
    BLACKBOARD = "blackboard"
