"""The address in an e-mail that ends such mail: whoever has it may, signed in or not (RFC 8058)."""

from __future__ import annotations

from django.core import signing
from django.urls import reverse

_signer = signing.Signer(salt="search.unsubscribe")


def unsubscribe_url(search_id: int) -> str:
    """The address for this search."""
    return reverse("search:unsubscribe", args=[_signer.sign(str(search_id))])


def search_of(token: str) -> int | None:
    """The search that the address was made for; None for one that we did not make. It never runs out."""
    try:
        return int(_signer.unsign(token))
    except (signing.BadSignature, ValueError):
        return None
