import io

import pytest
from django.core.management import call_command

from marketplace.accounts.models import User
from marketplace.audit.models import Entry
from marketplace.demo import loading
from tendering.demands.models import Demand

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]


def test_a_second_start_keeps_the_data_and_loads_nothing() -> None:
    def counted() -> list[int]:
        return [model.objects.count() for model in (User, Demand, Entry)]

    before, told = counted(), io.StringIO()
    assert loading.state() == "complete"
    call_command("demo", prepare_only=True, stdout=told)
    assert counted() == before
    assert "demo data" not in told.getvalue()
    assert "database" in told.getvalue()
