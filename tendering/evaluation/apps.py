from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EvaluationConfig(AppConfig):
    name = "tendering.evaluation"
    label = "evaluation"
    verbose_name = _("Evaluation")

    def ready(self) -> None:
        """Declare what only grows."""
        from marketplace.audit import triggers

        for table in ("declaration", "score", "deviationreason", "rankingrow", "report", "reportsignature"):
            triggers.register(f"evaluation_{table}")
        # A draft belongs to its member; a signed sheet to nobody.
        triggers.register("evaluation_scoresheet", when="OLD.state = 'signed'")
        # Once drawn, neither seed nor list nor order changes.
        triggers.register("evaluation_draw", when="OLD.drawn_at IS NOT NULL")
