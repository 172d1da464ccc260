"""What the bot goes by, as the office has it: its rules, its flows, its words for a ticket."""

import re
import time
import zoneinfo

from app.settings import BadConfig, Settings
from bot.applications import Applications, HttpApplications
from bot.composing import Composer
from bot.flows.engine import Flows
from bot.flows.texts import load as flow_texts
from bot.guide import Guide
from bot.knowledge import Knowledge
from bot.policy import Policy, Rule, Thresholds
from bot.status import StatusWords


def status_words(settings: Settings, composer: Composer) -> StatusWords:
    """How a ticket stands, for every channel and the status page."""
    return StatusWords(
        composer=composer,
        zone=zoneinfo.ZoneInfo(settings.office.timezone),
        page=f"{settings.web.public_url.rstrip('/')}/status/",
        calendars=settings.calendars(),
    )


def guide_of(settings: Settings, knowledge: Knowledge, applications: Applications | None) -> Guide:
    """The flows of the office."""
    texts = flow_texts(settings.bot.knowledge / "flows.yml", knowledge)
    pattern = settings.applications.number if applications is not None else None
    number = re.compile(pattern) if pattern is not None else None
    return Guide(Flows(texts, knowledge, number=number), texts, applications)


def policy_of(settings: Settings, knowledge: Knowledge) -> Policy:
    """The office's rules and thresholds; raise `BadConfig` for an intent that has no answer."""
    bot = settings.bot
    approve = knowledge.approve | frozenset(bot.approve)
    if unknown := sorted(approve - {r.intent for r in knowledge.rules}):
        raise BadConfig(f"bot.approve: no answer belongs to {', '.join(unknown)}")
    return Policy(
        rules=[Rule(intent=r.intent, permit=r.permit, answer=r.answer) for r in knowledge.rules],
        handoff=knowledge.handoff,
        declining=knowledge.declining,
        about_permits=knowledge.about_permits,
        approve=approve,
        thresholds=Thresholds(
            sure=bot.sure,
            margin=bot.margin,
            maybe=bot.maybe,
            decline=bot.decline,
            handoff=bot.handoff,
            alarm=bot.alarm,
            standin=bot.standin,
            patience=bot.patience,
        ),
    )


def applications_of(settings: Settings) -> HttpApplications | None:
    ours = settings.applications
    if ours.url is None or ours.secret is None:
        return None
    return HttpApplications(ours.url, ours.secret, monotonic=time.monotonic)
