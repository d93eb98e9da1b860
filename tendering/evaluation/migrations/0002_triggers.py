"""Declarations, drawn draws, signed sheets, ranking and report are never changed."""

from django.db import migrations

from marketplace.audit.triggers import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("evaluation", "0001_initial")]

    operations = [
        AppendOnly(
            "evaluation_declaration",
            "evaluation_draw",
            "evaluation_scoresheet",
            "evaluation_papersheet",
            "evaluation_score",
            "evaluation_deviationreason",
            "evaluation_rankingrow",
            "evaluation_report",
            "evaluation_reportsignature",
            "evaluation_workmark",
            "evaluation_defencesession",
            "evaluation_defenceslot",
            "evaluation_defencenote",
            "evaluation_residentsvote",
            "evaluation_votechoice",
            "evaluation_ballot",
        )
    ]
