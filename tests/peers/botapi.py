"""A Bot API server on loopback, for tests: as strict as the real one where adapters go wrong.

Like the real one it ignores case in method names, confirms by offset, begins at the oldest update
when the offset lies beyond the newest, ends a long poll when another begins, calls a webhook when
one is set, and refuses what `botapi_checks` names.
"""

import asyncio
import dataclasses
import json
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Self

from aiohttp import web

from tests.peers.botapi_checks import (
    GIVEN_AWAY,
    ApiError,
    Fault,
    check_caption,
    check_file,
    check_menu,
    check_text,
)
from tests.peers.botapi_webhook import Hook, Pusher

TOKEN = "110201543:made-up-for-the-tests"
BOT = {"id": 110201543, "is_bot": True, "first_name": "Tanya", "username": "tanya_test_bot"}
BEGIN = 500_000_001  # the first update's id
Json = dict[str, Any]


def slow_down(seconds: int) -> Fault:
    """429: told to wait."""
    said = f"Too Many Requests: retry after {seconds}"
    return Fault(status=429, description=said, parameters={"retry_after": seconds})


def blocked() -> Fault:
    """403: the person blocked the bot."""
    return Fault(status=403, description="Forbidden: bot was blocked by the user")


def chat_not_found() -> Fault:
    """400: there is no such chat."""
    return Fault(status=400, description="Bad Request: chat not found")


def broken(status: int = 502) -> Fault:
    """5xx, in the API's own words."""
    return Fault(status=status, description="Bad Gateway")


def page(status: int) -> Fault:
    """What a proxy in between says."""
    return Fault(status=status, body="<html>a proxy says no</html>")


def hanging(when: Callable[[Json], bool] = lambda _: True) -> Fault:
    """No answer at all, when the parameters are such."""
    return Fault(status=0, hang=True, when=when)


def done_but_silent() -> Fault:
    """It is done, but the answer never comes: the worst moment to die."""
    return Fault(status=0, hang=True, done=True)


@dataclasses.dataclass(kw_only=True)
class Sent:
    """A message the bot sent, as the person sees it now."""

    chat_id: int
    message_id: int
    text: str
    reply_markup: Json | None = None
    parameters: Json  # all that was asked for
    deleted: bool = False
    at: float = 0.0  # monotonic seconds
    kind: str = "text"  # photo, document
    name: str = ""  # of the file
    content: bytes = b""
    album: str = ""

    @property
    def buttons(self) -> list[list[Json]]:
        """The inline keyboard's rows."""
        rows: list[list[Json]] = (self.reply_markup or {}).get("inline_keyboard", [])
        return rows

    def as_message(self) -> Json:
        """The Bot API's Message."""
        markup = {"reply_markup": self.reply_markup} if self.reply_markup else {}
        return {
            "message_id": self.message_id,
            "from": BOT,
            "chat": chat_of(self.chat_id),
            "date": int(time.time()),
            **({"text": self.text} if self.kind == "text" else {"caption": self.text}),
            **markup,
        }


def chat_of(chat_id: int) -> Json:
    """A group when its id is negative, as in Telegram."""
    if chat_id >= 0:
        return {"id": chat_id, "type": "private"}
    return {"id": chat_id, "type": "supergroup", "title": f"RT {-chat_id}"}


class BotApi:
    """One bot at one server.  ``async with BotApi() as api: ... api.url, api.token``."""

    def __init__(self, token: str = TOKEN) -> None:
        self.token = token
        self.port = 0
        self.sent: list[Sent] = []
        self.answered: list[str] = []  # callback queries
        self.notices: dict[str, str] = {}  # what their pressers were shown
        self.calls: list[str] = []  # methods, in lower case
        self.polls: list[Json] = []  # parameters of every getUpdates
        self.files: dict[str, bytes] = {}
        self.blocked_by: set[int] = set()  # chats
        self.migrated: dict[int, int] = {}  # groups that have another id now
        self.menus: dict[str, list[Json]] = {}  # by language
        self.hook = Hook()
        self.pusher = Pusher(self.hook, self._pending, self._took)
        self.confirmed = 0  # the highest offset that confirmed anything
        self.acknowledged = 0  # how many updates were confirmed
        self._updates: list[Json] = []  # not confirmed yet
        self._again: list[Json] = []  # offered once more, whatever was confirmed
        self._newest: Json | None = None
        self._next_update = BEGIN
        self._next_message = 1
        self._faults: dict[str, list[Fault | None]] = {}
        self._bell = asyncio.Event()
        self._poller = 0
        self._runner: web.AppRunner | None = None

    # -- the server ---------------------------------------------------------------------------

    @property
    def url(self) -> str:
        """What goes into ``api_base``."""
        return f"http://127.0.0.1:{self.port}"

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def start(self) -> None:
        """Listen; on the port of before when there was one."""
        app = web.Application(client_max_size=60 * 1024 * 1024)
        app.router.add_route("*", "/bot{token}/{method}", self._call)
        app.router.add_get("/file/bot{token}/{path:.*}", self._download)
        # No access log: it would write the token, which tests look for in our own.
        self._runner = web.AppRunner(
            app, access_log=None, shutdown_timeout=0.05, handler_cancellation=True
        )
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port, reuse_address=True)
        await site.start()
        self.port = self._runner.addresses[0][1]
        self.pusher.start()

    async def stop(self) -> None:
        """Hang up on everybody; what was said is kept."""
        await self.pusher.stop()
        if self._runner:
            self._ring()
            await self._runner.cleanup()
            self._runner = None

    # -- what a test does ---------------------------------------------------------------------

    @property
    def webhook(self) -> str:
        """Where updates are sent; empty when they are polled."""
        return self.hook.url

    @webhook.setter
    def webhook(self, url: str) -> None:
        self.hook.url = url

    def say(
        self, chat_id: int, text: str, *, name: str = "Siti", language: str = "id", **more: object
    ) -> int:
        """A person writes; the update's id.  ``more`` goes into the message."""
        return self.raw_update(
            {"message": self.message(chat_id, name, language, text=text, **more)}
        )

    def message(self, chat_id: int, name: str, language: str, **content: object) -> Json:
        """A person's message, whatever is in it."""
        person = {"id": chat_id, "first_name": name}
        self._next_message += 1
        return {
            "message_id": self._next_message - 1,
            "from": {**person, "is_bot": False, "language_code": language},
            "chat": {**person, "type": "private"},
            "date": int(time.time()),
            **content,
        }

    def say_in(self, group: int, text: str, *, user: int = 4711, **more: object) -> int:
        """A person writes in a group."""
        said = self.message(user, "Siti", "id", text=text, **more)
        return self.raw_update({"message": {**said, "chat": chat_of(group)}})

    def album(self, chat_id: int, files: Sequence[str], *, captions: Sequence[str] = ()) -> str:
        """A person sends photos at once; the album's id.  Its parts come as one update each."""
        album = str(self._next_update)
        for index, file in enumerate(files):
            caption = captions[index] if index < len(captions) else ""
            self.part(chat_id, album, file, caption)
        return album

    def part(self, chat_id: int, album: str, file: str, caption: str = "") -> int:
        """One photo of an album."""
        more = {"caption": caption} if caption else {}
        photo = self.message(
            chat_id, "Siti", "id", photo=photo_sizes(file), media_group_id=album, **more
        )
        return self.raw_update({"message": photo})

    def press(self, message: Sent, data: str, *, name: str = "Siti", language: str = "id") -> int:
        """A person presses a button; the update's id."""
        person = {"id": abs(message.chat_id), "first_name": name, "is_bot": False}
        query = {
            "id": f"query-{self._next_update}",
            "from": {**person, "language_code": language},
            "chat_instance": "1",
            "message": message.as_message(),
            "data": data,
        }
        return self.raw_update({"callback_query": query})

    def raw_update(self, update: Json) -> int:
        """Anything at all; it gets the next update_id unless it brings one."""
        number = update.get("update_id", self._next_update)
        self._newest = {"update_id": number, **update}
        self._updates.append(self._newest)
        self._next_update = number + 1
        self._ring()
        return int(number)

    def odd_update(self, update: Json) -> None:
        """An update without an id, before all others; only once."""
        self._again.append(update)
        self._ring()

    def offer_again(self) -> None:
        """Offer the newest update once more, though it was confirmed."""
        if self._newest:
            self._again.append(self._newest)
            self._ring()

    def fail(self, method: str, fault: Fault, times: int | None = None) -> None:
        """Answer so, ``times`` times or until `mend`; takes the place of the fault before."""
        self._faults[method.lower()] = [fault] * times if times else [fault, None]

    def mend(self, method: str | None = None) -> None:
        """No fault any more: for one method, or at all."""
        if method:
            self._faults.pop(method.lower(), None)
        else:
            self._faults.clear()

    def texts(self, chat_id: int | None = None) -> list[str]:
        """What a person sees of us."""
        return [s.text for s in self.sent if not s.deleted and chat_id in {None, s.chat_id}]

    # -- the wire -----------------------------------------------------------------------------

    async def _call(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"].lower()
        self.calls.append(method)
        try:
            self._admit(request.match_info["token"])
            result = await self._stumble(method, await _parameters(request))
        except ApiError as why:
            return _refusal(why.fault)
        return web.json_response({"ok": True, "result": result})

    def _admit(self, token: str) -> None:
        if token != self.token:
            raise ApiError(Fault(status=401, description="Unauthorized"))

    async def _stumble(self, method: str, asked: Json) -> object:
        queue = self._faults.get(method, [])
        fault = queue[0] if queue else None
        if fault is None or not fault.when(asked):
            return await self._answer(method, asked)
        if queue[-1] is not None:
            queue.pop(0)
        if fault.done:
            await self._answer(method, asked)
        if fault.hang:
            await asyncio.sleep(3600)
        raise ApiError(fault)

    async def _answer(self, method: str, asked: Json) -> object:
        if method == "getupdates":
            return await self._get_updates(asked)
        methods: Mapping[str, Callable[[Json], object]] = {
            "download": lambda _: True,
            "getme": lambda _: {**BOT, "can_join_groups": False},
            "setmycommands": self._set_menu,
            "sendmessage": self._send_message,
            "sendphoto": lambda asked: self._send_file(asked, "photo"),
            "senddocument": lambda asked: self._send_file(asked, "document"),
            "sendmediagroup": self._send_album,
            "editmessagereplymarkup": self._edit_markup,
            "editmessagetext": self._edit_message,
            "deletemessage": self._delete_message,
            "answercallbackquery": self._rest_button,
            "setwebhook": self._set_webhook,
            "deletewebhook": lambda asked: self._set_webhook({**asked, "url": ""}),
            "getwebhookinfo": lambda _: self._webhook_info(),
            "getfile": self._file,
        }
        if method not in methods:
            raise ApiError(Fault(status=404, description="Not Found"))
        return methods[method](asked)

    # -- updates ------------------------------------------------------------------------------

    async def _get_updates(self, asked: Json) -> list[Json]:
        self.polls.append(asked)
        self._poller += 1
        self._ring()  # whoever polled before is told to go
        mine, limit = self._poller, int(asked.get("limit", 100))
        self._confirm(int(asked.get("offset", 0)))
        try:
            async with asyncio.timeout(float(asked.get("timeout", 0)) or 0.001):
                while not self._pending():
                    await self._bell.wait()
                    self._refuse_conflict(mine)
        except TimeoutError:
            pass
        self._refuse_conflict(mine)
        found = self._pending()[:limit]
        self._again.clear()
        return found

    def _pending(self) -> list[Json]:
        return [*self._again, *self._updates]

    def _confirm(self, offset: int) -> None:
        if offset < 0:
            offset = self._next_update + offset
        if not offset or offset > self._next_update:
            return  # beyond the newest: the real one begins at the oldest again
        kept = [update for update in self._updates if update["update_id"] >= offset]
        self.acknowledged += len(self._updates) - len(kept)
        self._updates = kept
        self.confirmed = offset

    def _refuse_conflict(self, mine: int) -> None:
        said = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"  # noqa: E501
        if self.webhook:
            said = "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"  # noqa: E501
        if self.webhook or mine != self._poller:
            raise ApiError(Fault(status=409, description=said))

    def _ring(self) -> None:
        self._bell.set()
        self._bell = asyncio.Event()

    def _took(self, update: Json) -> None:
        """The webhook has it."""
        if update in self._again:
            self._again.remove(update)
        elif update in self._updates:
            self._updates.remove(update)
            self.acknowledged += 1

    def _set_webhook(self, asked: Json) -> bool:
        hook = self.hook
        hook.url, hook.secret = asked["url"], asked.get("secret_token", "")
        hook.max_connections = int(asked.get("max_connections", 40))
        hook.allowed_updates = asked.get("allowed_updates", ())
        hook.last_error = ""
        if str(asked.get("drop_pending_updates", False)).lower() == "true":
            self._updates.clear()
        self._ring()
        return True

    def _webhook_info(self) -> Json:
        errors = {
            "last_error_date": self.hook.last_error_at,
            "last_error_message": self.hook.last_error,
        }
        return {
            "url": self.webhook,
            "has_custom_certificate": False,
            "pending_update_count": len(self._updates),
            **(errors if self.hook.last_error else {}),
        }

    # -- messages and files -------------------------------------------------------------------

    def _set_menu(self, asked: Json) -> bool:
        check_menu(asked)
        self.menus[asked.get("language_code", "")] = asked["commands"]
        return True

    def _admit_chat(self, asked: Json) -> int:
        chat = int(asked["chat_id"])
        if chat in self.migrated:
            moved = {"migrate_to_chat_id": self.migrated[chat]}
            said = "Bad Request: group chat was upgraded to a supergroup chat"
            raise ApiError(Fault(status=400, description=said, parameters=moved))
        if chat in self.blocked_by:
            raise ApiError(blocked())
        return chat

    def _send_message(self, asked: Json) -> Json:
        chat = self._admit_chat(asked)
        check_text(asked)
        return self._put(asked, chat, text=asked["text"]).as_message()

    def _send_file(self, asked: Json, kind: str) -> Json:
        chat = self._admit_chat(asked)
        check_caption(asked)
        name, content = asked[kind]
        check_file(kind, content)
        return self._put(asked, chat, kind=kind, name=name, content=content).as_message()

    def _send_album(self, asked: Json) -> list[Json]:
        chat, media = self._admit_chat(asked), asked["media"]
        if not 2 <= len(media) <= 10 or len({one["type"] for one in media}) > 1:
            raise ApiError(Fault(status=400, description="Bad Request: wrong album"))
        files = [asked[one["media"].removeprefix("attach://")] for one in media]
        for one, (_, content) in zip(media, files, strict=True):
            check_caption(one)
            check_file(one["type"], content)
        album = str(self._next_message)
        return [
            self._put(
                {**asked, **one}, chat, kind=one["type"], name=name, content=content, album=album
            ).as_message()
            for one, (name, content) in zip(media, files, strict=True)
        ]

    def _put(self, asked: Json, chat: int, **more: Any) -> Sent:  # noqa: ANN401
        message = Sent(
            chat_id=chat,
            message_id=self._next_message,
            reply_markup=asked.get("reply_markup"),
            parameters=asked,
            at=time.monotonic(),
            **{"text": asked.get("caption", ""), **more},
        )
        self._next_message += 1
        self.sent.append(message)
        return message

    def _edit_markup(self, asked: Json) -> Json:
        message = self._find(asked)
        message.reply_markup = asked.get("reply_markup")
        return message.as_message()

    def _edit_message(self, asked: Json) -> Json:
        check_text(asked)
        message = self._find(asked)
        if (message.text, message.reply_markup) == (asked["text"], asked.get("reply_markup")):
            raise ApiError(Fault(status=400, description="Bad Request: message is not modified"))
        message.text, message.reply_markup = asked["text"], asked.get("reply_markup")
        return message.as_message()

    def _delete_message(self, asked: Json) -> bool:
        self._find(asked).deleted = True
        return True

    def _rest_button(self, asked: Json) -> bool:
        self.answered.append(asked["callback_query_id"])
        self.notices[asked["callback_query_id"]] = asked.get("text", "")
        return True

    def _find(self, asked: Json) -> Sent:
        key = int(asked["chat_id"]), int(asked["message_id"])
        for message in self.sent:
            if key == (message.chat_id, message.message_id) and not message.deleted:
                return message
        raise ApiError(Fault(status=400, description="Bad Request: message to edit not found"))

    def _file(self, asked: Json) -> Json:
        name = asked["file_id"]
        if name not in self.files:
            raise ApiError(Fault(status=400, description="Bad Request: invalid file_id"))
        size = len(self.files[name])
        if size > GIVEN_AWAY:
            raise ApiError(Fault(status=400, description="Bad Request: file is too big"))
        return {"file_id": name, "file_unique_id": name, "file_size": size, "file_path": name}

    async def _download(self, request: web.Request) -> web.Response:
        name = request.match_info["path"]
        self.calls.append("download")
        try:
            await self._stumble("download", {})
        except ApiError as why:
            return _refusal(why.fault)
        if request.match_info["token"] != self.token or name not in self.files:
            raise web.HTTPNotFound
        return web.Response(body=self.files[name])


def photo_sizes(file: str) -> list[Json]:
    """A photo in two sizes; the large one is ``file``."""
    return [
        {"file_id": f"{file}-small", "file_unique_id": "s", "width": 90, "height": 60},
        {"file_id": file, "file_unique_id": file, "width": 1280, "height": 853},
    ]


_JSON = (
    "reply_markup",
    "link_preview_options",
    "allowed_updates",
    "entities",
    "caption_entities",
    "commands",
    "media",
    "reply_parameters",
)


async def _parameters(request: web.Request) -> Json:
    """Query, form or JSON; values that are JSON themselves are read."""
    plain: Json = dict(request.query)
    if request.content_type == "application/json":
        return {**plain, **(await request.json())}
    for key, value in (await request.post()).items():
        plain[key] = (
            (value.filename, value.file.read()) if isinstance(value, web.FileField) else value
        )
    for key in _JSON:
        if isinstance(plain.get(key), str):
            plain[key] = json.loads(plain[key])
    return plain


def _refusal(fault: Fault) -> web.Response:
    if fault.body is not None:
        return web.Response(status=fault.status, text=fault.body, content_type="text/html")
    answer: Json = {"ok": False, "error_code": fault.status, "description": fault.description}
    if fault.parameters:
        answer["parameters"] = dict(fault.parameters)
    return web.json_response(answer, status=fault.status)
