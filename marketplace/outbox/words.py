"""Words of the outbox's refusals and duties."""

from django.utils.translation import gettext_lazy as _

from marketplace.outbox.permissions import OPERATOR
from marketplace.ui import duties, navigation, refusals
from marketplace.ui.duties import DutyWords
from marketplace.ui.navigation import Area, Item
from marketplace.ui.refusals import Words

_LETTERS = _("What could not be sent waits for an operator, who sends it again or discards it with a reason.")

refusals.register(
    {
        "outbox.operator_only": Words(
            text=_("Only operators look after outgoing messages."),
            rule=_LETTERS,
            todo=_("Switch to your operator role, if you hold one."),
        ),
        "outbox.not_waiting": Words(
            text=_("The message was delivered or discarded meanwhile."),
            rule=_LETTERS,
            todo=_("Go back to the list; there is nothing left to do."),
        ),
        "outbox.kept": Words(
            text=_("Messages of this kind are not discarded."),
            rule=_("What an office decided, or a person must learn, does not end with an operator."),
            todo=_("Mend what keeps it, then try it again."),
        ),
        "outbox.reason_missing": Words(
            text=_("Say why the message is discarded."),
            rule=_LETTERS,
            todo=_("Enter a reason; it stays in the log."),
        ),
    }
)
duties.register(
    {
        "outbox.dead_letters": DutyWords(
            title=_("Messages could not be sent"),
            button=_("Look after them"),
            detail=_("%(count)s dead letters"),
        )
    }
)
navigation.register(
    Item(
        key="outbox",
        label=_("Outgoing messages"),
        url_name="outbox:messages",
        area=Area.OVERSIGHT,
        roles=(OPERATOR,),
        order=80,
    )
)
