"""A page, and a page about one object."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from django.db.models import Model, QuerySet
from django.http import Http404
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from marketplace.ui.components import Crumb
from marketplace.ui.views.access import Gate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from marketplace.ui.text import Text

M = TypeVar("M", bound=Model)
HOME = Crumb(_("Home"), "/")


class Page(Gate):
    """A page drawn from a template that extends ``ui/page.html``.

    Attributes:
        title: the heading, also the browser's title.
        lead: one sentence under it.
        crumbs: the way here after "Home", without the page itself.
        nav: key of the main navigation's link to mark; empty marks by address.
    """

    template_name: str = ""
    title: Text = ""
    lead: Text = ""
    crumbs: Sequence[Crumb] = ()
    nav: str = ""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The page."""
        del request, args, kwargs
        return self.render()

    def get_title(self) -> Text:
        """The heading."""
        return self.title

    def get_lead(self) -> Text:
        """One sentence under the heading."""
        return self.lead

    def get_crumbs(self) -> Sequence[Crumb]:
        """The way here after "Home", without the page itself."""
        return self.crumbs

    def get_template(self) -> str:
        """The template's name."""
        return self.template_name

    def get_context(self, **context: Any) -> dict[str, Any]:
        """What the template sees; extend it with ``super().get_context(...)``."""
        title = self.get_title()
        return {
            "view": self,
            "title": title,
            "lead": self.get_lead(),
            "crumbs": [HOME, *self.get_crumbs(), Crumb(title)],
            "nav": self.nav,
        } | context

    def render(self, *, status: int = 200, **context: Any) -> TemplateResponse:
        """The page as a response."""
        return TemplateResponse(self.request, self.get_template(), self.get_context(**context), status=status)


class ObjectMixin(Gate, Generic[M]):
    """Finds the object of a page by ``pk`` or by `slug_field` from the address.

    `get_queryset` must already hold only what the person may see; what is missing is a 404.
    """

    model: ClassVar[type[Model]]
    slug_field: str = "slug"
    kwargs: dict[str, Any]
    _object: M | None = None

    def get_queryset(self) -> QuerySet[M]:
        """The objects this person may see, with what the page needs already joined."""
        queryset: QuerySet[Any] = self.model._default_manager.all()
        return queryset

    def get_object(self) -> M:
        """The object of the address.

        Raises:
            Http404: there is none, or this person may not see it.
        """
        lookup = {"pk": self.kwargs["pk"]} if "pk" in self.kwargs else {self.slug_field: self.kwargs["slug"]}
        try:
            found = self.get_queryset().filter(**lookup).first()
        except OverflowError:  # SQLite's answer to a number no key can have
            found = None
        if found is None:
            raise Http404
        return found

    def get_about(self, found: M) -> object:
        """The object by which it is judged who reads free text whole: a part names the whole it belongs to."""
        return found

    @property
    def object(self) -> M:
        """The object of the address, fetched once."""
        if self._object is None:
            self._object = self.get_object()
            self.decide_text(self.get_about(self._object))
        return self._object


class DetailPage(ObjectMixin[M], Page):
    """A page about one object; the template sees it as ``object``."""

    def get_title(self) -> Text:
        """The object by its own name."""
        return self.title or str(self.object)

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds ``object``."""
        return super().get_context(object=self.object, **context)
