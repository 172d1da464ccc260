"""What is looked for, in the words of each engine's index."""

from collections.abc import Callable, Iterable, Sequence

from tickets.domain.searching import Query, Term

_SHORTEST_NAME = 2  # letters of a part of a name


def tsquery(query: Query) -> str:
    """The literal of a tsquery: words as written where they are quoted, stems otherwise.

    >>> from tickets.domain.searching import parse
    >>> tsquery(parse('"surat kuasa" perizinan usa'))
    "'izin' & ('usa':*A | 'usa') & ('surat':A <-> 'kuasa':A)"
    """
    return " & ".join(map(_pg_term, query.terms))


def tsquery_as_written(query: Query) -> str:
    """The same, for all words as they are written."""
    return " & ".join(_pg_row(term.words, begun=term.begun) for term in query.terms)


def tsquery_in_a_row(query: Query) -> str:
    """The same, for all words as they are written and one after the other."""
    return _pg_row(query.words, begun=_last_begun(query))


def _pg_term(term: Term) -> str:
    if term.literal:
        return _pg_row(term.words, begun=False)
    lexemes = [f"'{akin}'" for akin in term.stems]
    if term.begun:
        lexemes[-1] = f"('{term.words[-1]}':*A | {lexemes[-1]})"
    return _pg_follow(lexemes)


def _pg_row(words: Sequence[str], *, begun: bool) -> str:
    lexemes = [f"'{word}':A" for word in words]
    if begun:
        lexemes[-1] = f"'{words[-1]}':*A"
    return _pg_follow(lexemes)


def _pg_follow(lexemes: Sequence[str]) -> str:
    return lexemes[0] if len(lexemes) == 1 else f"({' <-> '.join(lexemes)})"


def fts5(query: Query) -> str:
    """The same for FTS5, over the columns ``words`` and ``stems``.

    >>> from tickets.domain.searching import parse
    >>> fts5(parse('"surat kuasa" perizinan usa'))
    '(stems : "izin") AND (words : "usa" * OR stems : "usa") AND (words : "surat kuasa")'
    """
    return " AND ".join(f"({_fts5_term(term)})" for term in query.terms)


def fts5_as_written(query: Query) -> str:
    """The same, for all words as they are written."""
    rows = (_fts5_row(term.words, begun=term.begun) for term in query.terms)
    return " AND ".join(f"({row})" for row in rows)


def fts5_in_a_row(query: Query) -> str:
    """The same, for all words as they are written and one after the other."""
    return _fts5_row(query.words, begun=_last_begun(query))


def _fts5_term(term: Term) -> str:
    if term.literal:
        return _fts5_row(term.words, begun=False)
    akin = f'stems : "{" ".join(term.stems)}"'
    return f"{_fts5_row(term.words, begun=True)} OR {akin}" if term.begun else akin


def _fts5_row(words: Sequence[str], *, begun: bool) -> str:
    return f'words : "{" ".join(words)}"{" *" if begun else ""}'


def _last_begun(query: Query) -> bool:
    return query.terms[-1].begun


def people_tsquery(query: Query) -> str | None:
    """Names and addresses that have each word, or begin with it; None when it says too little."""
    return _people(query, " & ", lambda word: f"'{word}':*")


def people_fts5(query: Query) -> str | None:
    """The same for FTS5."""
    return _people(query, " AND ", lambda word: f'"{word}" *')


def _people(query: Query, between: str, each: Callable[[str], str]) -> str | None:
    words: Iterable[str] = query.words
    if not query.terms or all(len(word) < _SHORTEST_NAME for word in words):
        return None
    return between.join(map(each, words))
