"""One-time codes: their digests, how they reach people, how guessing is slowed down (R49)."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from marketplace import clock
from marketplace.accounts.addresses import block_of
from marketplace.accounts.models import Membership
from marketplace.accounts.permissions import require
from marketplace.accounts.queries import read_letters
from marketplace.accounts.rules import Role
from marketplace.outbox.gateways import Channel, gateway
from marketplace.outbox.services import publish
from marketplace.primitives.refusal import InvalidInput, Refusal
from marketplace.ui.addresses import absolute
from marketplace.ui.formats import due
from tendering.contracts.models import Code, CodeAttempt, PanelMember, SatisfactionPanel
from tendering.contracts.permissions import require_committee
from tendering.contracts.rules import codes as rules
from tendering.contracts.rules.satisfaction_states import PanelState
from tendering.contracts.services.satisfaction.panels import locked, note

TOPIC = "contracts.satisfaction_code"
BY_ADDRESS, ADDRESS_WINDOW = 5, timedelta(minutes=15)
KEPT = timedelta(days=1)


class CodeWrong(InvalidInput):
    """No member of this panel has this code."""


class CodeUsed(Refusal):
    """Whoever has this code has answered."""


class TooManyAttempts(Refusal):
    """Too many wrong codes from this address."""

    status = 429


class NotOpen(Refusal):
    """The panel takes no answers now."""


@dataclass(frozen=True, slots=True)
class Slip:
    """What is printed for one member; the digits exist on this paper only."""

    member: PanelMember
    digits: str


def keyed(purpose: str, text: str) -> str:
    """A digest that a thief of the database cannot search through: it takes the installation's secret too."""
    return salted_hmac(f"contracts.satisfaction.{purpose}", text, algorithm="sha256").hexdigest()


def digest_of(panel_id: int, digits: str) -> str:
    """What is kept of a code."""
    return keyed(f"code.{panel_id}", digits)


def channel_for(member: PanelMember) -> Code.Channel:
    """By phone where there is one, else by an e-mail that is known to be the member's, else on paper."""
    if member.phone:
        return Code.Channel.SMS
    return Code.Channel.EMAIL if member.user and read_letters([member.user]) else Code.Channel.PAPER


def issue(member: PanelMember, channel: str, now: datetime) -> Code:
    """Ask for a code to be delivered; digits come into being on their way only. Inside the act's transaction."""
    code, _is_new = Code.objects.update_or_create(
        member=member, defaults={"channel": channel, "digest": "", "issued_at": now, "delivered_at": None}
    )
    if channel != Code.Channel.PAPER:
        publish(topic=TOPIC, payload={"code": code.pk})
    return code


def send_code(*, code_id: int, now: datetime) -> bool:
    """Make fresh digits and send them; a second delivery makes the first one's digits worthless.

    Returns:
        Whether a message went out: not for a code that was used, printed meanwhile, or whose panel has closed.
    """
    code = Code.objects.select_related("member__user", "member__panel__contract__demand").filter(pk=code_id).first()
    if code is None or code.is_used or code.channel == Code.Channel.PAPER:
        return False
    if code.member.panel.state != PanelState.OPEN:
        return False
    digits = rules.new_code()
    digest = digest_of(code.member.panel_id, digits)
    if not Code.objects.filter(pk=code.pk, is_used=False).update(digest=digest):
        return False
    _deliver(code, digits)
    Code.objects.filter(pk=code.pk).update(delivered_at=now)
    return True


def _deliver(code: Code, digits: str) -> None:
    member, panel = code.member, code.member.panel
    assert panel.ends_at is not None  # it is open
    with translation.override((member.user.language if member.user else "") or settings.LANGUAGE_CODE):
        title = panel.contract.demand.title
        text = _(
            "Please judge the project “%(title)s”. Your code: %(digits)s. Answer at %(url)s until %(end)s; once each, "
            "and nobody sees who answered what."
        ) % {
            "title": title,
            "digits": rules.grouped(digits),
            "url": answer_address(panel),
            "end": due(panel.ends_at),
        }
        subject = _("Please judge: %(title)s") % {"title": title}
    by_phone = code.channel == Code.Channel.SMS
    to = member.phone if by_phone else str(member.user.email if member.user else "")
    way = gateway(Channel.SMS if by_phone else Channel.EMAIL)
    way.send(to=to, subject="" if by_phone else subject, text=text, reference=f"satisfaction-{code.pk}")


def answer_address(panel: SatisfactionPanel) -> str:
    """The whole address of the page where members answer."""
    return absolute(reverse("contracts:satisfaction_answer", args=[panel.number]))


@transaction.atomic
def print_slips(*, panel: SatisfactionPanel, by: Membership, now: datetime) -> list[Slip]:
    """Fresh codes for members without phone and e-mail, for the printer, seen by the committee alone.

    Neither the community that ran the project nor the contractor ever holds a code. Slips printed before stay good; a
    lost one is issued again first (`send_again`).

    Raises:
        NotPermitted: `by` is not of the supervision committee, or works for the community too.
        NotOpen: the panel takes no answers now.
    """
    require_committee(by, panel)
    panel = _open(panel)
    waiting = Code.objects.select_for_update(of=("self",)).filter(
        member__panel=panel, channel=Code.Channel.PAPER, is_used=False, delivered_at__isnull=True
    )
    slips = []
    for code in waiting.select_related("member").order_by("pk"):
        digits = rules.new_code()
        code.digest, code.delivered_at = digest_of(panel.pk, digits), now
        code.save(update_fields=["digest", "delivered_at"])
        slips.append(Slip(code.member, digits))
    note(panel, "slips_printed", by, count=len(slips))
    return slips


@transaction.atomic
def send_again(*, member: PanelMember, by: Membership, now: datetime, on_paper: bool = False) -> Code:
    """A lost code is replaced; the old digits are worthless. Paper is the committee's, which prints it: the new code as
    well as the slip that becomes worthless.

    Raises:
        NotPermitted, NotOpen.
        CodeUsed: the member has answered.
    """
    community = member.panel.contract.demand.community
    if on_paper:
        require_committee(by, member.panel)
    require(by, Role.SUPERVISION_COMMITTEE, Role.COMMUNITY, place=community)
    panel = _open(member.panel)
    if Code.objects.filter(member=member, channel=Code.Channel.PAPER).exists():
        require_committee(by, member.panel)
    if Code.objects.filter(member=member, is_used=True).exists():
        raise CodeUsed("contracts.satisfaction.code_used")
    code = issue(member, Code.Channel.PAPER if on_paper else channel_for(member), now)
    note(panel, "code_replaced", by, channel=code.channel)
    return code


def _open(panel: SatisfactionPanel) -> SatisfactionPanel:
    panel = locked(panel)
    if panel.state != PanelState.OPEN:
        raise NotOpen("contracts.satisfaction.not_open")
    return panel


def admit(*, panel: SatisfactionPanel, text: str, address: str) -> Code:
    """The code a person typed; it is not used up yet.

    Args:
        address: where the request came from; only a keyed digest of its block is kept, for a day.

    Nothing is counted by panel: strangers could keep the members out. What protects the panel is the code itself:
    from ten thousand blocks day and night for ten days, 5 x 96 x 10 x 10,000 = 4.8e7 guesses hit one of thirty open
    codes of twelve digits with a chance of 4.8e7 x 30 / 1e12, one in seven hundred.

    Raises:
        TooManyAttempts: five wrong codes from one block in a quarter of an hour; from there the right code is refused
            then too, elsewhere it is taken.
        CodeWrong, CodeUsed, NotOpen. A wrong code is counted although the act is refused.
    """
    with transaction.atomic():
        panel = locked(panel)
        now = clock.read()
        if panel.state != PanelState.OPEN or panel.ends_at is None or now >= panel.ends_at:
            raise NotOpen("contracts.satisfaction.not_open")
        source = keyed("address", block_of(address))
        recent = CodeAttempt.objects.filter(address=source, attempted_at__gt=now - ADDRESS_WINDOW)
        if recent.count() >= BY_ADDRESS:
            raise TooManyAttempts("contracts.satisfaction.too_many_attempts")
        code = _matching(panel, text)
        if code is None:
            CodeAttempt.objects.create(panel=panel, address=source, attempted_at=now)
    # Raised outside, so that the attempt stays counted.
    if code is None:
        raise CodeWrong("contracts.satisfaction.code_wrong", field="code")
    if code.is_used:
        raise CodeUsed("contracts.satisfaction.code_used", field="code")
    return code


def _matching(panel: SatisfactionPanel, text: str) -> Code | None:
    """The member's code, compared with every one in constant time, so that the answer's delay tells nothing."""
    typed = digest_of(panel.pk, rules.normalised(text) or text)
    found = None
    for code in Code.objects.filter(member__panel=panel).exclude(digest="").select_related("member"):
        if hmac.compare_digest(code.digest, typed):
            found = code
    return found


def forget_attempts(*, now: datetime) -> int:
    """Drop counted attempts that no limit looks at any more; returns how many."""
    return CodeAttempt.objects.filter(attempted_at__lt=now - KEPT).delete()[0]
