"""The panel's report: written with the ranking, final with the last signature (domain 2.5)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.audit.services import record
from marketplace.primitives import canonical
from marketplace.primitives.calendar import day_of
from marketplace.primitives.refusal import Refusal, Refusals
from tendering.evaluation import permissions
from tendering.evaluation.models import Panel, Report, ReportSignature
from tendering.evaluation.queries import people
from tendering.evaluation.queries.report import body_of, final_digest
from tendering.evaluation.rules.states import LIVING, VOTING, State
from tendering.evaluation.services.convening import conflict
from tendering.evaluation.services.states import locked, move, tell_community, tell_offices


def write_report(panel: Panel, *, by: Membership, now: datetime) -> Report:
    """Put the report down as it will be signed; its digest stands in the log from now on."""
    body = body_of(panel)
    report = Report.objects.create(panel=panel, body=body, digest=canonical.digest(body), written_at=now)
    record(act="evaluation.report.written", target=panel, by=by, parameters={"digest": report.digest})
    return report


@transaction.atomic
def sign_report(*, panel: Panel, by: Membership, dissent: str = "") -> Panel:
    """Sign the report; whoever disagrees signs with a dissent that stands in it. The last signature makes it final.

    Raises:
        NotPermitted: no voting seat.
        Refusal: `evaluation.not_ranked`, or `evaluation.report_signed_already`.
        Refusals: what the platform knows against the member by now; the office over the community sets the panel aside.
    """
    seat = permissions.require_judge(by, panel)
    panel = locked(panel)
    now = clock.read()
    if panel.state != State.RANKED:
        raise Refusal("evaluation.not_ranked")
    if ReportSignature.objects.filter(seat=seat).exists():
        raise Refusal("evaluation.report_signed_already")
    if known := people.found_against(by, panel.tender, day_of(now)):
        raise Refusals([Refusal("evaluation.signer_barred"), *(conflict(by, found) for found in known)])
    report = Report.objects.get(panel=panel)
    ReportSignature.objects.create(report=report, seat=seat, dissent=dissent.strip(), signed_at=now)
    record(
        act="evaluation.report.signed",
        target=panel,
        by=by,
        reason=dissent.strip(),
        parameters={"number": seat.label, "digest": report.digest, "dissents": "yes" if dissent.strip() else "no"},
    )
    judges = panel.seats.filter(state__in=sorted(LIVING), capacity__in=sorted(VOTING))
    if not judges.filter(signature__isnull=True).exists():
        move(panel, "finish", by=by, now=now, parameters={"digest": final_digest(report)})
        tell_community([panel], "evaluation.report_ready")
        checked = report.body["recheck"]
        if checked.get("changed") == "yes":
            tell_offices(panel, "evaluation.recheck_changed", reason=checked["reason"])
    return panel
