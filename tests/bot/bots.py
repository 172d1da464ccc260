"""The bot as the application makes it, before a desk and with an interpreter of the test."""

from collections.abc import Collection

from app.dialogue import guide_of, policy_of, status_words
from app.settings import Settings
from bot.composing import Composer
from bot.handler import Bot
from bot.knowledge import Knowledge
from nlu.interpreter import Interpreter
from tests.tickets.desk import Desk


def bot_of(
    desk: Desk,
    interpreter: Interpreter,
    knowledge: Knowledge,
    settings: Settings | None = None,
    *,
    by_mail: bool = False,
    elsewhere: Collection[str] = (),
) -> Bot:
    """Make one; ``elsewhere``: kinds of channels that its links lead to."""
    settings = settings or Settings()
    policy = policy_of(settings, knowledge)
    composer = Composer(knowledge, policy.approve)
    return Bot(
        queries=desk.queries,
        commands=desk.bot,
        interpreter=interpreter,
        policy=policy,
        composer=composer,
        status=status_words(settings, composer),
        guide=guide_of(settings, knowledge, None),
        clock=desk.clock,
        letters=lambda kind: kind == "email",
        leaves=lambda kind: kind == "livechat",
        warming=lambda: False,
        by_mail=by_mail,
        elsewhere=lambda: elsewhere,
    )
