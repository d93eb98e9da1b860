"""Where residents answer: with a code on a telephone, without sign-in and without JavaScript; and the open survey."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from allauth.account.adapter import get_adapter
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from marketplace import clock
from marketplace.accounts.acting import Acting
from marketplace.accounts.models import User
from marketplace.primitives.masking import mask_name
from marketplace.primitives.refusal import Refusal
from marketplace.ui.components import Crumb
from marketplace.ui.text import Text
from marketplace.ui.views import DetailPage, ObjectActView
from tendering.contracts.forms.satisfaction import CodeForm, JudgeForm, ReceiptForm, SurveyForm
from tendering.contracts.models import AnswerChoice, Code, SatisfactionPanel
from tendering.contracts.queries.judging import shown
from tendering.contracts.queries.panel_people import answers_on_panel, both_count
from tendering.contracts.queries.satisfaction import progress
from tendering.contracts.services.satisfaction import answering, codes
from tendering.contracts.services.satisfaction.answering import Answers
from tendering.contracts.views.satisfaction.base import panels, way_to
from tendering.contracts.wording.satisfaction_refusals import ON_PANEL, PHONE_FIRST

ADMITTED = "satisfaction_admitted"


def address_of(request: HttpRequest) -> str:
    """Where a request comes from, past the proxies the settings trust."""
    return str(get_adapter(request).get_client_ip(request))


class _ForEverybody(Acting, DetailPage[SatisfactionPanel]):
    """A page about one measurement that needs no account."""

    model = SatisfactionPanel
    slug_field = "number"

    def get_queryset(self) -> QuerySet[SatisfactionPanel]:
        """Measurements of public contracts."""
        return panels(self.membership)

    def get_title(self) -> Text:
        """What it is about."""
        return gettext("Please judge: %(title)s") % {"title": self.object.contract.demand.title}

    def get_crumbs(self) -> Sequence[Crumb]:
        """Straight from home: people come here by message or slip."""
        return ()

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds the project as a member sees it."""
        panel, now = self.object, clock.now()
        extra = {"project": shown(panel), "now": now, "is_open": panel.takes_answers(now)}
        return super().get_context(**(extra | {"progress": progress(panel)} | context))


class Judge(_ForEverybody):
    """A panel member's way: the code, the sheet, the thanks.

    The session keeps the digest of the code that was right until the sheet is in, so that digits replaced meanwhile
    open nothing any more; it never keeps what was answered. The thanks are shown in
    the answer to the sheet itself: nothing that holds an answer is stored outside its table.
    """

    template_name = "contracts/judge.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The code, or the sheet once it was right."""
        del request, args, kwargs
        code = self._admitted()
        if code is None:
            return self._ask_code(CodeForm())
        return self._ask_sheet(code, JudgeForm())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """One or the other."""
        del args, kwargs
        code = self._admitted()
        if code is None or "code" in request.POST:
            return self._admit(CodeForm(data=request.POST))
        return self._take(code, JudgeForm(data=request.POST))

    def _admitted(self) -> Code | None:
        digest = self.request.session.get(ADMITTED, {}).get(self.object.number)
        rows = Code.objects.filter(digest=digest, member__panel=self.object, is_used=False)
        return rows.select_related("member__panel", "member__user").first() if digest else None

    def _remember(self, code: Code | None) -> None:
        admitted = dict(self.request.session.get(ADMITTED, {}))
        admitted.pop(self.object.number, None)
        if code is not None:
            admitted[self.object.number] = code.digest
        self.request.session[ADMITTED] = admitted

    def _admit(self, form: CodeForm) -> HttpResponseBase:
        if not form.is_valid():
            return self._ask_code(form, 422)
        try:
            code = codes.admit(panel=self.object, text=form.cleaned_data["code"], address=address_of(self.request))
        except Refusal as refusal:
            form.add_refusal(refusal)
            return self._ask_code(form, refusal.status)
        self._remember(code)
        return HttpResponseRedirect(self.request.path)

    def _take(self, code: Code, form: JudgeForm) -> HttpResponseBase:
        if not form.is_valid():
            return self._ask_sheet(code, form, 422)
        values = Answers(**{name: form.cleaned_data[name] for name in ("answer", "awareness", "remark")})
        try:
            receipt = answering.answer(code=code, values=values)
        except Refusal as refusal:
            form.add_refusal(refusal)
            return self._ask_sheet(code, form, refusal.status)
        self._remember(None)
        self.template_name = "contracts/judged.html"
        return self._private(receipt=receipt, said=AnswerChoice(values.answer).label)

    def _ask_code(self, form: CodeForm, status: int = 200) -> HttpResponseBase:
        self.template_name = "contracts/judge_code.html"
        return self._private(form=form, status=status)

    def _ask_sheet(self, code: Code, form: JudgeForm, status: int = 200) -> HttpResponseBase:
        member = code.member
        facts = {"seat": member.seat, "name": mask_name(member.name), "ending": member.phone[-4:]}
        return self._private(form=form, member=facts, status=status)

    def _private(self, *, status: int = 200, **context: Any) -> HttpResponseBase:
        response = self.render(status=status, **context)
        response.headers["Cache-Control"] = "no-store"
        return response


class Survey(Acting, ObjectActView[SatisfactionPanel]):
    """The open survey beside the panel, for everybody who signs in: once each (domain 3.7)."""

    signed_in = True
    model = SatisfactionPanel
    slug_field = "number"
    template_name = "contracts/survey.html"
    title = _("Open survey")
    submit_label = _("Send my answer")
    form_class = SurveyForm
    success_message = _("Thank you. Your answer stands beside the panel's.")

    def get_queryset(self) -> QuerySet[SatisfactionPanel]:
        """Measurements of public contracts."""
        return panels(self.membership)

    def get_crumbs(self) -> Sequence[Crumb]:
        """Through contract and measurement."""
        return way_to(self.object.contract, Crumb(self.object.number, self.object.get_absolute_url()))

    def get_over(self) -> Text:
        """Where both count, whoever sits on the panel answers there, and a proved phone shows who does not."""
        user = cast("User", self.request.user)
        if answers_on_panel(self.object, user):
            return ON_PANEL
        return PHONE_FIRST if both_count(self.object) and not user.phone_verified else ""

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds whether answers here count with the panel's."""
        return super().get_context(both_count=both_count(self.object), **context)

    def act(self, form: Any) -> str:
        """Answer."""
        values = Answers(answer=form.cleaned_data["answer"], awareness=form.cleaned_data["awareness"])
        answering.answer_survey(
            panel=self.object,
            values=values,
            user=cast("User", self.request.user),
            membership=self.membership,
        )
        return self.object.get_absolute_url()


class CheckReceipt(_ForEverybody):
    """Whether a sheet was counted; the receipt travels in the body, not in the address."""

    template_name = "contracts/receipt.html"

    def get_title(self) -> Text:
        """What it does."""
        return _("Check a receipt")

    def get_crumbs(self) -> Sequence[Crumb]:
        """Through contract and measurement."""
        return way_to(self.object.contract, Crumb(self.object.number, self.object.get_absolute_url()))

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The form."""
        del request, args, kwargs
        return self.render(form=ReceiptForm(), counted=None)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Yes or no."""
        del args, kwargs
        form = ReceiptForm(data=request.POST)
        if not form.is_valid():
            return self.render(form=form, counted=None, status=422)
        counted = answering.is_counted(panel=self.object, receipt=form.cleaned_data["receipt"])
        return self.render(form=form, counted=counted)
