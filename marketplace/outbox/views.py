"""What operators see of the outbox."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from marketplace.outbox import queries, registry, services
from marketplace.outbox.models import Message, MessageState
from marketplace.outbox.permissions import OPERATOR
from marketplace.ui.components import Crumb, Fact
from marketplace.ui.drawing import values
from marketplace.ui.forms import FilterForm, ReasonForm
from marketplace.ui.refusals import words
from marketplace.ui.text import Text
from marketplace.ui.views import Column, DetailPage, Kind, ListPage, ObjectActView

COLOURS = {
    MessageState.WAITING: "open",
    MessageState.FAILED: "review",
    MessageState.DEAD: "late",
    MessageState.DELIVERED: "public",
}


class MessageFilter(FilterForm):
    """By state and topic; without a state, everything not delivered."""

    state = forms.ChoiceField(label=_("State"), choices=[("", _("Not delivered")), *MessageState.choices])
    topic = forms.ChoiceField(label=_("Topic"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        topics = forms.ChoiceField(label=_("Topic"), required=False)
        topics.choices = [("", _("All")), *((topic, registry.label(topic)) for topic in queries.topics())]
        self.fields["topic"] = topics

    lookups = {"topic": "topic"}


class MessageList(ListPage):
    """Messages that wait, failed or died."""

    roles = (OPERATOR,)
    title = _("Outgoing messages")
    lead = _("Everything the platform still has to send, and what could not be sent.")
    caption = _("Messages")
    nav = "outbox"
    template_name = "outbox/messages.html"
    default_sort = "-created"
    export_name = "outgoing-messages"
    filter_form_class = MessageFilter
    empty_title = _("No message is stuck")
    empty_text = _("What is published is on its way or has arrived.")
    columns = (
        Column(
            name="topic",
            label=_("Topic"),
            value=lambda row: registry.label(row.topic),
            sort=("topic",),
            heading=True,
            link=lambda row: _url("message", row.pk),
            sub=lambda row: row.topic,
        ),
        Column(
            name="state",
            label=_("State"),
            kind=Kind.TAG,
            value=lambda row: row.state.label,
            tag=lambda row: COLOURS.get(row.state, ""),
        ),
        Column(name="attempts", label=_("Attempts"), kind=Kind.NUMBER, sort=("attempts",)),
        Column(name="created", label=_("Written"), kind=Kind.MOMENT, value=lambda row: row.created_at, sort=("pk",)),
        Column(name="available_at", label=_("Next attempt"), kind=Kind.MOMENT, value=lambda row: _next_attempt(row)),
        Column(name="last_error", label=_("Last error"), value=lambda row: row.last_error[:80], wide_only=True),
    )

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds how far each topic is behind."""
        lags = queries.lags(getattr(self.request, "membership", None))
        return super().get_context(lags=[Fact(registry.label(lag.topic), _lag(lag)) for lag in lags], **context)

    def get_queryset(self) -> QuerySet[Message]:
        """Those in the chosen state."""
        state = self.filter_form.chosen().get("state")
        return queries.messages(getattr(self.request, "membership", None), MessageState(state) if state else None)


class MessagePage(DetailPage[Message]):
    """One message: when, how often, what went wrong; not what it says."""

    roles = (OPERATOR,)
    model = Message
    template_name = "outbox/message.html"
    nav = "outbox"

    def get_queryset(self) -> QuerySet[Message]:
        """All messages, delivered ones too."""
        return Message.objects.all()

    def get_title(self) -> str:
        """What it is, and its number."""
        return f"{registry.label(self.object.topic)} · {self.object.pk}"

    def get_crumbs(self) -> Sequence[Crumb]:
        """Back to the list."""
        return _crumbs()

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Facts and whether an operator can still act."""
        acting = self.object.state not in (MessageState.DELIVERED, MessageState.DISCARDED)
        return super().get_context(
            facts=_facts(self.object), can_act=acting, kept=registry.keeps(self.object.topic), **context
        )


class RetryMessage(ObjectActView[Message]):
    """Try again from the start."""

    roles = (OPERATOR,)
    model = Message
    title = _("Try the message again")
    intro = _("It is sent at once, and tried ten times more if it fails.")
    submit_label = _("Try again")
    success_message = _("The message is on its way again.")

    def get_crumbs(self) -> Sequence[Crumb]:
        """Back to the message."""
        return _crumbs(self.object)

    def act(self, form: Any) -> None:
        """Retry."""
        del form
        services.retry(message=self.object, by=getattr(self.request, "membership", None))


class DiscardMessage(ObjectActView[Message]):
    """Give up for good, with a reason."""

    roles = (OPERATOR,)
    model = Message
    title = _("Discard the message")
    intro = _("It will never be sent. Who discarded it and why stays in the log.")
    form_class = ReasonForm
    danger = True
    submit_label = _("Discard for good")
    success_message = _("The message is discarded.")

    def get_over(self) -> Text:
        """Why not, for what is only ever tried again."""
        return words(services.Kept()).text if registry.keeps(self.object.topic) else super().get_over()

    def get_crumbs(self) -> Sequence[Crumb]:
        """Back to the message."""
        return _crumbs(self.object)

    def act(self, form: Any) -> None:
        """Discard."""
        services.discard(
            message=self.object, by=getattr(self.request, "membership", None), reason=form.cleaned_data["reason"]
        )


def _crumbs(message: Message | None = None) -> list[Crumb]:
    crumbs = [Crumb(_("Outgoing messages"), reverse("outbox:messages"))]
    return [*crumbs, Crumb(str(message.pk), _url("message", message.pk))] if message is not None else crumbs


def _facts(message: Message) -> list[Fact]:
    return [
        Fact(_("Topic"), message.topic),
        Fact(_("State"), message.state.label),
        Fact(_("Written"), values.moment(message.created_at)),
        Fact(_("Attempts"), message.attempts),
        Fact(_("Next attempt"), _moment(_next_attempt(message))),
        Fact(_("Delivered"), _moment(message.delivered_at)),
        Fact(_("Names of its values"), ", ".join(sorted(message.payload)) or None),
        Fact(_("Last error"), message.last_error or None),
    ]


def _lag(lag: queries.Lag) -> SafeString:
    waiting = gettext("%(count)s waiting, the oldest since") % {"count": lag.number}
    return format_html("{} {}", waiting, values.moment(lag.since))


def _next_attempt(message: Message) -> Any:
    return message.available_at if message.state in (MessageState.WAITING, MessageState.FAILED) else None


def _moment(value: Any) -> object:
    return None if value is None else values.moment(value)


def _url(name: str, pk: int) -> str:
    return reverse(f"outbox:{name}", args=[pk])
