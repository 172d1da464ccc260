"""What is looked for and what is found, in words: how texts are read, and how hits are shown."""

import dataclasses
import functools
import re
import unicodedata
from collections.abc import Iterator, Sequence

from tickets.domain import number
from tickets.domain.stemming import stem

_WORD = re.compile(r"(?:[^\W_]|[\u0300-\u036f])+")
_PHONE = re.compile(
    r"(?<![\w+])(?:\+?62|0)[ ().-]{0,2}(8[0-9](?:[ ().-]{0,2}[0-9]){6,11})(?!\w)", re.ASCII
)
_QUOTED = re.compile(r'["“”„]([^"“”„]*)(?:["“”„]|$)')
_LONGEST_WORD = 40  # letters; of longer ones the beginning counts
_MOST_WORDS = 4000  # of one message; what comes after is not found
_MOST_TERMS = 12
_LONGEST_QUERY = 300
_SHORTEST_BEGINNING = 3  # letters of a word that is still being typed
GAP = ""  # between the parts of a document: no phrase goes across it
_COMMON = frozenset(
    {"yang", "di", "ke", "dari", "untuk", "dan", "atau", "dengan", "pada", "ini", "itu", "saya"}
    | {"the", "a", "an", "of", "to", "and", "or", "for", "in", "on", "is", "i"}
)  # words of a query that say nothing, beside others


@dataclasses.dataclass(frozen=True, slots=True)
class Token:
    """A word of a text, folded, and where it stands."""

    start: int
    end: int
    word: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """The words of a message as they are written, and at the same places their stems."""

    words: tuple[str, ...]
    stems: tuple[str, ...]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """Words that must stand beside each other; one word, mostly."""

    words: tuple[str, ...]
    literal: bool = False  # in quotation marks: as written, and nothing akin
    begun: bool = False  # the last word may go on

    @property
    def stems(self) -> tuple[str, ...]:
        """Their stems."""
        return tuple(map(stem, self.words))


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What is looked for: each term must be there.  Without terms nothing is."""

    terms: tuple[Term, ...]
    number: str | None = None  # a receipt number in it

    @property
    def words(self) -> tuple[str, ...]:
        """All words, in their order."""
        return tuple(word for term in self.terms for word in term.words)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A piece of a text, and whether it is what was looked for."""

    text: str
    hit: bool = False


def tokens(text: str) -> Iterator[Token]:
    """The words of a text, folded: small letters, no accents."""
    for found in _WORD.finditer(text):
        if word := _folded(found[0]):
            yield Token(found.start(), found.end(), word)


def document(*parts: str) -> Document:
    """What is kept of a message, so that it can be found by any of its parts.

    >>> document("Perizinan", "hubungi +62 812-3456-7890").words[-1]
    '81234567890'
    """
    words: list[str] = []
    for part in parts:
        words += [token.word for token in tokens(part)]
        words.append(GAP)
    del words[_MOST_WORDS:]
    for part in parts:
        words += [phone for _, _, phone in _phones(part)]
    return Document(words=tuple(words), stems=tuple(map(stem, words)))


def parse(text: str) -> Query:
    """Read what someone typed; whatever it is, it is a query.

    >>> [term.words for term in parse('izin "surat usaha" siti@contoh.id').terms]
    [('izin',), ('siti', 'contoh', 'id'), ('surat', 'usaha')]
    """
    text = text.replace("\x00", " ")[:_LONGEST_QUERY]
    quoted = (tuple(word.word for word in tokens(found[1])) for found in _QUOTED.finditer(text))
    terms = [Term(words=words, literal=True) for words in quoted if words]
    rest = _QUOTED.sub(" ", text)
    phones = [Term(words=(phone,), literal=True) for _, _, phone in _phones(rest)]
    loose = list(_loose(_PHONE.sub(" ", rest)))
    spoken = [term for term in loose if not set(term.words) <= _COMMON]
    chosen = [*(spoken if spoken or terms or phones else loose), *terms, *phones]
    return Query(terms=tuple(chosen[:_MOST_TERMS]), number=number.find(text))


def _loose(text: str) -> Iterator[Term]:
    chunks = text.split()
    for place, chunk in enumerate(chunks):
        words = tuple(token.word for token in tokens(chunk))
        if words:
            last = place == len(chunks) - 1 and text[-1].isalnum()
            begun = last and len(words[-1]) >= _SHORTEST_BEGINNING
            yield Term(words=words, begun=begun)


def _phones(text: str) -> Iterator[tuple[int, int, str]]:
    """Mobile numbers of Indonesia, without what stands before the 8."""
    for found in _PHONE.finditer(text):
        yield found.start(), found.end(), re.sub(r"[^0-9]", "", found[1])


@functools.lru_cache(maxsize=50_000)
def _folded(word: str) -> str:
    if word.isascii():
        return word.lower()[:_LONGEST_WORD]
    plain = unicodedata.normalize("NFKD", word).casefold()
    return "".join(letter for letter in plain if letter.isalnum())[:_LONGEST_WORD]


_AROUND = 220  # characters of a fragment
_BEFORE = 40  # of them before its first hit


def fragment(text: str, query: Query) -> tuple[Piece, ...]:
    """The part of a text with most of what was looked for, in pieces; its beginning if none."""
    marks = _marks(text, query)
    first = _densest(marks)
    start = _word_start(text, max(0, marks[first][0] - _BEFORE)) if marks else 0
    end = start + _AROUND
    pieces = [Piece(text="…")] if start > 0 else []
    at = start
    for begin, stop, _ in marks:
        if begin >= at and stop <= end:
            pieces += [Piece(text=text[at:begin]), Piece(text=text[begin:stop], hit=True)]
            at = stop
    pieces.append(Piece(text=text[at:end] + ("…" if len(text) > end else "")))
    return tuple(_joined(pieces))


def found_in(text: str, query: Query) -> bool:
    """Whether a text has anything of it."""
    return bool(_marks(text, query))


def _marks(text: str, query: Query) -> list[tuple[int, int, str]]:
    """Where what was looked for stands: begin, end, and which of it."""
    literal = {word for term in query.terms if term.literal for word in term.words}
    loose = {akin for term in query.terms if not term.literal for akin in term.stems}
    begun = tuple(term.words[-1] for term in query.terms if term.begun)
    marks: list[tuple[int, int, str]] = []
    for count, token in enumerate(tokens(text)):
        if count >= _MOST_WORDS:
            break
        akin = stem(token.word)
        if akin in loose or token.word in literal or token.word.startswith(begun):
            marks.append((token.start, token.end, akin))
    marks += [phone for phone in _phones(text) if phone[2] in literal]
    return sorted(marks)


def _densest(marks: Sequence[tuple[int, int, str]]) -> int:
    """The mark from which a fragment holds the most different words."""
    best, most = 0, 0
    for first, (start, _, _) in enumerate(marks):
        within = (akin for _, end, akin in marks[first : first + 40] if end <= start + _AROUND)
        if (count := len(set(within))) > most:
            best, most = first, count
    return best


def _word_start(text: str, at: int) -> int:
    """The beginning of the next word, unless it is far."""
    if at == 0:
        return 0
    space = re.compile(r"\s").search(text, at, at + _BEFORE // 2)
    return space.end() if space else at


def _joined(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """The same on one line, without empty ones."""
    for piece in pieces:
        if line := re.sub(r"\s+", " ", piece.text):
            yield dataclasses.replace(piece, text=line)
