"""What is kept of a browser and its network address: enough to know one's own again, no more."""

import ipaddress
import re

_FAMILIES = (  # the first that is named: most also claim to be those below
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)
_LONGEST = 500  # characters of a header that are looked at


def family(user_agent: str) -> str:
    """Which browser on which system; empty when it is none we know.

    >>> family("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")
    'Firefox, Linux'
    >>> family("python-requests/2.32")
    ''
    """
    told = user_agent[:_LONGEST]
    browser = next((name for mark, name in _FAMILIES if re.search(rf"\b{mark}/", told)), "")
    system = next((name for mark, name in _SYSTEMS if mark in told), "")
    return ", ".join(part for part in (browser, system) if part)


def shortened(address: str) -> str:
    """A network address without its last part, as it is kept and shown.

    >>> shortened("203.0.113.77")
    '203.0.113.…'
    >>> shortened("2001:db8:1:2::7")
    '2001:db8:1::…'
    """
    try:
        read = ipaddress.ip_address(address)
    except ValueError:
        return ""
    if isinstance(read, ipaddress.IPv6Address) and read.ipv4_mapped is not None:
        read = read.ipv4_mapped
    if isinstance(read, ipaddress.IPv4Address):
        return f"{str(read).rpartition('.')[0]}.…"
    network = ipaddress.ip_network((read, 48), strict=False)
    return f"{str(network.network_address).rstrip(':')}::…"
