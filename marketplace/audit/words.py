"""Sentences of the acts of this app and of the outbox, which stands below it."""

from django.utils.translation import gettext_lazy as _

from marketplace.audit import sentences
from marketplace.audit.sentences import Sentence

sentences.register(
    {
        "audit.person.erased": Sentence(_("%(actor)s erased a person's %(count)s values from the log")),
        "audit.values.erased": Sentence(_("%(actor)s erased %(count)s personal values from the log")),
        "outbox.message.retried": Sentence(_("%(actor)s let a message (%(topic)s) be sent again")),
        "outbox.message.discarded": Sentence(_("%(actor)s discarded a message (%(topic)s)")),
    }
)
