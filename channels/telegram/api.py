"""The few calls of the Bot API we make; fails only with `Trouble`.

Updates come as plain dicts (the library would read a whole batch at once, and one odd update
would spoil it).  For that the method is spelt ``getupdates``: the Bot API ignores case, and the
library does not take it for its own `Bot.get_updates`.
"""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, TypedDict, TypeVar
from urllib.parse import quote

from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaDocument,
    InputMediaPhoto,
    LinkPreviewOptions,
    MessageEntity,
    ReplyParameters,
    WebhookInfo,
)
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import HTTPXRequest

from channels.telegram.addressing import Me
from channels.telegram.commands import MENUS
from channels.telegram.composing import Files, Part, Text
from channels.telegram.formatting import Rich
from channels.telegram.presses import DONE
from channels.telegram.reading import KINDS
from channels.telegram.trouble import Trouble, trouble
from runtime.secret import Secret
from tickets.domain.message import Upload

T = TypeVar("T")
CONNECTIONS = 32  # one of them is the long poll's
CONNECT, ANSWER, GRACE = 5.0, 10.0, 5.0  # seconds: to connect, to answer, for both together
TRANSFER = 30.0  # seconds more, where files go with it
AT_ONCE = 40  # updates that Telegram may send to our webhook at the same time
TELLTALES = ("httpx", "httpcore", "telegram")  # they log URLs (the token) and bodies


class Request(HTTPXRequest):
    """The library's HTTP, with errors that carry neither a URL nor what was said."""

    async def do_request(self, *args: Any, **named: Any) -> tuple[int, bytes]:  # noqa: ANN401
        """Raise a fresh error: the original holds the request, whose URL holds the token."""
        try:
            return await super().do_request(*args, **named)
        except TimedOut:
            error: NetworkError = TimedOut()
        except NetworkError as why:
            error = NetworkError(f"no connection: {type(why.__cause__).__name__}")
        raise error

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Refuse what is no answer of the Bot API, without logging it."""
        try:
            answer = json.loads(payload)
        except ValueError:
            answer = None
        if isinstance(answer, dict) and ("result" in answer or "description" in answer):
            return answer
        raise TelegramError("not the Bot API's answer")


class Api:
    """One bot.  Connections are opened when needed, and again after `close`."""

    def __init__(self, token: Secret, base: str) -> None:
        hush()
        self._token = token
        self._request = Request(
            connection_pool_size=CONNECTIONS,
            connect_timeout=CONNECT,
            read_timeout=ANSWER,
            write_timeout=ANSWER,
            media_write_timeout=TRANSFER,
            pool_timeout=CONNECT,
        )
        root = base.rstrip("/")
        self._files = f"{root}/file/bot{token.reveal()}"
        self._bot = Bot(
            token.reveal(),
            base_url=f"{root}/bot",
            base_file_url=f"{root}/file/bot",
            request=self._request,
            get_updates_request=self._request,
        )
        self._me: Me | None = None

    async def close(self) -> None:
        """Let go of all connections."""
        await self._request.shutdown()

    async def me(self) -> Me:
        """The bot itself; asked for once."""
        if self._me is None:
            user = await self._call(self._bot.get_me)
            self._me = Me(id=user.id, username=user.username or str(user.id))
        return self._me

    async def name(self) -> str:
        """The bot's user name, asked for now: whether the token is taken."""
        self._me = None
        return (await self.me()).username

    async def menu(self) -> None:
        """Show our commands, in both languages; the first is for everybody else too."""
        for language, menu in ((None, MENUS["id"]), ("id", MENUS["id"]), ("en", MENUS["en"])):
            listed = [(name, words) for name, words in menu.items()]
            await self._call(partial(self._bot.set_my_commands, listed, language_code=language))

    async def set_webhook(self, url: str, secret: str) -> None:
        """Have updates sent there, with the secret in a header."""
        await self._call(
            lambda: self._bot.set_webhook(
                url,
                max_connections=AT_ONCE,
                allowed_updates=KINDS,
                drop_pending_updates=False,
                secret_token=secret,
            )
        )

    async def delete_webhook(self) -> None:
        """Have updates wait for us; those that wait already go on doing so."""
        await self._call(lambda: self._bot.delete_webhook(drop_pending_updates=False))

    async def webhook(self) -> WebhookInfo:
        """Where updates are sent, and how that goes."""
        return await self._call(self._bot.get_webhook_info)

    async def updates(self, offset: int | None, wait: int) -> list[object]:
        """What is not confirmed yet, waiting up to ``wait`` seconds; confirms all before offset."""
        asked = {"offset": offset, "timeout": wait, "allowed_updates": KINDS}
        answer = await self._call(
            lambda: self._bot.do_api_request(
                "getupdates", api_kwargs=asked, read_timeout=wait + ANSWER
            ),
            wait,
        )
        if not isinstance(answer, list):
            raise Trouble("later", "not a list of updates")
        return answer

    async def fetch(self, file: str) -> bytes:
        """The bytes of a file, up to 20 MB."""
        asked = {"file_id": file}
        found = await self._call(lambda: self._bot.do_api_request("getfile", api_kwargs=asked))
        match found:
            case {"file_path": str(path)} if not path.startswith("/"):
                url = f"{self._files}/{quote(path)}"
            case _:  # a server of one's own with --local: a path on its disk
                raise Trouble("refused", "the Bot API server keeps its files to itself")
        return await self._call(lambda: self._request.retrieve(url), TRANSFER)

    async def send(self, part: Part) -> str:
        """Send one message, or an album; the id of the last."""
        try:
            return await self._send(part, formatted=True)
        except Trouble as why:
            if why.kind != "refused" or not is_formatting(why.reason):
                raise
        return await self._send(part, formatted=False)

    async def answer(self, query: str, notice: str | None = None) -> None:
        """Let the pressed button come to rest, perhaps with a short notice."""
        await self._call(lambda: self._bot.answer_callback_query(query, text=notice))

    async def mark(self, chat: int, message: int, label: str) -> None:
        """Show what was chosen, in place of all the buttons."""
        done = InlineKeyboardMarkup([[InlineKeyboardButton(f"✓ {label}", callback_data=DONE)]])
        await self._call(
            lambda: self._bot.edit_message_reply_markup(
                chat_id=chat, message_id=message, reply_markup=done
            )
        )

    async def _send(self, part: Part, *, formatted: bool) -> str:
        match part:
            case Text():
                return await self._text(part, formatted=formatted)
            case Files(uploads=(upload,)):
                return await self._file(part, upload, formatted=formatted)
            case Files():
                return await self._album(part, formatted=formatted)

    async def _text(self, part: Text, *, formatted: bool) -> str:
        body = _shown(part.body, formatted=formatted)
        message = await self._call(
            lambda: self._bot.send_message(
                chat_id=part.chat,
                link_preview_options=LinkPreviewOptions(is_disabled=True),
                reply_markup=_keyboard(part),
                reply_parameters=_answering(part),
                text=body["text"],
                entities=body["entities"],
            )
        )
        return str(message.message_id)

    async def edit_text(self, part: Text, message: int) -> None:
        """Put this in place of a message; that it says so already is well too."""
        body = _shown(part.body, formatted=True)
        try:
            await self._call(
                lambda: self._bot.edit_message_text(
                    chat_id=part.chat,
                    message_id=message,
                    link_preview_options=LinkPreviewOptions(is_disabled=True),
                    reply_markup=_keyboard(part),
                    text=body["text"],
                    entities=body["entities"],
                )
            )
        except Trouble as why:
            if "is not modified" not in why.reason:
                raise

    async def _file(self, part: Files, upload: Upload, *, formatted: bool) -> str:
        body = _shown(part.caption, formatted=formatted)
        photo = part.form == "photo"
        method = self._bot.send_photo if photo else self._bot.send_document
        message = await self._call(
            lambda: method(
                part.chat,
                upload.content,
                filename=upload.name,
                caption=body["text"] or None,
                caption_entities=body["entities"],
                reply_parameters=_answering(part),
            ),
            TRANSFER,
        )
        return str(message.message_id)

    async def _album(self, part: Files, *, formatted: bool) -> str:
        kind = InputMediaPhoto if part.form == "photo" else InputMediaDocument
        body = _shown(part.caption, formatted=formatted)
        media = [kind(upload.content, filename=upload.name) for upload in part.uploads]
        if body["text"]:
            first = part.uploads[0]
            media[0] = kind(
                first.content,
                filename=first.name,
                caption=body["text"],
                caption_entities=body["entities"],
            )
        messages = await self._call(
            lambda: self._bot.send_media_group(part.chat, media, reply_parameters=_answering(part)),
            TRANSFER,
        )
        return str(messages[-1].message_id)

    async def _call(self, call: Callable[[], Awaitable[T]], wait: float = 0) -> T:
        try:
            async with asyncio.timeout(wait + CONNECT + ANSWER + GRACE):
                await self._request.initialize()
                return await call()
        except Exception as why:  # noqa: BLE001 - the library lets odd answers through as any error
            failed = trouble(why, self._token.reveal())
        raise failed  # outside, so that it drags no context along


class _Shown(TypedDict):
    text: str
    entities: list[MessageEntity] | None


def _shown(body: Rich, *, formatted: bool) -> _Shown:
    if not formatted:
        return _Shown(text=body.plain(), entities=None)
    return _Shown(text=body.text, entities=body.entities() or None)


def is_formatting(reason: str) -> bool:
    """Whether it is the entities that were refused."""
    return any(word in reason.lower() for word in ("entit", "parse", "url_invalid"))


def hush() -> None:
    """Keep the libraries below from logging URLs, parameters and answers."""
    for name in TELLTALES:
        logging.getLogger(name).setLevel(logging.WARNING)


def _answering(part: Part) -> ReplyParameters | None:
    if part.answers is None:
        return None
    return ReplyParameters(part.answers, allow_sending_without_reply=True)


def _keyboard(part: Text) -> InlineKeyboardMarkup | None:
    rows = [[InlineKeyboardButton(c.label, callback_data=c.id)] for c in part.choices]
    return InlineKeyboardMarkup(rows) if rows else None
