"""The tables of the room: the log, what is still to be told, and what is still to be done."""

from klientel.events.models.event import Event
from klientel.events.models.event_seal import EventSeal
from klientel.events.models.job import Job, Schedule
from klientel.events.models.outbox import Delivery, Outbox

__all__ = ["Delivery", "Event", "EventSeal", "Job", "Outbox", "Schedule"]
