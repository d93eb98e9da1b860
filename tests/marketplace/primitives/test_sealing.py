"""Sealing opens for its key and purpose alone."""

from __future__ import annotations

import base64
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marketplace.primitives import sealing
from marketplace.primitives.sealing import DoesNotOpen, KeyPair, Sealed

PURPOSE = {"tender": "JN-2026-0186", "bid": "7", "version": "1", "deadline": "2026-11-28T17:00:00+08:00"}


@given(plaintext=st.binary(max_size=4096))
@settings(max_examples=50)
def test_what_is_sealed_opens_again(plaintext: bytes) -> None:
    """With its key, for its purpose, also after a trip through JSON."""
    keys = KeyPair.generate()
    sealed = Sealed.from_mapping(sealing.seal(plaintext, keys.public, PURPOSE).to_mapping())
    assert sealing.unseal(sealed, keys, PURPOSE) == plaintext


@pytest.mark.parametrize("name", sorted(PURPOSE))
def test_another_purpose_does_not_open(name: str) -> None:
    """A bid moved to another tender, bidder, version or deadline stays shut."""
    keys = KeyPair.generate()
    sealed = sealing.seal(b"86000.00", keys.public, PURPOSE)
    with pytest.raises(DoesNotOpen):
        sealing.unseal(sealed, keys, PURPOSE | {name: "other"})


@pytest.mark.parametrize("part", ["ephemeral", "wrap_nonce", "wrapped_key", "nonce", "ciphertext"])
def test_one_changed_bit_does_not_open(part: str) -> None:
    """Every part is authenticated."""
    keys = KeyPair.generate()
    sealed = sealing.seal(b"86000.00", keys.public, PURPOSE)
    bent = bytearray(base64.b64decode(sealed.to_mapping()[part]))
    bent[0] ^= 1
    parts = sealed.to_mapping() | {part: base64.b64encode(bent).decode()}
    with pytest.raises(DoesNotOpen):
        sealing.unseal(Sealed.from_mapping(parts), keys, PURPOSE)


def test_another_key_and_another_algorithm_do_not_open() -> None:
    """The algorithm is named so that others may follow; an unknown one is refused."""
    keys = KeyPair.generate()
    sealed = sealing.seal(b"86000.00", keys.public, PURPOSE)
    with pytest.raises(DoesNotOpen):
        sealing.unseal(sealed, KeyPair.generate(), PURPOSE)
    with pytest.raises(DoesNotOpen):
        sealing.unseal(replace(sealed, algorithm="SM2-SM4"), keys, PURPOSE)


def test_the_same_text_never_looks_the_same() -> None:
    """Equal bids cannot be told from their sealed texts or commitments."""
    keys = KeyPair.generate()
    sealed = [sealing.seal(b"86000.00", keys.public, PURPOSE).ciphertext for _ in range(2)]
    committed = [sealing.commitment({"price": "86000.00"}, sealing.fresh_salt()) for _ in range(2)]
    assert sealed[0] != sealed[1]
    assert committed[0] != committed[1]


def test_a_commitment_binds_content_and_salt() -> None:
    """One cent or one salt more and it is another commitment; the order of keys does not matter."""
    salt = sealing.fresh_salt()
    committed = sealing.commitment({"price": "86000.00", "days": 30}, salt)
    assert sealing.commits_to(committed, {"days": 30, "price": "86000.00"}, salt)
    assert not sealing.commits_to(committed, {"days": 30, "price": "86000.01"}, salt)
    assert not sealing.commits_to(committed, {"days": 30, "price": "86000.00"}, sealing.fresh_salt())


def test_a_lock_opens_with_its_key_and_purpose() -> None:
    """Drafts lie under a key of their own."""
    key = sealing.new_key()
    locked = sealing.lock(b"draft", key, PURPOSE)
    assert sealing.unlock(locked, key, PURPOSE) == b"draft"
    with pytest.raises(DoesNotOpen):
        sealing.unlock(locked, sealing.new_key(), PURPOSE)
    with pytest.raises(DoesNotOpen):
        sealing.unlock(locked, key, PURPOSE | {"version": "2"})
