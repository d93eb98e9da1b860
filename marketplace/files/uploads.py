"""Uploads stay in memory: nothing a person hands in touches the disk before it is checked or sealed."""

from __future__ import annotations

import io
from typing import Any, NoReturn

from django.conf import settings
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from marketplace.primitives.refusal import InvalidInput


class DroppedUpload(InMemoryUploadedFile):
    """A file that was too much to keep: it knows its size, so that forms can say so, and cannot be read.

    Django's own handler would leave it out, and the person would be told that no file was chosen.
    """

    def read(self, *_args: Any) -> NoReturn:
        """Refuse.

        Raises:
            InvalidInput: `files.too_large`.
        """
        raise InvalidInput("files.too_large", largest=settings.FILE_UPLOAD_MAX_MEMORY_SIZE // (1024 * 1024))

    def open(self, *_args: Any, **_options: Any) -> NoReturn:
        """Refuse like `read`."""
        self.read()

    def chunks(self, chunk_size: int | None = None) -> NoReturn:
        """Refuse like `read`."""
        self.read(chunk_size)


class MemoryOnlyHandler(FileUploadHandler):
    """Keeps the files of one request up to `FILE_UPLOAD_MAX_MEMORY_SIZE` bytes together; drops what is more."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.left = settings.FILE_UPLOAD_MAX_MEMORY_SIZE
        self.buffer: io.BytesIO | None = None

    def new_file(self, *args: Any, **options: Any) -> None:
        """Begin the next file of the request."""
        super().new_file(*args, **options)
        self.buffer = io.BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Keep a piece, or give up on this file and free its memory."""
        del start
        if self.buffer is None:
            return
        if len(raw_data) > self.left:
            self.left += self.buffer.tell()
            self.buffer = None
            return
        self.left -= len(raw_data)
        self.buffer.write(raw_data)

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        """The file, or what is known of one that was dropped."""
        dropped = self.buffer is None
        size = max(file_size, settings.FILE_UPLOAD_MAX_MEMORY_SIZE + 1) if dropped else file_size
        upload = self.buffer or io.BytesIO()
        upload.seek(0)
        kept = DroppedUpload if dropped else InMemoryUploadedFile
        return kept(
            upload, self.field_name, self.file_name, self.content_type, size, self.charset, self.content_type_extra
        )
