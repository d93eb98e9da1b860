"""The words of the public calendar and of public documents."""

from django.utils.translation import gettext_lazy as _

from tendering.demands.wording.planners import PLANNED_BY
from tendering.tenders.wording.barriers import FIELDS as TEXTS
from tendering.tenders.wording.prices import FIXED_PRICE_NAME
from tendering.tenders.wording.timetable import WORDS as STEPS

WORDS = STEPS | {
    "announced": _("Call announced"),
    "publicity": _("Publicity of the result begins"),
    "cancelled": _("Call cancelled"),
    "failed": _("Call failed"),
    "final_quotes": _("Final quotes close"),
    "revised_plans": _("Revised plans close"),
    "suspended": _("Call suspended"),
    "resumes": _("The suspension ends by itself"),
    "resumed": _("Call resumed"),
}
# What stands in the body of a stored notice.
FIELDS = TEXTS | {
    "amount": _("Amount"),
    "answers": _("Answers counted"),
    "attendance": _("People reached"),
    "award": _("Award"),
    "ordered_by": _("Ordered by"),
    "error": _("Error"),
    "working_days": _("Working days that count in no period"),
    "ceiling": _("Ceiling"),
    "change_agreed_by": _("Agreed by"),
    "changed_from": _("Method of the failed call"),
    "complexity": _("Declared complex"),
    "complexity_declared_by": _("Declared by"),
    "panel_size": _("Members that judge"),
    "contact_name": _("Contact person"),
    "contact_phone": _("Contact phone"),
    "consortium": _("Bids by a consortium"),
    "contractor": _("Contractor"),
    "deadline_at": _("Deadline"),
    "ends_at": _("Publicity ends"),
    "fixed_price": FIXED_PRICE_NAME,
    "method": _("Method"),
    "planned_by": PLANNED_BY,
    "milestone": _("Milestone"),
    "minimum_responses": _("Least responses"),
    "note": _("Note"),
    "paid": _("Paid"),
    "period_from": _("Period from"),
    "period_to": _("Period to"),
    "price": _("Award sum"),
    "publicity_working_days": _("Days of publicity of the result"),
    "rank": _("Rank"),
    "reason": _("Reason"),
    "rectify": _("To be put right"),
    "report": _("Acceptance report"),
    "round": _("Round"),
    "satisfied": _("Satisfied"),
    "settlement": _("Settlement"),
    "spent": _("Spent"),
    "sum": _("Contract sum"),
    "supervision_phone": _("Supervision phone"),
    "terms": _("What is delivered"),
    "text": _("What was reported"),
    "title": _("Project"),
    "until": _("It goes on by itself after"),
}
