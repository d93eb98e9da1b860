"""What other apps call, inside the transaction of their act."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from marketplace.notifications import kinds, rules
from marketplace.outbox.services import publish

TOPIC = "notify"


def notify(*, kind: str, recipients: Iterable[int], url: str, parameters: Mapping[str, str]) -> None:
    """Tell people something once the transaction is through; nobody is told twice by one call.

    Args:
        kind: registered with `kinds.register`.
        recipients: ids of users; repeated and unknown ones do no harm, inactive people are left out.
        url: the page of the portal where the reader sees or does what the message is about.
        parameters: values for the words; amounts as ``186000.00``, days and moments in ISO 8601 are shown
            as the reader's language writes them.

    Raises:
        LookupError: nobody registered the kind.
        ValueError: the words need a parameter that is not given, or `url` leads out of the portal.
    """
    registered = kinds.registered()[kind]
    if lacking := registered.placeholders() - set(parameters):
        message = f"{kind} lacks {sorted(lacking)}"
        raise ValueError(message)
    if not rules.is_local(url):
        message = f"{kind} leads out of the portal: {url}"
        raise ValueError(message)
    people = sorted(set(recipients))
    if people:
        payload = {"kind": kind, "recipients": people, "url": url, "parameters": dict(parameters)}
        publish(topic=TOPIC, payload=payload)
