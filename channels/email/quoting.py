"""What is new in a mail, and what it quotes: pure, line by line, in linear time.

Header lines of Indonesian and English clients are known here; those of other languages come
from mail-parser-reply, whose patterns take cubic time and so only ever see one short line.
"""

import dataclasses
import itertools
import re
from collections.abc import Callable, Iterator

from mailparser_reply.constants import MAIL_LANGUAGES

Patterns = Iterator[tuple[re.Pattern[str], ...]]

_WROTE = re.compile(
    r"^(?:pada|on|tanggal)\b.{0,480}\b(?:menulis|wrote|mengirim|berkata)\s*:$", re.IGNORECASE
)
_NAME_WROTE = re.compile(
    r"^[^<>]{0,120}<[^<>\s]{3,254}>[^<>]{0,80}\b(?:menulis|wrote)\s*:$", re.IGNORECASE
)
_WROTE_BEFORE_IT = re.compile(  # Yahoo on telephones goes on in the same line
    r"^(?:pada|on)\b[^<>]{0,300}<[^<>\s@]{1,64}@[^<>\s@]{1,255}>\s?(?:menulis|wrote)\s?:\s",
    re.IGNORECASE,
)
_HAS_DATE_OR_ADDRESS = re.compile(r"[0-9@]")
_ORIGINAL = re.compile(
    r"^-{2,}\s*(?:original (?:message|appointment|e?mail)|(?:pesan|email) asli|pesan semula)"
    r"\s*-{2,}$",
    re.IGNORECASE,
)
_FORWARD = re.compile(
    r"^(?:-{2,}\s*(?:forwarded (?:message|by .{0,200})|pesan (?:terusan|yang diteruskan)|"
    r"pesan diteruskan|diteruskan oleh .{0,200})\s*-{2,}|begin forwarded message:|"
    r"mulai meneruskan pesan:|(?:mulai|awal) pesan (?:terusan|yang diteruskan):)$",
    re.IGNORECASE,
)
_FIRST_FIELD = re.compile(r"^\**(?:from|dari|pengirim)\s*:\**\s*\S", re.IGNORECASE)
_OTHER_FIELD = re.compile(
    r"^\**(?:sent|date|to|cc|subject|dikirim|terkirim|tanggal|kepada|untuk|ke|tembusan|perihal|"
    r"subjek|hal|judul)\s*:\**",
    re.IGNORECASE,
)
_RULE = re.compile(r"^_{10,}$")
_PROGRAM = (
    r"(?:iphone|ipad|mac|ponsel|perangkat|hp\b|handphone|telepon|smartphone|android|samsung|galaxy|"
    r"xiaomi|redmi|oppo|vivo|realme|huawei|blackberry|nokia|yahoo|outlook|gmail|mail\b|e-?mail\b|"
    r"aplikasi|thunderbird|proton|roundcube|zimbra|windows)"
)
_SENT_FROM = re.compile(
    r"^(?:sent (?:from|via|with|using) (?:my |the |an? )?|(?:di|ter)kirim (?:dari|melalui|dengan|"
    rf"lewat|menggunakan) |get |dapatkan |unduh ){_PROGRAM}.{{0,200}}$",
    re.IGNORECASE,
)
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_LONGEST_MARK = 600  # characters of a line that are looked at
_LONGEST_FOREIGN = 200  # characters
_LONGEST_ATTRIBUTION = 4  # lines, as clients wrap it
_MOST_FOREIGN = 200  # lines; some of the patterns take quadratic time
_MOST_LINES = 20_000  # among which the beginning of a quote is looked for


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """A body in two."""

    new: str
    quoted: str


def split(text: str, *, forwarded: bool = False) -> Split:
    """Part the new text from the quoted rest; nothing is lost.

    A forwarded mail with no words of its own is all new; ``forwarded`` where the subject says so.
    """
    found = _split(text)
    return _made(text.split("\n"), []) if forwarded and not found.new else found


def _split(text: str) -> Split:
    lines = text.split("\n")
    marks = [
        _INVISIBLE.sub("", line[:_LONGEST_MARK].replace("\xa0", " ")).strip()
        for line in lines[:_MOST_LINES]
    ]
    foreign = _foreign_patterns()
    for at, mark in enumerate(marks):
        if not mark:
            continue
        if mark.startswith(">"):
            return _around_quotes(lines, at, at)
        if mark == "--" or _FORWARD.match(mark):
            return _cut(lines, at, keep_if_alone=True)
        if _ORIGINAL.match(mark) or _WROTE_BEFORE_IT.match(mark) or _starts_header_block(marks, at):
            return _cut(lines, at)
        if end := _attribution_end(marks, at, foreign):
            return _after_attribution(lines, marks, at, end)
    return _made(lines, [])


def _foreign_patterns() -> Patterns:
    """Give "X wrote:" in the other languages that mail-parser-reply knows, so many times."""
    patterns = tuple(
        re.compile(words["wrote_header"], re.IGNORECASE)
        for language, words in MAIL_LANGUAGES.items()
        if language != "en" and "wrote_header" in words
    )
    return itertools.repeat(patterns, _MOST_FOREIGN)


def _attribution_end(marks: list[str], at: int, foreign: Patterns) -> int | None:
    """Return the line after an "X wrote:" that begins at ``at`` and may be wrapped."""
    if _NAME_WROTE.match(marks[at]):
        return at + 1
    joined = ""
    for end in range(at, min(at + _LONGEST_ATTRIBUTION, len(marks))):
        if not marks[end]:
            return None
        joined = f"{joined} {marks[end]}".strip()
        if marks[end].endswith((":", "：")) and _is_attribution(joined, foreign):  # noqa: RUF001
            return end + 1
    return None


def _is_attribution(line: str, foreign: Patterns) -> bool:
    if not _HAS_DATE_OR_ADDRESS.search(line):
        return False
    if _WROTE.match(line):
        return True
    return len(line) <= _LONGEST_FOREIGN and any(p.match(line) for p in next(foreign, ()))


def _starts_header_block(marks: list[str], at: int) -> bool:
    """Tell Outlook's "From: … Sent: … To: … Subject:", perhaps under a rule of underscores."""
    if _RULE.match(marks[at]):
        at = next((i for i in range(at + 1, min(at + 4, len(marks))) if marks[i]), at)
    if not _FIRST_FIELD.match(marks[at]):
        return False
    return sum(bool(_OTHER_FIELD.match(mark)) for mark in marks[at + 1 : at + 7]) >= 2  # noqa: PLR2004


def _after_attribution(lines: list[str], marks: list[str], at: int, end: int) -> Split:
    """After "X wrote:" come either marked lines, answered between or below, or all is quoted."""
    following = next((mark for mark in marks[end:] if mark), "")
    return _around_quotes(lines, at, end) if following.startswith(">") else _cut(lines, at)


def _around_quotes(lines: list[str], at: int, end: int) -> Split:
    """Keep what was written above, between and below lines marked with ``>``, to a signature."""
    new, quoted = lines[:at], lines[at:end]
    for number, line in enumerate(lines[end:], end):
        bare = line.strip()
        if bare == "--":
            return _made(new, [*quoted, *lines[number:]])
        (quoted if bare.startswith(">") else new).append(line)
    return _made(new, quoted)


def _cut(lines: list[str], at: int, *, keep_if_alone: bool = False) -> Split:
    if keep_if_alone and not _made(lines[:at], []).new:
        return _made(lines, [])
    return _made(lines[:at], lines[at:])


def _made(new: list[str], quoted: list[str]) -> Split:
    """Fold away "Sent from my phone" too, and squeeze blank lines."""
    ends = len(new)
    while ends and (not new[ends - 1].strip() or _SENT_FROM.match(new[ends - 1].strip())):
        ends -= 1
    kept = "\n".join(line.rstrip() for line in new[:ends])
    return Split(
        new=re.sub(r"\n{3,}", "\n\n", kept).strip(),
        quoted="\n".join([*(line for line in new[ends:] if line.strip()), *quoted]).strip(),
    )


_PREFIX = re.compile(
    r"^\s*(?:re|fw|fwd|bls|balas|trs|terusan|tr|aw|wg|sv|antw)\s*(?:\[\d+\]|\(\d+\))?\s*[:：]\s*",  # noqa: RUF001
    re.IGNORECASE,
)


_FORWARDED = re.compile(
    r"^\s*(?:(?:re|bls|balas)\s*:\s*){0,5}(?:fw|fwd|trs|terusan|wg|tr)\s*[:：]",  # noqa: RUF001
    re.IGNORECASE,
)


def is_forward(subject: str) -> bool:
    """Whether the subject says that it is a forwarded mail.

    >>> is_forward("Trs: Izin usaha"), is_forward("Re: Izin usaha")
    (True, False)
    """
    return bool(_FORWARDED.match(subject))


def bare_subject(
    subject: str, matches: Callable[[str], re.Match[str] | None] = _PREFIX.match
) -> str:
    """Take the reply and forward prefixes off.

    >>> bare_subject("Re: BLS: Fwd: Izin usaha")
    'Izin usaha'
    """
    while found := matches(subject):
        subject = subject[found.end() :]
    return subject.strip()
