"""Signs a mail with DKIM (RFC 6376), so that receivers can tell it is ours."""

import dataclasses
from typing import cast

import dkim

_HEADERS = (
    b"from", b"to", b"subject", b"date", b"message-id", b"reply-to", b"in-reply-to",
    b"references", b"mime-version", b"content-type", b"auto-submitted",
)  # fmt: skip


class BadKey(ValueError):
    """The key cannot sign."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """An RSA key in PEM whose other half stands in DNS at ``<selector>._domainkey.<domain>``."""

    selector: str
    domain: str
    key: str

    def signed(self, raw: bytes) -> bytes:
        """Put the signature before the mail, or raise `BadKey`."""
        try:
            header = dkim.sign(
                raw,
                self.selector.encode(),
                self.domain.encode("idna"),
                self.key.encode(),
                canonicalize=(b"relaxed", b"relaxed"),
                include_headers=[name for name in _HEADERS if _has(raw, name)],
            )
        except Exception as why:  # noqa: BLE001  # the library fails in many ways over a key
            raise BadKey(f"the DKIM key cannot sign ({type(why).__name__})") from None
        return cast("bytes", header) + raw


def _has(raw: bytes, name: bytes) -> bool:
    head = b"\r\n" + raw.partition(b"\r\n\r\n")[0].lower()
    return b"\r\n" + name + b":" in head
