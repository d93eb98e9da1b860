"""The roster's closed lists of words: lists, grades, states, kinds."""

from enum import StrEnum


class RosterList(StrEnum):
    """Which list of the roster (R28): the 45, the 37, and enterprises admitted to major tenders only."""

    SOCIAL_ORGANIZATION = "social_organization"
    SOCIAL_ENTERPRISE = "social_enterprise"
    ENTERPRISE = "enterprise"


class Grade(StrEnum):
    """Assessment grade of the civil affairs authority (评估等级)."""

    A5 = "5A"
    A4 = "4A"
    A3 = "3A"
    A2 = "2A"
    A1 = "1A"
    NONE = "none"


class ApplicationState(StrEnum):
    """Where an application for the roster stands (domain 3.1)."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    ASSESSING = "assessing"
    SCORED = "scored"
    PUBLICITY = "publicity"
    OBJECTION_HOLD = "objection_hold"
    LISTED = "listed"
    REJECTED = "rejected"


class EntryState(StrEnum):
    """Where an entry of the roster stands (domain 3.1)."""

    LISTED = "listed"
    REVIEW_DUE = "review_due"
    WATCH = "watch"
    SUSPENDED = "suspended"
    EXPIRED = "expired"
    REMOVED = "removed"


class ObjectionState(StrEnum):
    """Whether an objection to an admission has been answered, and how."""

    OPEN = "open"
    DISMISSED = "dismissed"
    UPHELD = "upheld"


class OfferState(StrEnum):
    """Where an offer of services stands (domain 3.1)."""

    DRAFT = "draft"
    CHECKING = "checking"
    PUBLISHED = "published"
    PAUSED = "paused"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class FileKind(StrEnum):
    """What an uploaded file proves."""

    REGISTRATION = "registration"
    ANNUAL_REPORT = "annual_report"
    BANK_ACCOUNT = "bank_account"
    TAX_AND_INSURANCE = "tax_and_insurance"
    GRADE_CERTIFICATE = "grade_certificate"
    ENTERPRISE_CERTIFICATE = "enterprise_certificate"
    OTHER = "other"


class CreditKind(StrEnum):
    """Why credit points changed; all but `START` name a key of the rule set's `roster.credit`."""

    START = "start"
    LATE_DELIVERY = "late_delivery"
    FAILED_ACCEPTANCE = "failed_acceptance"
    LOW_SATISFACTION = "low_satisfaction"
    RECTIFIED_IN_TIME = "rectified_in_time"
    WITHDRAWN_AFTER_AWARD = "withdrawn_after_award"


class RemovalGround(StrEnum):
    """Why an entry leaves the roster for good (domain 3.1)."""

    SERIOUS_LIST = "serious_list"
    FALSE_MATERIAL = "false_material"
    REQUEST = "request"


LIVE_APPLICATION = frozenset(
    {
        ApplicationState.DRAFT,
        ApplicationState.SUBMITTED,
        ApplicationState.RETURNED,
        ApplicationState.ASSESSING,
        ApplicationState.SCORED,
        ApplicationState.PUBLICITY,
        ApplicationState.OBJECTION_HOLD,
    }
)
IN_THE_PROVIDERS_HANDS = frozenset({ApplicationState.DRAFT, ApplicationState.RETURNED})
# In somebody's hands or before the public; the others have ended.
LIVE_OFFER = frozenset({OfferState.DRAFT, OfferState.CHECKING, OfferState.PUBLISHED, OfferState.PAUSED})
IN_FORCE = frozenset({EntryState.LISTED, EntryState.REVIEW_DUE, EntryState.WATCH})
