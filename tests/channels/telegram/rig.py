"""A Telegram adapter before a Bot API server on loopback."""

from channels.base import Channel
from channels.telegram.adapter import Telegram
from channels.telegram.settings import TelegramSettings
from runtime.secret import Secret
from tests.channels.rig import Weather
from tests.peers.botapi import TOKEN, BotApi, blocked, slow_down

CITIZEN = 4711


def telegram(url: str, token: str = TOKEN) -> Telegram:
    """An adapter that loses no time: its pauses are the shortest."""
    settings = TelegramSettings(kind="telegram", token=Secret(token), api_base=url, poll_seconds=20)
    return Telegram("telegram-utama", settings, jitter=lambda: 0.0)


class TelegramRig:
    """What the shared contract asks for."""

    def __init__(self, api: BotApi) -> None:
        self.api = api
        self.channel: Channel = telegram(api.url)

    async def arrive(self, text: str) -> None:
        self.api.say(CITIZEN, text)

    async def offer_again(self) -> None:
        self.api.offer_again()

    async def arrive_unreadable(self) -> None:
        self.api.raw_update({"message": {"message_id": "what?", "chat": 5}})

    async def acknowledged(self) -> int:
        return self.api.acknowledged

    def weather(self, weather: Weather) -> None:
        match weather:
            case "fair":
                self.api.mend("sendMessage")
            case "later":
                self.api.fail("sendMessage", slow_down(7))
            case "refused":
                self.api.fail("sendMessage", blocked())

    def address(self) -> str:
        return str(CITIZEN)

    async def sent(self) -> list[str]:
        return self.api.texts(CITIZEN)
