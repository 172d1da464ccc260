"""Whether the receiving server vouches for the address in From (RFC 8601); pure.

Anybody can write such a header.  Only the topmost counts, and only when it names the server that
the office trusts: a receiving server puts its own above all that came with the mail.
"""

import re
from collections.abc import Iterator

from channels.email.automatic import Fields
from tickets.domain.message import Trust

_COMMENT = re.compile(r"\([^()]*\)")
_RESULT = re.compile(r"\s*([a-z][a-z0-9-]*)(?:\s*/\s*\d+)?\s*=\s*([a-z]+)(.*)", re.DOTALL)
_PROPERTY = re.compile(r"([a-z]+\.[a-z0-9-]+)\s*=\s*\"?([^\s\";]+)")
_DOMAINS = {"dkim": "header.d", "spf": "smtp.mailfrom"}  # what each method vouches for
_LONGEST = 10_000


def trust(fields: Fields, sender: str, authserv_id: str) -> Trust:
    """Read the topmost ``Authentication-Results`` of that server, about the sender's address.

    >>> told = "mx.kantor.example; dmarc=pass header.from=warga.example"
    >>> trust({"authentication-results": [told]}, "siti@warga.example", "mx.kantor.example")
    <Trust.VERIFIED: 'verified'>
    """
    top = next(iter(fields.get("authentication-results", ())), "")[:_LONGEST].lower()
    while (plain := _COMMENT.sub(" ", top)) != top:
        top = plain  # comments may stand in comments
    server, _, told = top.partition(";")
    if server.split()[:1] != [authserv_id.lower()]:
        return Trust.UNVERIFIED
    domain = sender.rpartition("@")[2]
    results = list(_results(told))
    policy = {result for method, result, _ in results if method == "dmarc"}
    if "fail" in policy:
        return Trust.FAILED
    if "pass" in policy or any(_vouches(*one, domain) for one in results):
        return Trust.VERIFIED
    failed = any(method in _DOMAINS and result == "fail" for method, result, _ in results)
    return Trust.FAILED if failed else Trust.UNVERIFIED


def _results(told: str) -> Iterator[tuple[str, str, dict[str, str]]]:
    for one in told.split(";"):
        if found := _RESULT.match(one):
            yield found[1], found[2], dict(_PROPERTY.findall(found[3]))


def _vouches(method: str, result: str, properties: dict[str, str], domain: str) -> bool:
    """Whether it passed for the domain itself or for one it lies under."""
    named = properties.get(_DOMAINS.get(method, ""), "").rpartition("@")[2]
    return result == "pass" and "." in named and f".{domain}".endswith(f".{named}")
