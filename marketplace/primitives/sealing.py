"""Sealing: what only the holder of a private key can read, bound to what it was sealed for.

Scheme ``X25519-HKDF-SHA256-AES256GCM``: the content is encrypted under a fresh AES-256-GCM key; that key is
wrapped under a key agreed between a fresh X25519 pair and the recipient's public key (HKDF-SHA256 over the shared
secret, with both public keys in its info). Both layers authenticate the associated data, so a sealed text moved to
another tender, bidder, version or deadline does not open. Primitives come from `cryptography`; none is our own.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from marketplace.primitives import canonical
from marketplace.primitives.refusal import Refusal

ALGORITHM = "X25519-HKDF-SHA256-AES256GCM"
KEY_BYTES, NONCE_BYTES, SALT_BYTES = 32, 12, 32
Associated = Mapping[str, str]


class DoesNotOpen(Refusal):
    """The sealed text was altered, sealed for something else, or the key is another one."""

    def __init__(self) -> None:
        super().__init__("sealing.does_not_open")


@dataclass(frozen=True, slots=True)
class KeyPair:
    """An X25519 pair as raw bytes, 32 each; the private half never leaves the vault."""

    private: bytes
    public: bytes

    @staticmethod
    def generate() -> KeyPair:
        """A fresh pair."""
        key = X25519PrivateKey.generate()
        return KeyPair(key.private_bytes_raw(), key.public_key().public_bytes_raw())


@dataclass(frozen=True, slots=True)
class Sealed:
    """A sealed text: everything that is needed to open it but the private key."""

    algorithm: str
    ephemeral: bytes
    wrap_nonce: bytes
    wrapped_key: bytes
    nonce: bytes
    ciphertext: bytes

    def to_mapping(self) -> dict[str, str]:
        """For a JSON column: bytes as base64."""
        parts = {name: base64.b64encode(getattr(self, name)).decode() for name in self.__slots__ if name != "algorithm"}
        return {"algorithm": self.algorithm, **parts}

    @staticmethod
    def from_mapping(values: Mapping[str, str]) -> Sealed:
        """Back from `to_mapping`."""
        parts = {name: base64.b64decode(values[name]) for name in Sealed.__slots__ if name != "algorithm"}
        return Sealed(algorithm=values["algorithm"], **parts)


def seal(plaintext: bytes, public_key: bytes, associated: Associated) -> Sealed:
    """Encrypt for the holder of the private key; `associated` is what it is sealed for, not secret."""
    context = canonical.dumps(dict(associated))
    content_key, nonce = AESGCM.generate_key(bit_length=256), secrets.token_bytes(NONCE_BYTES)
    ephemeral, wrap_nonce = KeyPair.generate(), secrets.token_bytes(NONCE_BYTES)
    wrapping_key = _agree(ephemeral.private, public_key, ephemeral.public, public_key)
    return Sealed(
        algorithm=ALGORITHM,
        ephemeral=ephemeral.public,
        wrap_nonce=wrap_nonce,
        wrapped_key=AESGCM(wrapping_key).encrypt(wrap_nonce, content_key, context),
        nonce=nonce,
        ciphertext=AESGCM(content_key).encrypt(nonce, plaintext, context),
    )


def unseal(sealed: Sealed, keys: KeyPair, associated: Associated) -> bytes:
    """The plaintext.

    Raises:
        DoesNotOpen: altered, sealed for other associated data, another key, or an unknown algorithm.
    """
    if sealed.algorithm != ALGORITHM:
        raise DoesNotOpen
    context = canonical.dumps(dict(associated))
    wrapping_key = _agree(keys.private, sealed.ephemeral, sealed.ephemeral, keys.public)
    try:
        content_key = AESGCM(wrapping_key).decrypt(sealed.wrap_nonce, sealed.wrapped_key, context)
        return AESGCM(content_key).decrypt(sealed.nonce, sealed.ciphertext, context)
    except InvalidTag as error:
        raise DoesNotOpen from error


def _agree(private: bytes, peer: bytes, ephemeral_public: bytes, recipient_public: bytes) -> bytes:
    shared = X25519PrivateKey.from_private_bytes(private).exchange(X25519PublicKey.from_public_bytes(peer))
    info = ALGORITHM.encode() + ephemeral_public + recipient_public
    return HKDF(algorithm=hashes.SHA256(), length=KEY_BYTES, salt=None, info=info).derive(shared)


def fresh_salt() -> bytes:
    """A salt of 32 bytes for a commitment."""
    return secrets.token_bytes(SALT_BYTES)


def commitment(content: canonical.Json, salt: bytes) -> str:
    """SHA-256 over the canonical JSON of content and salt, in hexadecimal: binds without telling."""
    return hashlib.sha256(canonical.dumps({"content": content, "salt": salt.hex()})).hexdigest()


def commits_to(committed: str, content: canonical.Json, salt: bytes) -> bool:
    """Whether this content was committed to."""
    return hmac.compare_digest(committed, commitment(content, salt))


def new_key() -> bytes:
    """A key for `lock`, 32 bytes."""
    return AESGCM.generate_key(bit_length=256)


def lock(plaintext: bytes, key: bytes, associated: Associated) -> bytes:
    """Encrypt under a shared key (drafts, wrapped keys): nonce and ciphertext in one."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plaintext, canonical.dumps(dict(associated)))


def unlock(locked: bytes, key: bytes, associated: Associated) -> bytes:
    """What `lock` locked.

    Raises:
        DoesNotOpen: altered, locked for something else, or another key.
    """
    try:
        return AESGCM(key).decrypt(locked[:NONCE_BYTES], locked[NONCE_BYTES:], canonical.dumps(dict(associated)))
    except InvalidTag as error:
        raise DoesNotOpen from error
