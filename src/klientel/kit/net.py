"""Addresses of the network: who is calling, and what may be called from here."""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

_NAT64 = IPv6Network("64:ff9b::/96")
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


def is_public(ip: str | IPv4Address | IPv6Address) -> bool:
    """Whether an address belongs to the open internet; text that is no address does not.

    Addresses that wrap another one (mapped, 6to4, Teredo, NAT64) are judged by what they wrap, too.
    """
    address = _parsed(ip) if isinstance(ip, str) else ip
    if address is None or not address.is_global:
        return False
    if address.is_multicast or address.is_reserved or address.is_unspecified or address.is_loopback:
        return isinstance(address, IPv6Address) and address in _NAT64 and _wraps_public(address)
    return _wraps_public(address)


def _wraps_public(address: IPv4Address | IPv6Address) -> bool:
    if isinstance(address, IPv4Address):
        return True
    wrapped = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    if address in _NAT64:
        wrapped.append(IPv4Address(int(address) & 0xFFFFFFFF))
    return all(is_public(inner) for inner in wrapped if inner is not None)


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
