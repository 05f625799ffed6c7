"""Ready rules about work and the course of the year: one press, and they are on."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from klientel.automations.definition import Definition, When
from klientel.automations.gallery import ReadyRule
from klientel.records.fields.base import Reading
from klientel.starters.ready_steps import (
    ME,
    OWNER,
    bookkeeper,
    both,
    date,
    either,
    event,
    if_,
    mail,
    rule,
    set_,
    task,
    tell,
    wait,
)

_TICKET, _ORDER = ("kind", "any", "ticket"), ("kind", "any", "order")


_ASKED = gettext_lazy(
    "Hello,\n\nyesterday we finished “{{ record.title }}”. Does everything work as you expected? "
    "Just answer this mail: one sentence is enough, and it is read by whoever took care of it.\n\n"
    "{{ firm.name }}"
)


def _invoice(reading: Reading) -> Definition:
    title = _("Invoice {{ record.ref }}: {{ record.title }}")
    return rule("work", event("order.fulfilled"), task(title, bookkeeper(reading, OWNER), 1))


def _how_it_went(_reading: Reading) -> Definition:
    solved = When("changed", {"field": "status", "now": "solved"})
    ask = task(_("Ask how it went: {{ record.title }}"), OWNER, 2)
    return rule("work", solved, ask, given=both(_TICKET))


def _how_it_went_by_mail(_reading: Reading) -> Definition:
    """To ask for satisfaction by mail is advertising (BGH VI ZR 225/17): only with a consent."""
    solved = When("changed", {"field": "status", "now": "solved"})
    asked = mail("contact.email", "survey", gettext_lazy("How did it go?"), _ASKED)
    return rule("work", solved, wait(1, "days"), asked, given=both(_TICKET))


def _complaint(_reading: Reading) -> Definition:
    top = either(("account:rfm", "any", "champion"), ("account:tier", "any", "a"))
    given = both(_TICKET)
    told = tell(ME, _("{{ record.ref }} is of {{ account.name }}, one of the best: answer first."))
    return rule("work", When("created"), if_(top, set_(priority="1"), told), given=given)


def _unassigned(_reading: Reading) -> Definition:
    nobody = both(("owner", "empty", ""), ("category", "any", "open,active"))
    told = tell(ME, _("{{ record.ref }} has been waiting for somebody for four hours."))
    return rule("work", When("created"), wait(4, "hours"), if_(nobody, told), given=both(_TICKET))


def _order_waits(_reading: Reading) -> Definition:
    untouched = both(("status", "any", "accepted,planned"))
    told = tell(ME, _("{{ record.ref }} for {{ account.name }} has not been begun for a week."))
    then = (wait(5, "working_days"), if_(untouched, told))
    return rule("work", When("created"), *then, given=both(_ORDER))


def _overdue(_reading: Reading) -> Definition:
    unfinished = both(("category", "any", "open,active"), ("owner", "filled", ""))
    told = tell(OWNER, _("Overdue since yesterday: {{ record.title }}"))
    then = (set_(owner={"from": "deputy"}), told)
    return rule("work", date("due", 1, "after"), *then, given=unfinished)


def _month_end(reading: Reading) -> Definition:
    last = {"unit": "month", "every": "1", "on": "working_day", "nth": "-1", "hour": "8",
            "shift": "previous", "begins_on": reading.today.isoformat()}  # fmt: skip
    closing = task(_("Close the month"), bookkeeper(reading, ME), account=None)
    return rule("", When("schedule", last), closing)


def _hand_over(_reading: Reading) -> Definition:
    prepare = task(_("Prepare the hand-over before the absence"), {"from": "actor"}, account=None)
    return rule("", event("absence.planned"), prepare)


RULES = (
    ReadyRule(
        key="invoice_after_fulfilment",
        label=gettext_lazy("Invoice after fulfilment"),
        icon="receipt-euro",
        definition=_invoice,
        order=10,
    ),
    ReadyRule(
        key="ask_after_solving",
        label=gettext_lazy("Ask how it went"),
        icon="message-circle",
        definition=_how_it_went,
        order=20,
    ),
    ReadyRule(
        key="ask_by_mail",
        label=gettext_lazy("Ask how it went by mail"),
        icon="mail",
        definition=_how_it_went_by_mail,
        order=25,
    ),
    ReadyRule(
        key="complaint_of_the_best",
        label=gettext_lazy("Requests of the best first"),
        icon="star",
        definition=_complaint,
        order=90,
    ),
    ReadyRule(
        key="nobody_in_charge",
        label=gettext_lazy("Nobody is in charge"),
        icon="life-buoy",
        definition=_unassigned,
        order=100,
    ),
    ReadyRule(
        key="order_waits",
        label=gettext_lazy("{order.a.up} waits too long"),
        icon="package",
        definition=_order_waits,
        order=110,
    ),
    ReadyRule(
        key="overdue_to_deputy",
        label=gettext_lazy("Overdue work to the deputy"),
        icon="calendar-clock",
        definition=_overdue,
        order=120,
    ),
    ReadyRule(
        key="month_end",
        label=gettext_lazy("Close the month"),
        icon="calendar",
        definition=_month_end,
        order=130,
    ),
    ReadyRule(
        key="hand_over",
        label=gettext_lazy("Hand-over before an absence"),
        icon="users",
        definition=_hand_over,
        order=150,
    ),
)
