"""The provider's own pages: registering, applying, keeping its entry."""

from __future__ import annotations

from typing import Any, ClassVar, cast

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalog.forms.application import FileForm, RegistrationForm, SubmitForm
from catalog.models import Provider, ProviderFile, RosterApplication, RosterEntry
from catalog.permissions import may_administer
from catalog.queries.admission import admission_checks
from catalog.queries.applications import files_of, live_application, live_state, missing_files
from catalog.queries.applied import applied
from catalog.queries.entries import entry_of, entry_state
from catalog.rules.admission import ACCEPTANCE
from catalog.rules.profile import VERIFIED, editable
from catalog.rules.states import IN_THE_PROVIDERS_HANDS, EntryState, FileKind
from catalog.services import files
from catalog.services.applications import begin, submit_application
from catalog.services.registration import register_organisation
from catalog.services.removal import request_removal
from catalog.views import tasks
from catalog.views.roster import ROSTER
from catalog.words.checks import condition
from catalog.words.tags import APPLICATION_TAGS, ENTRY_TAGS
from marketplace import clock
from marketplace.accounts.acting import Acting
from marketplace.accounts.models import Membership, User
from marketplace.accounts.rules import PROVIDER_ROLES, Role
from marketplace.rulebook.queries import in_force
from marketplace.ui.components import Crumb
from marketplace.ui.forms import ReasonForm
from marketplace.ui.text import Text
from marketplace.ui.views import ActView, ObjectActView, Page
from marketplace.ui.views.access import Gate

OWN = Crumb(_("Our organisation"), "/roster/own/")


class OwnProvider(Acting, Gate):
    """Finds the provider the person acts for; who is none yet, or is at another step, is led to the right page."""

    for_those_inside = True
    reads_application = True  # whether the page shows facts that its running application changes
    kwargs: dict[str, Any]
    _provider: Provider | None = None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The page, or the way to where the person stands."""
        member = self.membership
        if member is not None and member.role in (self.roles or PROVIDER_ROLES) and (url := self.detour(member)):
            return HttpResponseRedirect(url)
        return super().dispatch(request, *args, **kwargs)

    def detour(self, member: Membership) -> str:
        """Where a person of a provider must go first; empty lets them stay."""
        known = Provider.objects.filter(organisation=member.organisation_id).exists()
        return "" if known else reverse("catalog:own_start")

    @property
    def provider(self) -> Provider:
        """The person's own provider, fetched once, with the facts of its running application.

        Raises:
            Http404: the organisation the person acts for is no provider.
        """
        if self._provider is None:
            member = self.membership
            rows = Provider.objects.select_related("organisation", "home_place")
            found = rows.filter(organisation=member.organisation_id if member else None).first()
            if found is None:
                raise Http404
            self._provider = applied(found, clock.today()) if self.reads_application else found
        return self._provider


class RegisterPage(ActView):
    """An organisation registers by itself."""

    signed_in = True
    title = _("Register an organisation")
    intro = _("You become its administrator. Being registered does not put it on the roster: apply afterwards.")
    submit_label = _("Register the organisation")
    success_message = _("Registered. You now act for the organisation.")
    form_class = RegistrationForm
    crumbs = (ROSTER,)
    nav = "roster"

    def act(self, form: Any) -> str:
        """Register, and act as its administrator from now on."""
        actor = cast("User", self.request.user)
        member = register_organisation(actor=actor, now=clock.now(), **form.cleaned_data)
        self.request.session["membership"] = member.pk
        return reverse("catalog:own")


class OwnPage(OwnProvider, Page):
    """Where the organisation stands and what it can do next."""

    template_name = "catalog/own.html"
    signed_in = True
    title = _("Our organisation")
    crumbs = (ROSTER,)
    nav = "roster"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The page; whoever acts for no provider is led to register one."""
        member = self.membership
        if member is None or member.role not in PROVIDER_ROLES:
            return HttpResponseRedirect(reverse("catalog:register"))
        return super().get(request, *args, **kwargs)

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds the application with its task list, the entry, and what is missing."""
        provider = self.provider
        application = live_application(provider)
        latest = provider.applications.order_by("-pk").first()
        entry = entry_of(provider)
        in_hands = application is not None and application.state in IN_THE_PROVIDERS_HANDS
        is_admin = may_administer(self.membership, provider)
        return super().get_context(
            provider=provider,
            application=application,
            ended=latest if application is None else None,
            application_tag=APPLICATION_TAGS[application.state] if application else "",
            entry=entry,
            entry_tag=ENTRY_TAGS[EntryState(entry.state)] if entry else "",
            tasks=tasks.of(provider, application, mine=is_admin) if in_hands or application is None else [],
            in_hands=in_hands,
            is_admin=is_admin,
            **context,
        )


class StartPage(Acting, ActView):
    """Begin an application."""

    roles = PROVIDER_ROLES
    title = _("Apply for the roster")
    intro = _("You fill in a list of parts, in any order, and submit at the end. Nothing is sent before that.")
    submit_label = _("Begin")
    success_message = None  # the next page says it
    crumbs = (ROSTER, OWN)
    nav = "roster"

    def get_over(self) -> Text:
        """Who applies, where it is not this person."""
        if self.by.role == Role.PROVIDER_ADMIN:
            return ""
        return _("Your organisation has not applied yet. Its administrator applies: ask them to begin.")

    def act(self, form: Any) -> str:
        """Begin, and go to the list of parts."""
        del form
        begin(by=self.membership, now=clock.now())
        return reverse("catalog:own")


class FilesPage(OwnProvider, ActView):
    """Hand in proofs, one at a time."""

    roles = (Role.PROVIDER_ADMIN,)
    template_name = "catalog/files.html"
    title = _("Files")
    submit_label = _("Hand in")
    success_message = _("Handed in.")
    form_class = FileForm
    crumbs = (ROSTER, OWN)
    nav = "roster"

    def get_initial(self) -> dict[str, Any]:
        """The first kind that is missing."""
        missing = missing_files(self.provider)
        return {"kind": missing[0].value} if missing else {}

    def act(self, form: Any) -> str:
        """Store the proof; the page stays for the next one."""
        values = form.cleaned_data
        files.add_file(
            provider=self.provider,
            by=self.membership,
            kind=FileKind(values["kind"]),
            upload=values["upload"],
            year=values["year"],
            now=clock.now(),
        )
        return reverse("catalog:own_files")

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds what is there, what is missing, and whether files may be changed now."""
        provider = self.provider
        free = editable(live_state(provider), entry_state(provider)) >= VERIFIED
        return super().get_context(
            files=list(files_of(provider)),
            missing=tasks.names(missing_files(provider)),
            is_open=free,
            **context,
        )


class WithdrawFile(OwnProvider, ObjectActView[ProviderFile]):
    """Take a proof back."""

    model: ClassVar[type[ProviderFile]] = ProviderFile
    roles = (Role.PROVIDER_ADMIN,)
    title = _("Withdraw a file")
    submit_label = _("Withdraw it")
    danger = True
    consequences = (_("The file no longer counts as proof. It stays in the history."),)
    crumbs = (ROSTER, OWN)
    nav = "roster"

    def get_queryset(self) -> QuerySet[ProviderFile]:
        """Files of the own provider that stand."""
        return files_of(self.provider).select_related("file", "provider__organisation")

    def act(self, form: Any) -> str:
        """Withdraw it."""
        del form
        files.withdraw_file(file=self.object, by=self.membership, now=clock.now())
        return reverse("catalog:own_files")


class CheckPage(OwnProvider, ActView):
    """Check your answers, declare, submit."""

    roles = (Role.PROVIDER_ADMIN,)
    template_name = "catalog/check.html"
    title = _("Check your answers and submit")
    submit_label = _("Submit the application")
    success_message = _("Submitted. The district checks it now.")
    form_class = SubmitForm
    crumbs = (ROSTER, OWN)
    nav = "roster"

    def detour(self, member: Membership) -> str:
        """Without an application in one's hands there is nothing to check."""
        if first := super().detour(member):
            return first
        return "" if self.in_hands() else reverse("catalog:own")

    def in_hands(self) -> RosterApplication | None:
        """The application that may be submitted now."""
        found = live_application(self.provider)
        return found if found is not None and found.state in IN_THE_PROVIDERS_HANDS else None

    @property
    def application(self) -> RosterApplication:
        """The application in the provider's hands; the detour has made sure of it."""
        found = self.in_hands()
        if found is None:
            raise Http404
        return found

    def get_form_options(self) -> dict[str, Any]:
        """The version of the application."""
        return {"version": self.application.version}

    def act(self, form: Any) -> str:
        """Submit."""
        values = form.cleaned_data
        submit_application(
            application=self.application,
            by=self.membership,
            declared=values["declared"],
            version=values["version"],
            now=clock.now(),
        )
        return reverse("catalog:own")

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds the answers with links to change them, and every condition as it stands today."""
        provider, today = self.provider, clock.today()
        answered = admission_checks(self.application, ACCEPTANCE, in_force(today).rules, today, declared=True)
        return super().get_context(
            parts=tasks.answers(provider),
            files=list(files_of(provider)),
            failing=[condition(check) for check in answered if not check.passed],
            **context,
        )


class LeavePage(OwnProvider, ActView):
    """Ask to be taken off the roster."""

    roles = (Role.PROVIDER_ADMIN,)
    title = _("Leave the roster")
    submit_label = _("Ask to be removed")
    danger = True
    consequences = (
        _("The district takes the provider off the roster; running contracts go on."),
        _("You may apply again at any time."),
    )
    form_class = ReasonForm
    crumbs = (ROSTER, OWN)
    nav = "roster"

    def detour(self, member: Membership) -> str:
        """Without an entry there is nothing to leave."""
        if first := super().detour(member):
            return first
        return "" if entry_of(self.provider) else reverse("catalog:own")

    @property
    def entry(self) -> RosterEntry:
        """The own entry; the detour has made sure of it."""
        found = entry_of(self.provider)
        if found is None:
            raise Http404
        return found

    def act(self, form: Any) -> str:
        """Ask."""
        request_removal(entry=self.entry, by=self.membership, reason=form.cleaned_data["reason"], now=clock.now())
        return reverse("catalog:own")
