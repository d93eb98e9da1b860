"""Where a bid was handed in from, as keyed digests that are equal or not, and tell nothing else.

The key is another one for every call: nobody is followed from call to call, and without the key no address can be
tried out.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address, ip_network

PREFIX = 64  # of an IPv6 address: one household or office


@dataclass(frozen=True, slots=True)
class Origin:
    """The network address and the browser's own description of a request."""

    address: str
    agent: str


@dataclass(frozen=True, slots=True)
class Digests:
    """Of the network, and of network and browser together, in hexadecimal; empty where the address is unknown."""

    network: str = ""
    device: str = ""


def digests(origin: Origin, key: bytes, tender: str) -> Digests:
    """What is kept of an origin for one call."""
    own = hmac.digest(key, f"origin|{tender}".encode(), hashlib.sha256)
    network = _network(origin.address)
    if not network:
        return Digests()
    agent = origin.agent.strip()
    return Digests(_of(own, f"network|{network}"), _of(own, f"device|{network}|{agent}") if agent else "")


def _of(key: bytes, text: str) -> str:
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def _network(address: str) -> str:
    try:
        found = ip_address(address)
    except ValueError:
        return ""
    if found.is_loopback:
        return ""
    return str(ip_network((found, PREFIX), strict=False)) if isinstance(found, IPv6Address) else str(found)
