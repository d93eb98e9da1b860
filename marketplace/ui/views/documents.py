"""A document as a PDF: drawn from the one template of all documents, kept a while, never fetched anew for nothing."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any, ClassVar

from django.core.cache import cache
from django.http import HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag

from marketplace.ui import limits, pdf
from marketplace.ui.views.pages import Page

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

KEPT_SECONDS = 3600
MOST_BYTES = 2_000_000  # larger ones are drawn each time


class Drawn(Page):
    """A page as a file; stands before the page's own class.

    Attributes:
        document_template: extends ``ui/document.html`` and shows what the page shows.
    """

    document_template: ClassVar[str]

    def get_page_url(self) -> str:
        """The page itself."""
        raise NotImplementedError

    def get_file_name(self) -> str:
        """Of the file, without its ending; plain letters, digits and dashes."""
        raise NotImplementedError

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The PDF; where the server has no means to make one, the page, which prints."""
        del args, kwargs
        url, name = self.get_page_url(), self.get_file_name()
        if not pdf.is_available():
            return HttpResponseRedirect(url)
        context = self.get_context(page_url=request.build_absolute_uri(url))
        return pdf_response(request, self.document_template, context, name)


def pdf_response(request: HttpRequest, template: str, context: dict[str, Any], name: str) -> HttpResponseBase:
    """The PDF of a template that extends ``ui/document.html``; ask `pdf.is_available` first.

    Args:
        name: of the file, without its ending; plain letters, digits and dashes.

    Raises:
        TooOften: so many were drawn for this person, or this address, just now; what is kept is not counted.
    """
    html = render_to_string(template, context, request)
    digest = sha256(html.encode()).hexdigest()
    etag = quote_etag(digest)
    known = get_conditional_response(request, etag=etag)
    if known is not None:
        return known
    answer = HttpResponse(_drawn(request, html, digest), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    answer["ETag"] = etag
    return answer


def _drawn(request: HttpRequest, html: str, digest: str) -> bytes:
    key = f"pdf:{digest}"
    found: bytes | None = cache.get(key)
    if found is None:
        limits.spend(request, "pdf")
        found = pdf.from_html(html)
        if len(found) <= MOST_BYTES:
            cache.set(key, found, KEPT_SECONDS)
    return found
