"""Where a request comes from, for limits: what trusted proxies wrote, nothing a client can write."""

from __future__ import annotations

import re
from ipaddress import IPv6Address, ip_address

from django.conf import settings
from django.http import HttpRequest

# 9.9.9.9:4711, [2001:db8::1] and [2001:db8::1]:4711, as some proxies write them.
_WITH_PORT = re.compile(r"\[([0-9A-Fa-f:.]+)\](?::\d+)?|([\d.]+):\d+")


def client_address(request: HttpRequest) -> str:
    """The address that the outermost of the `TRUSTED_PROXIES` saw; without proxies, or where the header is shorter
    than they are many or no address, the address that connects to us."""
    direct = str(request.META.get("REMOTE_ADDR", ""))
    proxies = settings.TRUSTED_PROXIES
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",")]
    return _address(hops[-proxies]) or direct if 0 < proxies <= len(hops) else direct


def block_of(address: str) -> str:
    """What one connection is given: an IPv4 address, or the /64 of an IPv6 one, whose last half its owner chooses."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if not isinstance(parsed, IPv6Address):
        return str(parsed)
    return str(parsed.ipv4_mapped or IPv6Address(int(parsed) >> 64 << 64))


def client_block(request: HttpRequest) -> str:
    """What limits count: the block of the client's address."""
    return block_of(client_address(request))


def _address(text: str) -> str:
    if match := _WITH_PORT.fullmatch(text):
        text = match[1] or match[2]
    try:
        return str(ip_address(text))
    except ValueError:
        return ""
