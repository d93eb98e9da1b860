"""Hand out a file to those who may read it."""

from __future__ import annotations

import logging
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from marketplace.files import access
from marketplace.files.models import StoredFile

# A file opened by itself may run nothing and load nothing, whatever slipped past the checks.
SANDBOX = "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"

log = logging.getLogger(__name__)


@require_safe
def download(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """The bytes as an attachment: 404 where there is no such file, 403 where the person may not read it.

    A file whose bytes are gone from the disk is a 404 too, and an error in the log: somebody must fetch the backup.
    """
    file = get_object_or_404(StoredFile, pk=pk)
    if not access.may_read(getattr(request, "membership", None), file):
        raise PermissionDenied
    etag = f'"{file.sha256}"'
    response = get_conditional_response(request, etag=etag) or _attachment(file)
    response["ETag"] = etag
    # Kept by the reader's own browser only, and asked for again each time: rights may have ended.
    response["Cache-Control"] = "private, no-cache"
    response["Content-Security-Policy"] = SANDBOX
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def _attachment(file: StoredFile) -> FileResponse:
    try:
        content = file.content.open("rb")
    except FileNotFoundError as error:
        log.exception("The bytes of file %s are missing", file.pk)
        raise Http404 from error
    return FileResponse(content, as_attachment=True, filename=file.name, content_type=file.content_type)
