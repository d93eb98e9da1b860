"""A list: columns, filters in the address, sort, pages, files of the same rows, htmx and without."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import F
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from marketplace.ui.forms import FilterForm
from marketplace.ui.views.address import Address
from marketplace.ui.views.exports import FORMATS, Cut, file_response
from marketplace.ui.views.pages import Page
from marketplace.ui.views.paging import KeyPaginator
from marketplace.ui.views.swapping import swaps, vary
from marketplace.ui.views.tables import Chip, Table, Way, chips

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import Model, QuerySet
    from django.db.models.expressions import OrderBy
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from marketplace.ui.text import Text
    from marketplace.ui.views.columns import Column

CHUNK = 500  # rows fetched at a time while a file is streamed
MOST_TRIED = 6  # filters that are tried without where nothing is found
VISITORS_ROWS = 2_000  # of a file, for whoever is not signed in
CUT = _("Without signing in a file holds the first %(most)s rows. Sign in for all of them, or narrow the list.")


class ListPage(Page):
    """A table of rows; declare `columns` and `get_queryset`.

    Attributes:
        columns: left to right.
        default_sort: name of a column, ``-`` in front for descending.
        filter_form_class: filters; their values stand in the address.
        caption: what the table holds, for screen readers.
        per_page: rows on a page.
        summed: a column whose sum over all pages is shown, in the query that counts them.
        export_name: file name without ending; empty offers no file.
        empty_title, empty_text: what to say and do when no row fits.
        actions: links above the table, as `components.Tab`.
    """

    template_name = "ui/list.html"
    fragment_name = "ui/_list.html"
    columns: Sequence[Column] = ()
    default_sort: str = ""
    filter_form_class: type[FilterForm] = FilterForm
    caption: Text = ""
    per_page: int = 20
    summed: str = ""
    export_name: str = ""
    empty_title: Text = _("Nothing here")
    empty_text: Text = _("Loosen or clear the filters.")

    def get_queryset(self) -> QuerySet[Any]:
        """The rows this person may see, with what the cells need already joined."""
        raise NotImplementedError

    def get_filter_options(self) -> dict[str, Any]:
        """Further arguments of the filter form's constructor."""
        return {}

    def get_columns(self) -> Sequence[Column]:
        """The columns for this person."""
        return self.columns

    @cached_property
    def filter_form(self) -> FilterForm:
        """The filters as the address sets them."""
        return self.filter_form_class(data=self.request.GET, **self.get_filter_options())

    @cached_property
    def address(self) -> Address:
        """This list's address, for links that keep the filters."""
        return Address(self.request.path, self.request.GET)

    @cached_property
    def sort(self) -> str:
        """The sort of the address if a column offers it, else the default."""
        asked = self.request.GET.get("sort", "")
        offered = {column.name for column in self.get_columns() if column.sort}
        return asked if asked.removeprefix("-") in offered else self.default_sort

    def get_rows(self) -> Any:
        """Filtered and sorted rows: anything that counts and slices (a queryset, or found by search)."""
        return self.ordered(self.filter_form.filter(self.get_queryset()))

    def ordered(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Sorted, always with a unique tail so that pages never repeat a row."""
        column = next((c for c in self.get_columns() if c.name == self.sort.removeprefix("-")), None)
        fields = column.sort if column else ()
        turned = [_turn(field) for field in fields] if self.sort.startswith("-") else list(fields)
        return rows.order_by(
            *(_order(rows.model, field) for field in turned), "-pk" if self.sort.startswith("-") else "pk"
        )

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The page, its fragment for htmx, or the file."""
        del args, kwargs
        if self.export_name and request.GET.get("format") in FORMATS:
            rows = Cut(self.get_export_rows(), self.most_rows, _cut()) if self.most_rows else self.get_export_rows()
            return file_response(request, rows, self.get_columns(), self.export_name)
        response = self.render()
        vary(response)
        return response

    @property
    def most_rows(self) -> int:
        """How many rows of a file the person gets; 0 for all of them."""
        return 0 if self.request.user.is_authenticated else VISITORS_ROWS

    def get_export_rows(self) -> Any:
        """All rows that fit the filters, fetched in chunks."""
        return self.get_rows().iterator(chunk_size=CHUNK)

    def render(self, *, status: int = 200, **context: Any) -> TemplateResponse:
        """The page, or the list alone where htmx swaps it."""
        swap = swaps(self.request)
        template = self.fragment_name if swap else self.get_template()
        response = TemplateResponse(self.request, template, self.get_context(swap=swap, **context), status=status)
        if swap:
            response.headers["HX-Push-Url"] = str(self.address)
        return response

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds table, page, filters and their chips."""
        page = KeyPaginator(self.get_rows(), self.per_page, summed=self.summed).get_page(self.request.GET.get("page"))
        if self.filter_form.facets:
            self.filter_form.count(self.get_queryset())
        extra = {
            "page": page,
            "table": Table(self.get_columns(), page.object_list, self.sort, self.address),
            "filter_form": self.filter_form,
            "chips": self.get_chips(),
            "ways": [] if page.paginator.count else self.get_ways(),
            "address": self.address,
            "csv_url": self.address.having(format="csv", page=None) if self.export_name else "",
            "cut": _cut() if self.export_name and 0 < self.most_rows < page.paginator.count else "",
            "xlsx_url": self.address.having(format="xlsx", page=None) if self.export_name else "",
        }
        return super().get_context(**(extra | context))

    def get_chips(self) -> list[Chip]:
        """The filters that are set, each with the address without it."""
        return chips(self.filter_form, self.address)

    def get_ways(self) -> list[Way]:
        """What would be found with one filter less, where the list counts."""
        form = self.filter_form
        tried = list(form.chosen())[:MOST_TRIED] if form.facets else []
        numbers = form.count_without(tried, self.get_queryset())
        return [Way(str(form[name].label), self.address.without(name), number) for name, number in numbers.items()]


def _cut() -> str:
    return str(CUT % {"most": VISITORS_ROWS})


def _turn(field: str) -> str:
    return field.removeprefix("-") if field.startswith("-") else f"-{field}"


def _order(model: type[Model], field: str) -> OrderBy | str:
    """Rows without a value come last both ways; left alone, each database puts them elsewhere."""
    name = field.removeprefix("-")
    try:
        if not model._meta.get_field(name).null:
            return field
    except FieldDoesNotExist:  # a path or an annotation
        pass
    return F(name).desc(nulls_last=True) if field.startswith("-") else F(name).asc(nulls_last=True)
