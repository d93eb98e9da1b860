"""The log's two keys: one seals entries (every process), one signs tree heads (worker and verifier).

Each comes from the environment (32 bytes in base64), or is made once in a file only its owner can read.
"""

from __future__ import annotations

import base64
import os
import secrets
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.core.checks import CheckMessage
from django.core.checks import Warning as Advice

KEY_BYTES = 32


def entry_key() -> bytes:
    """The HMAC key that seals entries."""
    return kept_key("AUDIT_ENTRY_KEY", folder() / "entry.key")


def signing_key() -> Ed25519PrivateKey:
    """The Ed25519 key that signs tree heads."""
    return Ed25519PrivateKey.from_private_bytes(kept_key("AUDIT_SIGNING_KEY", folder() / "signing.key"))


def folder() -> Path:
    """Where checkpoints and made keys are kept, outside the database."""
    return Path(settings.AUDIT_DIR)


def kept_key(setting: str, path: Path) -> bytes:
    """32 bytes from the named setting (base64), else from the file, which is made where there is none."""
    given: str = getattr(settings, setting, "")
    return _decoded(given) if given else _kept(path)


@cache
def _decoded(text: str) -> bytes:
    key = base64.b64decode(text, validate=True)
    if len(key) != KEY_BYTES:
        message = f"An audit key has {KEY_BYTES} bytes, not {len(key)}"
        raise ValueError(message)
    return key


@cache
def _kept(path: Path) -> bytes:
    if not path.exists():
        _make(path)
    return _decoded(path.read_text(encoding="ascii").strip())


def _make(path: Path) -> None:
    """Make a key; of two processes that start together the first one's counts."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode() + "\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        # A link, unlike a rename, fails where the name is taken.
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def check_keys(**_options: object) -> list[CheckMessage]:
    """`manage.py check --deploy`: several servers must share the keys, which files on each of them do not."""
    return [
        Advice(f"{setting} is not set: each server would make a key of its own", id="audit.W001")
        for setting in ("AUDIT_ENTRY_KEY", "AUDIT_SIGNING_KEY")
        if not getattr(settings, setting, "")
    ]
