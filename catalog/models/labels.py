"""What the closed lists of `catalog.rules.states` are called, as a person reads them."""

from collections.abc import Mapping
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from catalog.rules.experts import PoolState, TieKind
from catalog.rules.states import (
    ApplicationState,
    CreditKind,
    EntryState,
    FileKind,
    Grade,
    ObjectionState,
    OfferState,
    RemovalGround,
    RosterList,
)
from marketplace.ui.text import Text

Labels = Mapping[StrEnum, Text]

ROSTER_LISTS: Labels = {
    RosterList.SOCIAL_ORGANIZATION: _("Social organisations"),
    RosterList.SOCIAL_ENTERPRISE: _("Social enterprises"),
    RosterList.ENTERPRISE: _("Enterprises"),
}
GRADES: Labels = {
    Grade.A5: "5A",
    Grade.A4: "4A",
    Grade.A3: "3A",
    Grade.A2: "2A",
    Grade.A1: "1A",
    Grade.NONE: _("Not graded"),
}
APPLICATION_STATES: Labels = {
    ApplicationState.DRAFT: _("Being written"),
    ApplicationState.SUBMITTED: _("Waiting for the district's check"),
    ApplicationState.RETURNED: _("Returned for correction"),
    ApplicationState.ASSESSING: _("In capability assessment"),
    ApplicationState.SCORED: _("Assessed"),
    ApplicationState.PUBLICITY: _("In publicity"),
    ApplicationState.OBJECTION_HOLD: _("Held by an objection"),
    ApplicationState.LISTED: _("Admitted"),
    ApplicationState.REJECTED: _("Not admitted"),
}
ENTRY_STATES: Labels = {
    EntryState.LISTED: _("Listed"),
    EntryState.REVIEW_DUE: _("Yearly review due"),
    EntryState.WATCH: _("On watch"),
    EntryState.SUSPENDED: _("Suspended"),
    EntryState.EXPIRED: _("Expired"),
    EntryState.REMOVED: _("Removed"),
}
OBJECTION_STATES: Labels = {
    ObjectionState.OPEN: _("Waiting for an answer"),
    ObjectionState.DISMISSED: _("Dismissed"),
    ObjectionState.UPHELD: _("Upheld"),
}
OFFER_STATES: Labels = {
    OfferState.DRAFT: _("Being written"),
    OfferState.CHECKING: _("Waiting for the district's check"),
    OfferState.PUBLISHED: _("Published"),
    OfferState.PAUSED: _("Paused"),
    OfferState.WITHDRAWN: _("Withdrawn"),
    OfferState.EXPIRED: _("Expired"),
}
FILE_KINDS: Labels = {
    FileKind.REGISTRATION: _("Registration certificate or licence"),
    FileKind.ANNUAL_REPORT: _("Latest annual report"),
    FileKind.BANK_ACCOUNT: _("Bank account permit"),
    FileKind.TAX_AND_INSURANCE: _("Tax and social insurance record"),
    FileKind.GRADE_CERTIFICATE: _("Assessment grade certificate"),
    FileKind.ENTERPRISE_CERTIFICATE: _("Social enterprise certificate"),
    FileKind.OTHER: _("Other proof"),
}
CREDIT_KINDS: Labels = {
    CreditKind.START: _("Starting points"),
    CreditKind.LATE_DELIVERY: _("Late delivery"),
    CreditKind.FAILED_ACCEPTANCE: _("Failed acceptance"),
    CreditKind.LOW_SATISFACTION: _("Satisfaction below the bar"),
    CreditKind.RECTIFIED_IN_TIME: _("Rectified in time"),
    CreditKind.WITHDRAWN_AFTER_AWARD: _("Withdrawn after award"),
}
REMOVAL_GROUNDS: Labels = {
    RemovalGround.SERIOUS_LIST: _("On the serious-dishonesty list"),
    RemovalGround.FALSE_MATERIAL: _("False material"),
    RemovalGround.REQUEST: _("At the provider's own request"),
}

POOL_STATES: Labels = {
    PoolState.ACTIVE: _("May be drawn"),
    PoolState.SUSPENDED: _("Suspended"),
    PoolState.RETIRED: _("Left the pool"),
}
TIE_KINDS: Labels = {
    TieKind.LEADERSHIP: _("Led it, or sat on its board"),
    TieKind.SHAREHOLDING: _("Holds a share of it"),
    TieKind.ADVICE: _("Advised it, or planned for it"),
    TieKind.KINSHIP: _("Related to its head"),
    TieKind.ASSESSMENT: _("Assessed it"),
    TieKind.OTHER: _("Another relation"),
}


def choices(labels: Labels) -> list[tuple[str, Text]]:
    """The labels as a model field's choices."""
    return [(value.value, label) for value, label in labels.items()]
