"""Forms of the expert pool."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from catalog.models import Expert, ExpertEmployment
from catalog.models.labels import POOL_STATES, TIE_KINDS, choices
from catalog.queries.experts import away
from marketplace.rulebook.models import ServiceDomain
from marketplace.ui import typed
from marketplace.ui.forms import DateField, FilterForm, Form, ReasonField, SeveralField, TextField, VersionedForm


class SpecialtiesForm(Form):
    """What a person is drawn for.

    Args:
        service_domains: the domains in use.
    """

    specialties = SeveralField(
        label=_("Specialties"),
        queryset=ServiceDomain.objects.none(),
        to_field_name="code",
        widget=forms.CheckboxSelectMultiple,
    )
    title = TextField(label=_("Professional title"), max_length=80, required=False)

    def __init__(self, *args: Any, service_domains: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["specialties"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        field.queryset = service_domains


class ExpertForm(SpecialtiesForm):
    """A person for the expert pool, found by how they sign in."""

    login = TextField(label=_("E-mail or phone of the person"), max_length=254)
    employer = TextField(label=_("Employer"), max_length=120)
    reason = ReasonField(label=_("Grounds of admission"), help_text=_("Who proposed the person, and by which proof."))
    field_order = ("login", "specialties", "employer", "title", "reason")


class EditExpertForm(SpecialtiesForm, VersionedForm):
    """What somebody of the pool is drawn for."""

    reason = ReasonField()

    def __init__(self, *args: Any, expert: Expert, **options: Any) -> None:
        super().__init__(*args, version=expert.version, **options)
        self.initial = {**self.initial, "title": expert.title, "specialties": list(expert.specialties.all())}


class EmploymentForm(Form):
    """For whom an expert works or worked."""

    employer = TextField(label=_("Employer"), max_length=120)
    from_date = DateField(label=_("From"))
    to_date = DateField(label=_("Last day"), required=False, help_text=_("Leave it empty while it lasts."))


class TieForm(Form):
    """A relation to a body."""

    organisation = TextField(
        label=_("Organisation"), max_length=120, help_text=_("Its full name or its unified social credit code.")
    )
    kind = forms.ChoiceField(label=_("Relation"), choices=choices(TIE_KINDS), widget=forms.RadioSelect)
    from_date = DateField(label=_("From"))
    to_date = DateField(label=_("Last day"), required=False, help_text=_("Leave it empty while it lasts."))


class EndForm(Form):
    """The last day of an employment or a relation."""

    to_date = DateField(label=_("Last day"))


class AbsenceForm(Form):
    """Days away, both included."""

    from_date = DateField(label=_("Away from"))
    to_date = DateField(label=_("Last day away"), help_text=_("Nobody asks why."))


class ExpertFilters(FilterForm):
    """Filters of the pool.

    Args:
        domains: service domains in use.
    """

    q = TextField(label=_("Name or employer"), max_length=60)
    state = forms.MultipleChoiceField(
        label=_("State"), choices=choices(POOL_STATES), widget=forms.CheckboxSelectMultiple
    )
    specialty = forms.MultipleChoiceField(label=_("Specialties"), widget=forms.CheckboxSelectMultiple)
    free_on = DateField(label=_("Not away on"))
    lookups = {"state": "state"}

    def __init__(self, *args: Any, domains: list[ServiceDomain], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["specialty"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(domain.code, domain.name) for domain in domains]

    def filter(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Experts in these states and specialities, by name or employer now, free on a day."""
        found, chosen = super().filter(queryset), self.chosen()
        if text := chosen.get("q"):
            for word in typed.words(text):
                jobs = ExpertEmployment.objects.filter(expert=OuterRef("pk"), employer__icontains=word)
                found = found.filter(Q(user__name__icontains=word) | Exists(jobs))
        if codes := chosen.get("specialty"):
            with_one = Expert.specialties.through.objects.filter(expert=OuterRef("pk"), servicedomain__code__in=codes)
            found = found.filter(Exists(with_one))
        if day := chosen.get("free_on"):
            found = found.exclude(Exists(away(day, day).filter(expert=OuterRef("pk"))))
        return found
