"""Publications and the log of recommendations are never changed."""

from django.db import migrations

from marketplace.audit.triggers import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("demands", "0001_initial")]

    operations = [AppendOnly("demands_demandnotice"), AppendOnly("demands_recommendation")]
