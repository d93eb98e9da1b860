"""Ranking the bids and signing the report."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from marketplace.ui.forms import Form
from marketplace.ui.text import Text
from tendering.evaluation.forms import SignForm
from tendering.evaluation.models import Report, ReportSignature
from tendering.evaluation.queries import result
from tendering.evaluation.queries.excluded import excluded
from tendering.evaluation.services import ranking, reporting
from tendering.evaluation.views.base import JudgeAct


class Rank(JudgeAct):
    """Compute the ranking."""

    title = _("Rank the bids")
    intro = _("Means, price points and ties are computed from the signed sheets and the quotes; nothing is typed in.")
    consequences = [
        _("The ranking and its whole computation are fixed; every member signs them."),
        _("A tie that neither quote nor plan decides is settled by the draw committed before the scoring."),
    ]
    submit_label = _("Rank the bids")
    form_class = Form

    def act(self, form: Any) -> str:
        """Rank."""
        del form
        return self.call(ranking.rank)


class SignReport(JudgeAct):
    """Sign the report."""

    title = _("Sign the report")
    submit_label = _("Sign it")
    form_class = SignForm
    template_name = "evaluation/sign.html"
    success_message = _("Signed.")

    def get_over(self) -> Text:
        """That the person has signed; else where the evaluation stands."""
        has_signed = ReportSignature.objects.filter(seat=self.seat).exists()
        return _("You have signed the report") if has_signed else super().get_over()

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds what is signed."""
        panel = self.object
        extra = {
            "ranking": result.explained(panel),
            "excluded": excluded(panel),
            "report": Report.objects.filter(panel=panel).first(),
        }
        return super().get_context(**(extra | context))

    def act(self, form: Any) -> str:
        """Sign."""
        return self.call(reporting.sign_report, dissent=form.cleaned_data["dissent"])
