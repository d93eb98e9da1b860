"""Sentences of the acts of this app and of the outbox, which stands below it; words of refusals, links."""

from django.utils.translation import gettext_lazy as _

from marketplace.audit import readers, sentences
from marketplace.audit.sentences import Sentence
from marketplace.ui import navigation, refusals
from marketplace.ui.navigation import Area, Item
from marketplace.ui.refusals import Words

sentences.register(
    {
        "audit.person.erased": Sentence(_("%(actor)s erased a person's %(count)s values from the log")),
        "audit.values.erased": Sentence(_("%(actor)s erased %(count)s personal values from the log")),
        "outbox.message.retried": Sentence(_("%(actor)s let a message (%(topic)s) be sent again")),
        "outbox.message.discarded": Sentence(_("%(actor)s discarded a message (%(topic)s)")),
    }
)
refusals.register(
    {
        "audit.not_reader": Words(
            text=_("This record is open to those in charge of the object, and to auditors."),
            rule=_("Every office reads the record of its own area, auditors and discipline inspection read all."),
            todo=_("Switch to the role in which you are in charge, or ask the office for the information."),
        ),
    }
)
navigation.register(
    Item(
        key="audit",
        label=_("Log of all acts"),
        url_name="audit:entries",
        area=Area.OVERSIGHT,
        roles=readers.READ_ALL,
        order=70,
    ),
    Item(
        key="checkpoints",
        label=_("Published fingerprints of the log"),
        url_name="audit:checkpoints",
        area=Area.OVERSIGHT,
        order=90,
    ),
)
