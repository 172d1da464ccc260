"""Errors as problem documents (RFC 9457): one middleware, one table.

``detail`` is English, for who writes a client.  People read the sentence that their console has for
``reason``, else for ``code``, with the values in ``params``.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import structlog
from aiohttp import web
from pydantic import ValidationError

from console.schemas import Problem
from tickets.commands.account import NotNow, NotProven
from tickets.commands.canned import InUse, TooManyPrepared
from tickets.commands.case import NotFound
from tickets.commands.contacts import CannotMerge
from tickets.commands.people import AlreadyThere, PasswordTooShort
from tickets.commands.proposals import AlreadySettled, Overtaken
from tickets.commands.resending import NoMail, NotFailed
from tickets.commands.reviews import AlreadyDecided
from tickets.commands.signing_in import CodeNeeded, CodeWrong, Locked, Wrong
from tickets.commands.splitting import CannotSplit, MovedOn, NothingStays, NotTheirs
from tickets.commands.staff import LastAdmin, Oneself
from tickets.commands.teams import NameTaken, NoName
from tickets.commands.whispers import NobodyHasIt
from tickets.commands.written import CannotSee, Empty, NotYours, TooLate, TooMuch
from tickets.domain.canned import MissingValue, UnknownVariable
from tickets.domain.fields import (
    BadField,
    BadValue,
    FieldArchived,
    FieldsMissing,
    KeyTaken,
    TooManyFields,
)
from tickets.domain.lifecycle import NotAllowed
from tickets.domain.macro import BadMacro
from tickets.domain.marks import BadTag, TooManyTags
from tickets.domain.refusal import Refusal
from tickets.domain.richtext import BadRichText
from tickets.domain.signing_in import Owed
from tickets.domain.wanted import NothingWanted
from tickets.queries import BadCursor
from tickets.queries.limits import TookTooLong
from tickets.queries.report_behind import NoSuchFigure
from tickets.queries.report_sql import BadPeriod

log = structlog.get_logger()
_KEPT_HEADERS = frozenset({"Allow", "Retry-After"})
_WHO_ASKED_LEFT = 499  # for nobody to read
_NO_PARAMS: Mapping[str, str | int] = MappingProxyType({})
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
TABLE: tuple[tuple[type[Refusal], int, str, str], ...] = (
    (NotFound, 404, "Not found", "not_found"),
    (NotAllowed, 409, "Not possible now", "not_allowed"),
    (CannotMerge, 409, "Not possible now", "not_allowed"),
    (NameTaken, 409, "Not possible now", "name_taken"),
    (NoName, 400, "The request is not valid", "no_name"),
    (CannotSee, 409, "Not for them", "cannot_see"),
    (NotYours, 403, "Not yours", "not_yours"),
    (TooLate, 409, "Too late", "too_late"),
    (AlreadySettled, 409, "Decided already", "already_settled"),
    (Overtaken, 409, "Overtaken", "overtaken"),
    (AlreadyDecided, 409, "Decided already", "already_decided"),
    (NothingStays, 409, "Not possible here", "nothing_stays"),
    (NotTheirs, 409, "Not possible here", "not_theirs"),
    (MovedOn, 409, "Not possible here", "moved_on"),
    (CannotSplit, 409, "Not possible now", "not_allowed"),
    (NotFailed, 409, "Nothing to try again", "not_failed"),
    (NoMail, 409, "No e-mail", "no_mail"),
    (TooMuch, 422, "Too much", "too_large"),
    (NobodyHasIt, 409, "Not possible now", "nobody_has_it"),
    (Empty, 400, "Nothing to send", "empty"),
    (BadRichText, 422, "No rich text", "bad_rich_text"),
    (NoSuchFigure, 404, "Not found", "not_found"),
    (BadCursor, 400, "Bad cursor", "bad_cursor"),
    (TookTooLong, 422, "Too much to look through", "too_broad"),
    (UnknownVariable, 422, "No such variable", "unknown_variable"),
    (MissingValue, 409, "A value is missing", "missing_value"),
    (InUse, 409, "In use", "in_use"),
    (TooManyPrepared, 422, "Too many", "too_many_prepared"),
    (NothingWanted, 422, "Not a filter", "bad_filter"),
    (BadMacro, 422, "Not a macro", "bad_macro"),
    (BadTag, 422, "Not a tag", "bad_tag"),
    (TooManyTags, 422, "Too many tags", "too_many_tags"),
    (BadField, 422, "Not a field", "bad_field"),
    (TooManyFields, 422, "Too many fields", "too_many_fields"),
    (KeyTaken, 409, "There already", "key_taken"),
    (BadValue, 422, "Not a value of the field", "bad_value"),
    (FieldArchived, 409, "Archived", "field_archived"),
    (FieldsMissing, 409, "Fields are empty", "fields_missing"),
    (Wrong, 401, "Not signed in", "wrong"),
    (CodeNeeded, 401, "Not signed in", "code_needed"),
    (CodeWrong, 401, "Not signed in", "code_wrong"),
    (Locked, 429, "Too many tries", "locked"),
    (NotProven, 403, "Not proven", "not_proven"),
    (NotNow, 409, "Not possible now", "not_now"),
    (PasswordTooShort, 422, "Too short", "password_short"),
    (AlreadyThere, 409, "There already", "already_there"),
    (Owed, 403, "First things first", "owed"),
    (LastAdmin, 409, "Not possible now", "last_admin"),
    (Oneself, 409, "Not for yourself", "oneself"),
    (BadPeriod, 400, "Not a period", "bad_period"),
)
# What the framework and the guards say, by status; all others are requests that cannot be read.
STATUSES: Mapping[int, str] = MappingProxyType(
    {
        400: "bad_request",
        401: "signed_out",
        403: "forbidden",
        404: "not_found",
        429: "too_often",
        500: "failed",
        503: "unavailable",
    }
)
# Faults of a request that a person can mend: the library's name, ours, and what holds the limit.
FAULTS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "string_too_long": ("text_too_long", "max_length"),
        "string_too_short": ("text_too_short", "min_length"),
        "too_long": ("too_many_items", "max_length"),
        "too_short": ("too_few_items", "min_length"),
    }
)


def problem(
    status: int,
    title: str,
    detail: str = "",
    code: str = "",
    errors: Sequence[dict[str, Any]] = (),
    retry_after: int | None = None,
    *,
    reason: str = "",
    params: Mapping[str, str | int] = _NO_PARAMS,
) -> web.Response:
    """A problem document; ``retry_after``: seconds after which it may do.

    ``reason`` and ``params`` as for `Refusal`.
    """
    body = Problem(
        title=title,
        status=status,
        detail=detail,
        code=code,
        reason=reason,
        params=dict(params),
        errors=list(errors),
        retry_after=retry_after,
    )
    return web.Response(
        status=status,
        text=body.model_dump_json(),
        content_type="application/problem+json",
        headers=None if retry_after is None else {"Retry-After": str(retry_after)},
    )


def invalid(why: ValidationError, where: str) -> web.Response:
    """What is wrong with a request, each fault with its place."""
    faults = [
        {"in": where, "loc": [str(part) for part in e["loc"]], "msg": e["msg"]}
        for e in why.errors(include_url=False, include_context=False, include_input=False)
    ]
    detail = "; ".join(f"{'.'.join(f['loc']) or where}: {f['msg']}" for f in faults)
    title, (reason, params) = "The request is not valid", _mendable(why)
    return problem(400, title, detail, "invalid", faults, reason=reason, params=params)


def _mendable(why: ValidationError) -> tuple[str, Mapping[str, str | int]]:
    first = why.errors(include_url=False, include_input=False)[0]
    if (known := FAULTS.get(first["type"])) is None:
        return "", _NO_PARAMS
    reason, limit = known
    return reason, {"limit": first.get("ctx", {})[limit]}


def _refused(why: Exception) -> web.Response | None:
    for kind, status, title, code in TABLE:
        if isinstance(why, kind):
            wait = why.seconds if isinstance(why, Locked) else None
            return problem(
                status, title, str(why), code, _empty(why), wait,
                reason=why.reason, params=why.params,
            )  # fmt: skip
    return None


def _after(why: web.HTTPException) -> Mapping[str, str | int]:
    wait = why.headers.get("Retry-After", "")
    return {"seconds": int(wait)} if wait.isdecimal() else _NO_PARAMS


def _left(request: web.Request, why: Exception) -> bool:
    """Whether it failed only because nobody is there any more: a connection broke, as they do."""
    transport = request.transport
    return isinstance(why, ConnectionError) and (transport is None or transport.is_closing())


def _empty(why: Exception) -> list[dict[str, Any]]:
    """The fields that are to be filled first, for whoever fills them."""
    if not isinstance(why, FieldsMissing):
        return []
    return [
        {"key": one.key, "label_id": one.label_id, "label_en": one.label_en} for one in why.fields
    ]


@web.middleware
async def problems(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn whatever goes wrong under /api/ into a problem document."""
    try:
        return await handler(request)
    except web.HTTPException as why:
        if not request.path.startswith("/api/") or why.status < 400:  # noqa: PLR2004
            raise
        detail = "" if why.text == f"{why.status}: {why.reason}" else why.text or ""
        if why.content_type == "application/json":  # aiohttp-pydantic's own words
            detail = "the body is not the JSON object that is expected here"
        code = STATUSES.get(why.status, STATUSES[400])
        said = problem(why.status, why.reason, detail, code, params=_after(why))
        for name in _KEPT_HEADERS & why.headers.keys():
            said.headers[name] = why.headers[name]
        return said
    except UnicodeDecodeError:
        return problem(400, "The request is not valid", "the body is not UTF-8", "invalid")
    except Exception as why:
        if (refused := _refused(why)) is not None:
            return refused
        if _left(request, why):
            return web.Response(status=_WHO_ASKED_LEFT)
        log.exception("http.failed", path=request.path)
        return problem(
            500, "Something went wrong here", "It was noted; please try again.", "failed"
        )
