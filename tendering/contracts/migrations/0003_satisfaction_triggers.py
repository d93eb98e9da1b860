"""Answers are never changed, a verdict is final, a used code stays used."""

from django.db import migrations

from marketplace.audit.triggers import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("contracts", "0002_triggers")]

    operations = [
        AppendOnly(
            "contracts_sheet",
            "contracts_surveyanswer",
            "contracts_satisfactionpanel",
            "contracts_code",
            "contracts_remark",
        )
    ]
