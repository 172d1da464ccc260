"""Reading what other servers answer, and where a request came from."""

import ipaddress
from collections.abc import Sequence
from typing import TypeAlias

import aiohttp

Network: TypeAlias = ipaddress.IPv4Network | ipaddress.IPv6Network
_HOME = 64  # bits of an IPv6 address that one household or office has to itself


async def read_at_most(response: aiohttp.ClientResponse, limit: int) -> bytes | None:
    """The body, or None as soon as it turns out to be longer than ``limit`` bytes."""
    body = bytearray()
    async for chunk in response.content.iter_any():
        body += chunk
        if len(body) > limit:
            return None
    return bytes(body)


def client_address(remote: str, forwarded: Sequence[str], trusted: Sequence[Network]) -> str:
    """Who asks: the last address on the way (``X-Forwarded-For``) that is no proxy of ours.

    ``forwarded``: the values of that header, in their order.  It is believed only from a trusted
    proxy, and only as far as it can be read.

    >>> client_address("10.0.0.1", ["1.2.3.4, 5.6.7.8"], [ipaddress.ip_network("10.0.0.0/8")])
    '5.6.7.8'
    >>> client_address("9.9.9.9", ["1.2.3.4"], [ipaddress.ip_network("10.0.0.0/8")])
    '9.9.9.9'
    """
    told = [part.strip() for value in forwarded for part in value.split(",")]
    while told and _within(remote, trusted):
        before = told.pop()
        if not _is_address(before):
            break
        remote = before
    return remote


def neighbourhood(remote: str) -> str:
    """What counts as one network address: of IPv6 all that one household may have.

    >>> neighbourhood("2001:db8::1:2:3:4")
    '2001:db8::/64'
    >>> neighbourhood("::ffff:1.2.3.4")
    '1.2.3.4'
    """
    if not _is_address(remote):
        return remote
    address = ipaddress.ip_address(remote)
    if address.version == 4:  # noqa: PLR2004
        return remote
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((address, _HOME), strict=False))


def _within(remote: str, networks: Sequence[Network]) -> bool:
    if not _is_address(remote):
        return False
    address = ipaddress.ip_address(remote)
    plain = address.ipv4_mapped or address if address.version == 6 else address  # noqa: PLR2004
    return any(plain in network for network in networks)


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
