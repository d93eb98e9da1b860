"""State machines of the roster (domain 3.1)."""

from django.utils.translation import gettext_lazy as _

from catalog.rules.experts import PoolState as P
from catalog.rules.states import ApplicationState as A
from catalog.rules.states import EntryState as E
from catalog.rules.states import ObjectionState as O
from catalog.rules.states import OfferState as F
from marketplace.accounts.rules import Role
from marketplace.primitives.state_machine import CLOCK, StateMachine, Transition

PROVIDER = (Role.PROVIDER_ADMIN,)
DISTRICT = (Role.DISTRICT,)
KEEPERS = (Role.DISTRICT, Role.CURATOR)
ANYONE = ("anyone",)
DIRECTLY, BY_ASSESSMENT = "no_assessment", "assessment"
LAST_ONE, OTHERS_OPEN = "last_open", "others_open"

APPLICATION: StateMachine[A] = StateMachine(
    "roster_application",
    [
        Transition(None, "start", PROVIDER, "", A.DRAFT, _("start an application")),
        Transition(A.DRAFT, "submit", PROVIDER, "", A.SUBMITTED, _("submit")),
        Transition(A.RETURNED, "submit", PROVIDER, "", A.SUBMITTED, _("submit again")),
        Transition(A.SUBMITTED, "return", DISTRICT, "", A.RETURNED, _("return for correction")),
        Transition(A.SUBMITTED, "reject", DISTRICT, "", A.REJECTED, _("reject")),
        Transition(A.SUBMITTED, "accept", DISTRICT, DIRECTLY, A.PUBLICITY, _("accept and publicise")),
        Transition(A.SUBMITTED, "accept", DISTRICT, BY_ASSESSMENT, A.ASSESSING, _("accept for assessment")),
        Transition(A.ASSESSING, "score", (Role.EXPERT,), "", A.SCORED, _("assess")),
        Transition(A.SCORED, "pass", DISTRICT, "", A.PUBLICITY, _("pass and publicise")),
        Transition(A.SCORED, "fail", DISTRICT, "", A.REJECTED, _("fail")),
        Transition(A.PUBLICITY, "object", ANYONE, "", A.OBJECTION_HOLD, _("object")),
        Transition(A.OBJECTION_HOLD, "object", ANYONE, "", A.OBJECTION_HOLD, _("object too")),
        Transition(A.OBJECTION_HOLD, "dismiss", DISTRICT, LAST_ONE, A.PUBLICITY, _("dismiss the objection")),
        Transition(A.OBJECTION_HOLD, "dismiss", DISTRICT, OTHERS_OPEN, A.OBJECTION_HOLD, _("dismiss one objection")),
        Transition(A.OBJECTION_HOLD, "uphold", DISTRICT, "", A.REJECTED, _("uphold the objection")),
        Transition(A.PUBLICITY, "elapse", (CLOCK,), "", A.LISTED, _("publicity ends, admitted")),
    ],
)

ENTRY: StateMachine[E] = StateMachine(
    "roster_entry",
    [
        Transition(None, "list", (CLOCK,), "", E.LISTED, _("list")),
        Transition(E.LISTED, "renew", (CLOCK,), "", E.LISTED, _("renew")),
        Transition(E.REVIEW_DUE, "renew", (CLOCK,), "", E.LISTED, _("renew")),
        Transition(E.WATCH, "renew", (CLOCK,), "", E.LISTED, _("renew")),
        Transition(E.EXPIRED, "renew", (CLOCK,), "", E.LISTED, _("renew")),
        Transition(E.REMOVED, "renew", (CLOCK,), "", E.LISTED, _("list again")),
        Transition(E.LISTED, "call_review", (CLOCK,), "", E.REVIEW_DUE, _("yearly review falls due")),
        Transition(E.REVIEW_DUE, "confirm", DISTRICT, "", E.LISTED, _("confirm the yearly review")),
        Transition(E.REVIEW_DUE, "lapse_review", (CLOCK,), "", E.SUSPENDED, _("suspend for a missed review")),
        Transition(E.LISTED, "watch", (CLOCK,), "", E.WATCH, _("put on watch")),
        Transition(E.REVIEW_DUE, "watch", (CLOCK,), "", E.WATCH, _("put on watch")),
        Transition(E.WATCH, "recover", (CLOCK,), "", E.LISTED, _("take off watch")),
        Transition(E.LISTED, "suspend", (*DISTRICT, CLOCK), "", E.SUSPENDED, _("suspend")),
        Transition(E.REVIEW_DUE, "suspend", (*DISTRICT, CLOCK), "", E.SUSPENDED, _("suspend")),
        Transition(E.WATCH, "suspend", (*DISTRICT, CLOCK), "", E.SUSPENDED, _("suspend")),
        Transition(E.SUSPENDED, "restore", DISTRICT, "", E.LISTED, _("restore")),
        Transition(E.LISTED, "expire", (CLOCK,), "", E.EXPIRED, _("expire")),
        Transition(E.REVIEW_DUE, "expire", (CLOCK,), "", E.EXPIRED, _("expire")),
        Transition(E.WATCH, "expire", (CLOCK,), "", E.EXPIRED, _("expire")),
        Transition(E.SUSPENDED, "expire", (CLOCK,), "", E.EXPIRED, _("expire")),
        *(
            Transition(state, "remove", DISTRICT, "", E.REMOVED, _("remove"))
            for state in (E.LISTED, E.REVIEW_DUE, E.WATCH, E.SUSPENDED, E.EXPIRED)
        ),
    ],
)

OBJECTION: StateMachine[O] = StateMachine(
    "roster_objection",
    [
        Transition(None, "file", ANYONE, "", O.OPEN, _("object")),
        Transition(O.OPEN, "dismiss", DISTRICT, "", O.DISMISSED, _("dismiss")),
        Transition(O.OPEN, "uphold", DISTRICT, "", O.UPHELD, _("uphold")),
    ],
)

EXPERT: StateMachine[P] = StateMachine(
    "expert",
    [
        Transition(None, "admit", DISTRICT, "", P.ACTIVE, _("take into the pool")),
        Transition(P.RETIRED, "admit", DISTRICT, "", P.ACTIVE, _("take into the pool again")),
        Transition(P.ACTIVE, "suspend", DISTRICT, "", P.SUSPENDED, _("suspend")),
        Transition(P.SUSPENDED, "restore", DISTRICT, "", P.ACTIVE, _("restore")),
        Transition(P.ACTIVE, "retire", DISTRICT, "", P.RETIRED, _("take out of the pool")),
        Transition(P.SUSPENDED, "retire", DISTRICT, "", P.RETIRED, _("take out of the pool")),
    ],
)

OFFER: StateMachine[F] = StateMachine(
    "service_offer",
    [
        Transition(None, "draft", PROVIDER, "", F.DRAFT, _("write an offer")),
        Transition(F.DRAFT, "submit", PROVIDER, "", F.CHECKING, _("submit")),
        Transition(F.CHECKING, "return", KEEPERS, "", F.DRAFT, _("return for correction")),
        Transition(F.CHECKING, "publish", KEEPERS, "", F.PUBLISHED, _("publish")),
        Transition(F.PUBLISHED, "pause", PROVIDER, "", F.PAUSED, _("pause")),
        Transition(F.PAUSED, "resume", PROVIDER, "", F.PUBLISHED, _("resume")),
        Transition(F.DRAFT, "withdraw", PROVIDER, "", F.WITHDRAWN, _("withdraw")),
        Transition(F.CHECKING, "withdraw", PROVIDER, "", F.WITHDRAWN, _("withdraw")),
        Transition(F.PUBLISHED, "withdraw", PROVIDER, "", F.WITHDRAWN, _("withdraw")),
        Transition(F.PAUSED, "withdraw", PROVIDER, "", F.WITHDRAWN, _("withdraw")),
        Transition(F.PUBLISHED, "take_down", KEEPERS, "", F.WITHDRAWN, _("take down")),
        Transition(F.PAUSED, "take_down", KEEPERS, "", F.WITHDRAWN, _("take down")),
        Transition(F.PUBLISHED, "expire", (CLOCK,), "", F.EXPIRED, _("expire")),
        Transition(F.PAUSED, "expire", (CLOCK,), "", F.EXPIRED, _("expire")),
    ],
)
