"""Mails as citizens send them."""

import email.message
import email.policy
import email.utils
from datetime import UTC, datetime

SITI = "siti@warga.example"


def mail(
    text: str,
    *,
    subject: str = "Pertanyaan",
    sender: str = SITI,
    to: str = "konsultasi@kantor.example",
    message_id: str | None = None,
    **headers: str,
) -> bytes:
    """A plain mail, as bytes on the wire."""
    made = email.message.EmailMessage(policy=email.policy.SMTP)
    made["From"] = f"Siti <{sender}>"
    made["To"] = to
    made["Subject"] = subject
    made["Date"] = email.utils.format_datetime(datetime(2026, 11, 23, 2, 0, tzinfo=UTC))
    made["Message-ID"] = message_id or email.utils.make_msgid(domain="warga.example")
    for name, value in headers.items():
        made[name.replace("_", "-")] = value
    made.set_content(text)
    return made.as_bytes()
