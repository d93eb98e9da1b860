"""What is put into the envelope: content and salt in canonical form, padded so that its length tells little."""

from __future__ import annotations

import json
from typing import Any

from marketplace.primitives import canonical

BLOCK = 4096
SALT_HEX = 64


def packed(content: dict[str, Any], salt: bytes) -> bytes:
    """The plaintext to seal; its length is a multiple of 4,096 bytes."""
    text = canonical.dumps({"content": content, "salt": salt.hex()})
    return text.ljust(-(-len(text) // BLOCK) * BLOCK)


def unpacked(plaintext: bytes) -> tuple[dict[str, Any], bytes]:
    """Content and salt.

    Raises:
        ValueError: not packed by `packed`.
    """
    values = json.loads(plaintext)
    if not isinstance(values, dict) or not isinstance(values.get("content"), dict):
        message = "no package"
        raise ValueError(message)
    salt = bytes.fromhex(str(values.get("salt", "")))
    return values["content"], salt


def associated(*, tender: str, provider: int, version: int, deadline: str, part: str = "bid") -> dict[str, str]:
    """What a sealed text is bound to: it opens for this tender, provider, version, deadline and part only."""
    return {
        "tender": tender,
        "provider": str(provider),
        "version": str(version),
        "deadline": deadline,
        "part": part,
    }
