"""Looking for malware: a setting names the scanner (`FILES_SCANNER`), any callable from bytes to a finding."""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import cast

from django.conf import settings
from django.utils.module_loading import import_string

from marketplace.primitives.refusal import InvalidInput, Refusal

Scanner = Callable[[bytes], str]
CHUNK = 64 * 1024
PATIENCE_SECONDS = 30


class ScannerUnavailable(Refusal):
    """The scanner does not answer; nothing is stored unscanned."""

    status = 503


def scan(data: bytes) -> None:
    """Ask the scanner that the settings name.

    Raises:
        InvalidInput: `files.malware`, with the scanner's name of it.
        ScannerUnavailable: `files.scanner_unavailable`.
    """
    scanner = cast("Scanner", import_string(settings.FILES_SCANNER))
    if found := scanner(data):
        raise InvalidInput("files.malware", found=found)


def nothing(_data: bytes) -> str:
    """No scanner is installed: finds nothing."""
    return ""


def clamd(data: bytes) -> str:
    """Stream the bytes to a ClamAV daemon at `CLAMD_ADDRESS` (host:port); its finding, or "" for clean.

    Raises:
        ScannerUnavailable: no answer within 30 seconds, or one that is neither clean nor a finding.
    """
    host, _, port = str(settings.CLAMD_ADDRESS).rpartition(":")
    try:
        with socket.create_connection((host, int(port)), timeout=PATIENCE_SECONDS) as connection:
            connection.sendall(b"zINSTREAM\0")
            for start in range(0, len(data), CHUNK):
                chunk = data[start : start + CHUNK]
                connection.sendall(len(chunk).to_bytes(4, "big") + chunk)
            connection.sendall(bytes(4))
            answer = connection.makefile("rb").read().decode(errors="replace").strip("\0\n ")
    except (OSError, ValueError) as error:
        raise ScannerUnavailable("files.scanner_unavailable") from error
    if answer.endswith("FOUND"):
        return answer.removeprefix("stream: ").removesuffix(" FOUND")
    if not answer.endswith("OK"):
        raise ScannerUnavailable("files.scanner_unavailable")
    return ""
