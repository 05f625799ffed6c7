"""The timeline as a reader sees it: items bound together by day, changes folded, names in place."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from klientel.crm import choices, queries
from klientel.crm.models import Account, Contact, Interaction, Meeting, Purchase, PurchaseLine
from klientel.crm.queries import Item
from klientel.discussion.comment_queries import spoken_in
from klientel.discussion.mentions import with_names
from klientel.discussion.models import Comment
from klientel.discussion.queries import files_of
from klientel.events.batches import is_taken, taken_by, taken_since
from klientel.events.verbs import Audience, verbs
from klientel.kit import clock
from klientel.records.actions.undo_in_pieces import offers_undo
from klientel.records.fields.base import Reading
from klientel.records.reading import learn
from klientel.records.telling import in_words, told_of_door, told_through
from klientel.records.types import record_types
from klientel.ui.html import Html
from klientel.ui.rich_text import plain_text
from klientel.ui.timeline import change as told_change
from klientel.views.comment_names import name_of, records_in
from klientel.views.file_parts import links
from klientel.views.render import page_reading

_MOST_CHANGES = 4
_MOST_LINES = 3
_CONCLUDED = frozenset({"stage_since", "customer_since", "client_since"})


@dataclass
class Entry:
    """One line of the timeline, ready to be drawn with an icon (`mark`) in a `tone`.

    `folded` holds changes, and then there is nothing else; `menu` is an address.
    """

    when: str
    exact: str = ""
    mark: str = ""
    tone: str = ""
    id: str = ""
    who: str = ""
    what: str = ""
    text: str = ""
    amount: str = ""
    outcome: str = ""
    live: str = ""
    menu: str = ""
    lines: Sequence[str] = ()
    folded: list[Html] = field(default_factory=list)
    purchase_id: UUID | None = None
    files: Sequence[dict[str, Any]] = ()
    next_step: str = ""
    is_step_done: bool = False
    is_internal: bool = False
    href: str = ""


@dataclass
class Day:
    """A calendar day with its entries, newest first."""

    title: str
    entries: list[Entry]


def days_of(
    request: Any, about: Account | Contact, items: Iterable[Item], *, fold_changes: bool = True
) -> list[Day]:
    """The items by calendar day of the reader; at most five reads, for names, files, lines,
    comments and undos.

    A milestone that was taken back is a change like others.
    """
    items = list(items)
    reading = page_reading(request)
    drawer = _Drawer(request, about, reading, items)
    days: list[Day] = []
    current: date | None = None
    fold: Entry | None = None
    for item in items:
        day = clock.local(item.at, reading.format.zone).date()
        if day != current:
            current, fold = day, None
            days.append(Day(day_title(day, reading), []))
        if item.kind == "event" and not drawer.stands_alone(item.what):
            if fold is None or not fold_changes:
                fold = Entry(**drawer.when(item.at))
                days[-1].entries.append(fold)
            fold.folded.append(drawer.change(item.what))
        else:
            days[-1].entries.append(drawer.entry(item))
    return days


def know(request: Any, ids: Collection[UUID]) -> set[UUID]:
    """Those of the records that the reader may know of; their names are read once a page."""
    reading = page_reading(request)
    learn(request.actor, reading, ids)
    return set(ids) & reading.linked.keys()


def day_title(day: date, reading: Reading) -> str:
    """`heute`, `gestern` or the whole date."""
    if abs((day - reading.today).days) <= 1:
        near = reading.format.relative(day)
        return f"{near[:1].upper()}{near[1:]}"
    return reading.format.date_long(day)


def _people_named(talks: Iterable[Interaction | Meeting]) -> dict[UUID, None]:
    """The contacts that take part in any of these, the main one of each first."""
    named = ((getattr(talk, "contact_id", None), *map(UUID, talk.people)) for talk in talks)
    return {key: None for keys in named for key in keys if key}


def _is_milestone(event: Any) -> bool:
    return event.verb in verbs and verbs.get(event.verb).audience is Audience.MILESTONE


def _taken_back(request: Any, about: Any, items: Sequence[Item]) -> set[UUID]:
    """The events and batches that were taken back; newer pages than this may tell of that."""
    events = [item.what for item in items if item.kind == "event"]
    if events and request.GET.get("before"):
        return taken_since(request.actor, about.pk, min(event.pk for event in events))
    return taken_by(events)


class _Drawer:
    """Turns items into entries with the names that one page needs, read at once."""

    def __init__(
        self, request: Any, about: Account | Contact, reading: Reading, items: Sequence[Item]
    ) -> None:
        self.request = request
        self.reading = reading
        self.actor = request.actor
        self.about = about
        self.base = f"/{request.workspace.slug}"
        self.taken = _taken_back(request, about, items)
        self.members = reading.directory.members
        self.kinds = {one.value: one for one in choices.CONTACT_KINDS}
        self.now = clock.now()
        wanted = _people_named(item.what for item in items if item.kind in ("talk", "meeting"))
        events = [item.what for item in items if item.kind == "event"]
        self.comments = spoken_in(request.actor, events)
        self.through = told_through(request.actor, request.workspace.slug, events)
        know(request, {*wanted, *records_in(one.body for one in self.comments.values())})
        self.names = {**self.members, about.pk: about.name}
        self.names |= {pk: one.title for pk, one in reading.linked.items()}
        bought = [item.id for item in items if item.kind == "purchase"]
        talks = [item.id for item in items if item.kind == "talk"]
        self.files = {
            key: links(request, files) for key, files in files_of(self.actor, talks).items()
        }
        self.lines = queries.lines_of(request.actor, bought)

    def entry(self, item: Item) -> Entry:
        draw: dict[str, Callable[[Any], Entry]] = {
            "talk": self._talk,
            "meeting": self._meeting,
            "purchase": self._purchase,
            "event": self._told,
        }
        return draw[item.kind](item.what)

    def stands_alone(self, event: Any) -> bool:
        """Whether an event has an entry of its own: what was said, and what nobody took back."""
        if event.pk in self.comments:
            return True
        return _is_milestone(event) and not is_taken(event, self.taken)

    def when(self, at: datetime) -> dict[str, Any]:
        return {
            "when": self.reading.format.time(at, in_table=True),
            "exact": self.reading.format.instant(at),
        }

    def _talk(self, talk: Interaction) -> Entry:
        parts = []
        contact = self._everybody(talk)
        if contact and talk.direction == "in":
            parts.append(_("from {name}").format(name=contact))
        elif contact:
            parts.append(_("with {name}").format(name=contact))
        elif talk.direction == "in":
            parts.append(_("incoming"))
        if talk.minutes:
            parts.append(self.reading.format.duration(talk.minutes))
        if talk.occurred_at > self.now:
            parts.append(_("planned"))
        kind = str(self.kinds[talk.kind].label)
        return Entry(
            **self.when(talk.occurred_at),
            mark=self.kinds[talk.kind].icon,
            tone="note" if talk.kind == "note" else "accent",
            id=f"talk-{talk.pk}",
            who=self.members.get(talk.owner_id) or contact or kind,
            what=" · ".join(filter(None, [kind, *parts, told_of_door(talk.door or "")])),
            text=talk.body,
            outcome=talk.outcome,
            live=f"interaction:{talk.pk}",
            files=self.files.get(talk.pk, ()),
            next_step=self._next_step(talk),
            is_step_done=talk.is_step_done,
            is_internal=talk.is_internal,
            menu=f"{self.base}/interactions/{talk.pk}/menu",
        )

    def _meeting(self, meeting: Meeting) -> Entry:
        """One that is planned or called off; held, it is an interaction."""
        everybody = self._everybody(meeting)
        parts = [_("Meeting")]
        parts += [_("with {name}").format(name=everybody)] if everybody else []
        parts.append(meeting.place)
        is_off = meeting.state == Meeting.State.CANCELLED
        parts.append(_("cancelled") if is_off else _("planned"))
        return Entry(
            **self.when(meeting.starts_at),
            mark="calendar",
            tone="accent",
            id=f"meeting-{meeting.pk}",
            who=self.members.get(meeting.owner_id, ""),
            what=" · ".join(filter(None, parts)),
            text=meeting.name,
            live=f"meeting:{meeting.pk}",
            menu=f"{self.base}/meetings/{meeting.pk}/menu",
        )

    def _told(self, event: Any) -> Entry:
        comment = self.comments.get(event.pk)
        return self._milestone(event) if comment is None else self._comment(event, comment)

    def _comment(self, event: Any, comment: Comment) -> Entry:
        """What the team said, in short; where it stands it can be answered."""
        said = with_names(comment.body, lambda one: name_of(self.request, one))
        what = _("commented")
        if event.record_id != self.about.pk:
            what = _("commented on {record}").format(record=self.names.get(event.record_id, ""))
        through = self.through.get(event.pk)
        return Entry(
            **self.when(comment.written_at),
            mark="message-square",
            id=f"event-{event.pk}",
            who=self.members.get(comment.author_id) or comment.author_name,
            what=" · ".join(filter(None, [what, through.text if through else ""])),
            text=plain_text(said),
            is_internal=comment.is_internal,
            href=f"{self.base}/comments/{comment.pk}",
        )

    def _everybody(self, talk: Interaction | Meeting) -> str:
        """The contacts it was with, the main one first, then the colleagues that took part."""
        keys = [*_people_named([talk])]
        named = [self.names[key] for key in keys if key in self.names]
        beside = [self.members[key] for key in map(UUID, talk.colleagues) if key in self.members]
        return ", ".join([*named, *beside])

    def _next_step(self, talk: Interaction) -> str:
        """The step, and in brackets when, and by whom where that is somebody else."""
        if not talk.next_step:
            return ""
        day = self.reading.format.relative(talk.next_step_on) if talk.next_step_on else ""
        who = self.members.get(talk.next_step_by_id, "") if talk.next_step_by_id else ""
        beside = ", ".join(filter(None, [day, who]))
        return f"{talk.next_step} ({beside})" if beside else talk.next_step

    def _purchase(self, bought: Purchase) -> Entry:
        when = self.when(bought.bought_at)
        if not bought.has_time:
            day = self.reading.format.date(bought.bought_on)
            when = {"when": "", "exact": day}
        return Entry(
            **when,
            mark="shopping-bag",
            tone="kunde",
            id=f"purchase-{bought.pk}",
            who=_("Return") if bought.amount < 0 else _("Purchase"),
            what=" · ".join(filter(None, [channel(bought.channel), bought.number])),
            amount=self.reading.format.money(bought.amount, bought.currency),
            lines=lines_shown(self.lines.get(bought.pk, ()), self.reading),
            purchase_id=bought.pk,
        )

    def _milestone(self, event: Any) -> Entry:
        day = self.reading.format.date(event.occurred_at)
        who = in_words(event, self.reading, self.names)
        what = ""
        if event.verb == "account.promoted":
            who = self.reading.words.fill(_("Became {client.a}"))
            manager = self._member(event.facts.get("manager"))
            what = _("managed by {name}").format(name=manager) if manager else ""
        elif event.verb == "account.returned":
            who = self.reading.words.fill(_("Is {customer.a} again"))
        through = self.through.get(event.pk)
        what = " · ".join(filter(None, [what, through.text if through else ""]))
        return Entry(
            when=day,
            exact=self.reading.format.instant(event.occurred_at),
            mark="gem",
            tone="milestone",
            id=f"event-{event.pk}",
            who=who,
            what=what,
        )

    def _member(self, key: Any) -> str:
        try:
            return self.members.get(UUID(str(key)), "")
        except ValueError:
            return ""

    def change(self, event: Any) -> Html:
        """A change in words, with the way back for whoever may take it."""
        is_undone = is_taken(event, self.taken)
        # the account itself is deleted and restored elsewhere
        undo_by = verbs.get(event.verb).undo if event.verb in verbs else None
        is_here = event.record_id != self.about.pk or undo_by not in ("trash", "restore")
        may_undo = is_here and not is_undone and offers_undo(self.actor, event, self.about)
        undo = f"{self.base}/undo/{event.pk}" if may_undo else ""
        through = self.through.get(event.pk)
        return told_change(
            self._change(event),
            undo,
            is_undone=is_undone,
            through=through.text if through else "",
            href=through.href if through else "",
        )

    def _change(self, event: Any) -> str:
        """What it was before and is now, or the verb's own sentence."""
        changes = (event.facts or {}).get("changes") or {}
        shown = self._changes(event.record_type, changes) if changes else ""
        if not shown:
            return in_words(event, self.reading, self.names)
        who = self.members.get(event.member_id) or event.actor_name
        if event.record_type != "account":
            shown = f"{self.names.get(event.record_id, '')}: {shown}"
        reason = event.facts.get("reason")
        return f"{shown} ({reason}) – {who}" if reason else f"{shown} – {who}"

    def _changes(self, type_name: str, changes: dict[str, list[Any]]) -> str:
        if type_name not in record_types:
            return ""
        record_type = record_types.get(type_name).in_workspace(self.reading.workspace)
        parts = []
        # what the program concludes from a change is no news beside it
        told = {name: pair for name, pair in changes.items() if name not in _CONCLUDED} or changes
        for name, (before, after) in list(told.items())[:_MOST_CHANGES]:
            one = record_type.by_name.get(name)
            if one is None:
                continue
            old = one.shown(one.from_api(before), self.reading) or "–"
            new = one.shown(one.from_api(after), self.reading) or "–"
            parts.append(f"{self.reading.say(one.label)}: {old} → {new}")
        return "; ".join(parts)


def channel(name: str) -> str:
    """The channel in the reader's language, or as the firm wrote it."""
    return str(choices.CHANNELS.get(name, name))


def lines_shown(lines: Sequence[PurchaseLine], reading: Reading) -> list[str]:
    """The products of a purchase with their quantities; the first few, and how many more."""
    shown = []
    for line in lines[:_MOST_LINES]:
        amount = reading.format.number(line.quantity)
        if line.product:
            shown.append(f"{amount} × {line.product}" if line.quantity != 1 else line.product)
        else:
            shown.append(ngettext("{count} piece", "{count} pieces", int(line.quantity)).format(
                count=amount
            ))  # fmt: skip
    if len(lines) > _MOST_LINES:
        shown.append(_("and {count} more").format(count=len(lines) - _MOST_LINES))
    return shown
