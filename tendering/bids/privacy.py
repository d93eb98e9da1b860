"""What keeps a bid's text out of error reports and shared caches while a request handles it."""

from __future__ import annotations

from collections.abc import ItemsView
from types import FrameType
from typing import Any

from django.http import HttpRequest
from django.views.debug import SafeExceptionReporterFilter


class SealedReport(SafeExceptionReporterFilter):
    """An error report that shows no value at all: neither what was sent nor any variable of any frame."""

    def is_active(self, request: HttpRequest | None) -> bool:
        """Always, whatever DEBUG says."""
        del request
        return True

    def get_post_parameters(self, request: HttpRequest | None) -> dict[str, Any]:
        """Names without values."""
        return {} if request is None else dict.fromkeys(request.POST, self.cleansed_substitute)

    def get_traceback_frame_variables(self, request: HttpRequest | None, tb_frame: FrameType) -> ItemsView[str, Any]:
        """Names without values."""
        del request
        return dict.fromkeys(tb_frame.f_locals, self.cleansed_substitute).items()


def seal_reports(request: HttpRequest) -> None:
    """Let errors of this request be reported without its content."""
    request.exception_reporter_filter = SealedReport()
