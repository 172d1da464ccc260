"""What the read side found, in the shapes of the API; pure."""

from collections.abc import Sequence
from uuid import UUID

from console import schemas
from tickets.commands.people import Agent
from tickets.domain.fields import FieldChange
from tickets.domain.message import Attachment, AuthorKind, Delivery, Message
from tickets.domain.sla import SlaPolicy
from tickets.domain.traffic import Visitor
from tickets.queries import Happening, Page, Particulars, Person, Rating, TicketView
from tickets.queries.colleagues import Colleague, Team
from tickets.queries.contacts import ContactRow, ContactView, IdentityView, TicketRef
from tickets.queries.search import Hit


def agent(who: Agent) -> schemas.AgentOut:
    """An agent."""
    return schemas.AgentOut(id=who.id, email=who.email, name=who.name, role=who.role.value)


def colleagues(all_here: Sequence[Colleague]) -> schemas.ColleagueList:
    """Everyone who works here."""
    return schemas.ColleagueList(
        data=[
            schemas.ColleagueOut(
                id=one.id,
                name=one.name,
                role=one.role.value,
                limited=one.limited,
                teams=list(one.teams),
                presence=one.presence.value,
                since=one.since,
            )
            for one in all_here
        ]
    )


def teams(found: Sequence[Team]) -> schemas.TeamList:
    """Every team."""
    return schemas.TeamList(data=[team(one) for one in found])


def team(one: Team) -> schemas.TeamOut:
    """A team."""
    return schemas.TeamOut(id=one.id, name=one.name, members=list(one.members))


def _person(who: Person) -> schemas.PersonOut:
    return schemas.PersonOut(id=who.id, name=who.name)


def ticket(view: TicketView, sla: SlaPolicy) -> schemas.TicketOut:
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
        reply_to=view.reply_to,
        channels=[
            schemas.TicketChannelOut(name=c.name, kind=c.kind, blocked=c.blocked)
            for c in view.channels
        ],
        has_email=view.has_email,
        tags=list(view.tags),
        fields=dict(view.fields),
        locale=view.locale,
        created_at=view.created_at,
        updated_at=view.updated_at,
        waiting_since=view.waiting_since,
        due_at=sla.due(view.priority, view.owed_since),
        handed_off_for=view.handed_off_for,
        follows=view.follows,
        maybe=view.maybe,
        merged_into=view.merged_into,
        version=view.version,
        preview=view.preview,
    )


def ticket_page(page: Page, sla: SlaPolicy) -> schemas.TicketPage:
    """A page of tickets."""
    return schemas.TicketPage(data=[ticket(row, sla) for row in page.rows], next=page.next)


def ticket_at(
    view: TicketView, more: Particulars, cursor: str, sla: SlaPolicy
) -> schemas.TicketOne:
    """A ticket, what its page shows beside it, and where the log stood."""
    return schemas.TicketOne(
        **dict(ticket(view, sla)),
        visitor=_visitor(more.visitor) if more.visitor else None,
        rating=_rating(more.rating) if more.rating else None,
        snoozed_until=more.snoozed_until,
        merged=list(more.merged),
        split_from=more.split_from,
        split_off=list(more.split_off),
        cursor=cursor,
    )


def _visitor(who: Visitor) -> schemas.VisitorOut:
    return schemas.VisitorOut(
        user=who.user, name=who.name, email=who.email, attributes=dict(who.attributes or ())
    )


def _rating(rated: Rating) -> schemas.RatingOut:
    return schemas.RatingOut(score=rated.score, comment=rated.comment, at=rated.at)


def message(said: Message, reader: UUID) -> schemas.MessageOut:
    """A message, as this agent sees it."""
    ours = said.author.kind is AuthorKind.AGENT  # it was cleaned down to rich text
    return schemas.MessageOut(
        id=said.id,
        conversation=said.conversation,
        channel=schemas.ChannelOut(name=said.channel, kind=said.channel_kind),
        seq=said.seq,
        author=schemas.AuthorOut(kind=said.author.kind, name=said.author.name),
        text=said.text,
        html=f"/api/v1/messages/{said.id}/html" if said.html and not ours else None,
        rich=said.html if ours else None,
        pictures="<img" in (said.html or ""),
        original=f"/api/v1/messages/{said.id}/original" if _came_as_mail(said) else None,
        quoted=said.quoted,
        private=said.private,
        at=said.at,
        choices=[schemas.ChoiceOut(id=c.id, label=c.label) for c in said.choices],
        attachments=[_attachment(a) for a in said.attachments],
        delivery=_delivery(said.delivery, mine=said.agent == reader) if said.delivery else None,
        trust=said.trust,
        third_party=said.third_party,
        whisper=said.whisper,
        edited=said.edited,
        edits=said.edits,
        field=_field(said.field) if said.field else None,
        suggested=said.suggested,
    )


def _field(change: FieldChange) -> schemas.FieldChangeOut:
    return schemas.FieldChangeOut(key=change.key, value=change.value)


def _came_as_mail(said: Message) -> bool:
    return said.channel_kind == "email" and said.author.kind is AuthorKind.CONTACT


def _delivery(delivery: Delivery, *, mine: bool) -> schemas.DeliveryOut:
    return schemas.DeliveryOut(
        state=delivery.state,
        reason=delivery.reason,
        cause=delivery.cause,
        next_try=delivery.next_try,
        undo_until=delivery.undo_until if mine else None,
        mailed=delivery.mailed,
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


def contact(view: ContactView) -> schemas.ContactOne:
    """A contact, whole."""
    return schemas.ContactOne(
        **dict(_contact(view)),
        merged_into=_person(view.merged_into) if view.merged_into else None,
        merged=[_person(one) for one in view.merged],
        tickets=[_contact_ticket(one) for one in view.tickets],
        ticket_count=view.ticket_count,
    )


def _contact_ticket(one: TicketRef) -> schemas.ContactTicketOut:
    return schemas.ContactTicketOut(
        number=one.number,
        subject=one.subject,
        status=one.standing.status,
        handler=one.standing.handler,
        updated_at=one.updated_at,
        came_with=one.home,
    )


def contact_tickets(page: Page) -> schemas.ContactTicketPage:
    """A page of a contact's tickets."""
    shown = [_contact_ticket(row) for row in page.rows]
    return schemas.ContactTicketPage(data=shown, next=page.next)


def contact_page(page: Page) -> schemas.ContactPage:
    """A page of contacts."""
    return schemas.ContactPage(data=[_contact(row) for row in page.rows], next=page.next)


def _contact(row: ContactRow) -> schemas.ContactOut:
    return schemas.ContactOut(
        id=row.id,
        name=row.name,
        locale=row.locale,
        note=row.note,
        reply_to=row.reply_to,
        created_at=row.created_at,
        identities=[_identity(one) for one in row.identities],
    )


def _identity(one: IdentityView) -> schemas.IdentityOut:
    return schemas.IdentityOut.model_validate(
        {
            "id": one.id,
            "kind": one.kind,
            "address": one.address,
            "verified": one.verified,
            "verified_at": one.verified_at,
            "blocked_at": one.blocked_at,
            "created_at": one.created_at,
            "came_with": one.home,
        }
    )


def search_page(page: Page, sla: SlaPolicy) -> schemas.SearchPage:
    """A page of hits."""
    return schemas.SearchPage(data=[_hit(row, sla) for row in page.rows], next=page.next)


def _hit(found: Hit, sla: SlaPolicy) -> schemas.HitOut:
    over, by = found.channel, found.author
    return schemas.HitOut(
        where=found.where.value,
        ticket=ticket(found.ticket, sla),
        at=found.at,
        pieces=[schemas.PieceOut(text=one.text, hit=one.hit) for one in found.pieces],
        message=found.message,
        channel=schemas.ChannelOut(name=over.name, kind=over.kind) if over else None,
        author=schemas.AuthorOut(kind=by, name=found.author_name) if by else None,
        private=found.private,
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
