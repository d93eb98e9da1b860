"""A listed provider renews: what was checked stands until the new application is admitted (domain 3.1, 4)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from catalog.models import RosterApplication
from catalog.queries.applications import missing_files
from catalog.queries.applied import with_facts
from catalog.rules.states import FileKind
from catalog.services import applications, decisions, files, listing, profile
from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.primitives.calendar import day_of
from marketplace.primitives.refusal import InvalidInput
from tests.factories import accounts, catalog

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R28")]


def renewing(applicant: Membership, officer: Membership) -> RosterApplication:
    """A listed provider that has begun its renewal, on a day on which it may."""
    first = catalog.publicised(applicant, officer)
    assert first.publicity_until is not None
    with clock.frozen(first.publicity_until):
        entry = listing.list_provider(application=first)
        return applications.start_application(provider=entry.provider, by=applicant, now=clock.now())


UNCHECKED: dict[str, Any] = {
    "legal_representative": "赵未核",
    "controller": "钱未核",
    "grade": "5A",
    "grade_assessed_on": date(2026, 1, 5),
}


def test_what_a_renewal_changes_of_checked_facts_counts_once_it_is_admitted(
    client: Client, applicant: Membership, officer: Membership
) -> None:
    """Till then the public, calls and the rule of one controller read what the district checked."""
    application, before = renewing(applicant, officer), catalog.provider_of(applicant)
    opens = clock.now() + timedelta(days=(before.entry.valid_until - clock.today()).days - 60)
    changes = UNCHECKED | {"annual_report_year": day_of(opens).year - 1, "strengths": "失能照护"}
    public = reverse("catalog:provider", args=[before.pk])
    with clock.frozen(opens):
        seen = client.get(public).content.decode()
        assert before.organisation.name in seen
        changed = profile.edit_profile(provider=before, by=applicant, changes=changes, now=clock.now())
        kept = catalog.provider_of(applicant)
        assert [getattr(kept, name) for name in UNCHECKED] == [getattr(before, name) for name in UNCHECKED]
        assert (kept.strengths, kept.version) == ("失能照护", before.version + 1)
        assert "5A" not in client.get(public).content.decode()
        assert "5A" not in seen
        own = accounts.signed_in(Client(), applicant).get(reverse("catalog:own_register")).content.decode()
        assert "赵未核" in own
        assert missing_files(with_facts(kept, changed.applications.latest("pk"), clock.today())) == (
            FileKind.GRADE_CERTIFICATE,
        )
        files.add_file(
            provider=kept, by=applicant, kind=FileKind.GRADE_CERTIFICATE, upload=catalog.upload(), now=clock.now()
        )
        application = applications.submit_application(
            application=application, by=applicant, declared=True, now=clock.now()
        )
        desk = (
            accounts.signed_in(Client(), officer)
            .get(reverse("catalog:application", args=[application.pk]))
            .content.decode()
        )
        assert "赵未核" in desk
        application = decisions.accept_application(application=application, by=officer, now=clock.now())
        assert catalog.provider_of(applicant).legal_representative == before.legal_representative
        publicity = client.get(reverse("catalog:publicity", args=[application.pk])).content.decode()
        assert "5A" in publicity, "whoever may object reads what is to be listed"
    assert application.publicity_until is not None
    with clock.frozen(application.publicity_until):
        listing.list_provider(application=application)
    admitted = catalog.provider_of(applicant)
    assert {name: getattr(admitted, name) for name in UNCHECKED} == UNCHECKED


def test_what_a_renewal_that_is_turned_down_asked_for_never_counts(applicant: Membership, officer: Membership) -> None:
    application, before = renewing(applicant, officer), catalog.provider_of(applicant)
    opens = clock.now() + timedelta(days=(before.entry.valid_until - clock.today()).days - 60)
    with clock.frozen(opens):
        changes = {"legal_representative": "赵未核", "annual_report_year": day_of(opens).year - 1}
        profile.edit_profile(provider=before, by=applicant, changes=changes, now=clock.now())
        with pytest.raises(InvalidInput):
            profile.edit_profile(
                provider=before, by=applicant, changes={"grade": "4A", "controller": "钱"}, now=clock.now()
            )
        application = applications.submit_application(
            application=application, by=applicant, declared=True, now=clock.now()
        )
        decisions.reject_application(application=application, by=officer, reason="不属实", now=clock.now())
    assert catalog.provider_of(applicant).legal_representative == before.legal_representative
    assert catalog.provider_of(applicant).controller == before.controller


def test_what_the_district_corrects_meanwhile_is_not_written_back(applicant: Membership, officer: Membership) -> None:
    """The application was made before: on admission the corrected fact stays."""
    application, before = renewing(applicant, officer), catalog.provider_of(applicant)
    opens = clock.now() + timedelta(days=(before.entry.valid_until - clock.today()).days - 60)
    with clock.frozen(opens):
        changes = UNCHECKED | {"annual_report_year": day_of(opens).year - 1}
        profile.edit_profile(provider=before, by=applicant, changes=changes, now=clock.now())
        fresh = catalog.provider_of(applicant)
        profile.curate(
            provider=fresh, by=officer, changes={"grade": fresh.grade}, reason="按登记机关核对", now=clock.now()
        )
    application.refresh_from_db()
    assert "grade" not in application.facts
    assert application.facts["controller"] == "钱未核"
