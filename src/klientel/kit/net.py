"""Addresses of the network: who is calling."""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import IPv4Address, IPv6Address, ip_address

_UNKNOWN = str(IPv4Address(0))


def client_address(headers: Mapping[str, str], remote: str | None, trusted_proxies: int) -> str:
    """The address of the caller behind a chain of that many proxies of our own.

    Each proxy appends the address it was called from to `X-Forwarded-For`, so only the last
    `trusted_proxies` entries are believed; with 0 the header means nothing. "0.0.0.0" if unknown.
    """
    direct = _parsed(remote or "")
    if trusted_proxies > 0:
        chain = headers.get("X-Forwarded-For") or headers.get("x-forwarded-for") or ""
        hops = [hop for hop in chain.rsplit(",", trusted_proxies)[-trusted_proxies:] if hop.strip()]
        claimed = _parsed(hops[0]) if hops else None
        direct = claimed or direct
    return str(direct) if direct else _UNKNOWN


def _parsed(text: str) -> IPv4Address | IPv6Address | None:
    """An address as proxies write it, perhaps with brackets and port; None if it is none."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text)
    except ValueError:
        return None
    if isinstance(address, IPv6Address):
        return address.ipv4_mapped or address
    return address
