"""A form that comes back with what is wrong is no success, whichever package drew it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.deprecation import MiddlewareMixin

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.template.response import SimpleTemplateResponse

OK, UNPROCESSABLE = 200, 422


class RefusedFormMiddleware(MiddlewareMixin):
    """Pages of allauth and Wagtail answer 200 to a form with mistakes; ours answer 422, and so do they here."""

    def process_template_response(
        self, request: HttpRequest, response: SimpleTemplateResponse
    ) -> SimpleTemplateResponse:
        """422 where a form was sent and is shown again with its mistakes."""
        context: dict[str, Any] = response.context_data or {}
        form = context.get("form")
        sent = request.method == "POST" and response.status_code == OK
        if sent and isinstance(form, forms.BaseForm) and form.is_bound and form.errors:
            response.status_code = UNPROCESSABLE
        return response
