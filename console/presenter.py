"""What the read side found, in the shapes of the API; pure."""

from uuid import UUID

from console import schemas
from tickets.commands.people import Agent
from tickets.domain.message import Attachment, Delivery, Message
from tickets.queries import Happening, Page, Person, TicketView


def agent(who: Agent) -> schemas.AgentOut:
    """An agent."""
    return schemas.AgentOut(id=who.id, email=who.email, name=who.name, role=who.role.value)


def _person(who: Person) -> schemas.PersonOut:
    return schemas.PersonOut(id=who.id, name=who.name)


def ticket(view: TicketView) -> schemas.TicketOut:
    """A ticket in a list."""
    return schemas.TicketOut(
        id=view.id,
        number=view.number,
        subject=view.subject,
        status=view.standing.status,
        handler=view.standing.handler,
        priority=view.priority,
        team=view.team,
        agent=_person(view.agent) if view.agent else None,
        contact=_person(view.contact),
        channels=[
            schemas.TicketChannelOut(name=c.name, kind=c.kind, blocked=c.blocked)
            for c in view.channels
        ],
        has_email=view.has_email,
        tags=list(view.tags),
        locale=view.locale,
        created_at=view.created_at,
        updated_at=view.updated_at,
        waiting_since=view.waiting_since,
        handed_off_for=view.handed_off_for,
        follows=view.follows,
        maybe=view.maybe,
        merged_into=view.merged_into,
        version=view.version,
        preview=view.preview,
    )


def ticket_page(page: Page) -> schemas.TicketPage:
    """A page of tickets."""
    return schemas.TicketPage(data=[ticket(row) for row in page.rows], next=page.next)


def ticket_at(view: TicketView, cursor: str) -> schemas.TicketOne:
    """A ticket, and where the log stood."""
    return schemas.TicketOne(**dict(ticket(view)), cursor=cursor)


def message(said: Message, reader: UUID) -> schemas.MessageOut:
    """A message, as this agent sees it."""
    return schemas.MessageOut(
        id=said.id,
        conversation=said.conversation,
        channel=schemas.ChannelOut(name=said.channel, kind=said.channel_kind),
        seq=said.seq,
        author=schemas.AuthorOut(kind=said.author.kind, name=said.author.name),
        text=said.text,
        html=f"/api/v1/messages/{said.id}/html" if said.html else None,
        pictures="<img" in (said.html or ""),
        quoted=said.quoted,
        private=said.private,
        at=said.at,
        choices=[schemas.ChoiceOut(id=c.id, label=c.label) for c in said.choices],
        attachments=[_attachment(a) for a in said.attachments],
        delivery=_delivery(said.delivery, mine=said.agent == reader) if said.delivery else None,
        trust=said.trust,
        third_party=said.third_party,
        edited=said.edited,
        edits=said.edits,
    )


def _delivery(delivery: Delivery, *, mine: bool) -> schemas.DeliveryOut:
    return schemas.DeliveryOut(
        state=delivery.state,
        reason=delivery.reason,
        next_try=delivery.next_try,
        undo_until=delivery.undo_until if mine else None,
    )


def message_page(page: Page, cursor: str, reader: UUID) -> schemas.MessagePage:
    """A page of messages, and where the log stood."""
    return schemas.MessagePage(
        data=[message(row, reader) for row in page.rows], next=page.next, cursor=cursor
    )


def _attachment(file: Attachment) -> schemas.AttachmentOut:
    return schemas.AttachmentOut(
        id=file.id,
        name=file.name,
        media_type=file.media_type,
        size=file.size,
        url=f"/api/v1/attachments/{file.id}",
    )


def upload(file: Attachment) -> schemas.UploadOut:
    """A file that was sent here."""
    return schemas.UploadOut(id=file.id, name=file.name, media_type=file.media_type, size=file.size)


def event(happened: Happening) -> dict[str, object]:
    """An event, as the live socket sends it."""
    return {
        "type": "event",
        "id": happened.cursor,
        "kind": happened.kind,
        "at": happened.at.isoformat(),
        "actor": happened.actor,
        "ticket": happened.ticket,
        "facts": dict(happened.facts),
    }
