"""Ready rules about clients, customers and their people: one press, and they are on."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from klientel.automations.definition import Definition, Step, When
from klientel.automations.gallery import ReadyRule
from klientel.records.fields.base import Reading
from klientel.starters.ready_steps import (
    ACCOUNT_OWNER,
    ME,
    OWNER,
    both,
    date,
    each_added,
    event,
    first_team,
    if_,
    listed,
    rule,
    set_,
    task,
    tell,
    wait_for,
)
from klientel.workspaces.models import Workspace

_CLIENT = ("relationship", "any", "client")
_THIS = {"account": {"from": "record"}}


def _follow_up(_reading: Reading) -> Definition:
    """Whoever answers is followed up no more, and what is still to be done about it is dropped.

    An answer is what comes in from the person, at whatever hour: no call of our own is one.
    """
    again = task(_("Follow up: {{ account.name }}"), ACCOUNT_OWNER)
    last = task(_("Follow up for the last time: {{ account.name }}"), ACCOUNT_OWNER)
    written = both(("kind", "any", "mail"), ("direction", "any", "out"))
    silent, answered = both(("answered_at", "empty", "")), both(("answered_at", "filled", ""))
    drop = each_added("work", both(("category", "any", "open,active")), set_(status="cancelled"))
    then = (
        wait_for("interaction.answered", 3, "days"),
        if_(silent, again, wait_for("interaction.answered", 4, "days"),
            if_(silent, last, wait_for("interaction.answered", 30, "days"))),
        if_(answered, drop),
    )  # fmt: skip
    return rule("interaction", When("created"), *then, given=written)


def _welcome(_reading: Reading) -> Definition:
    new = (event("account.promoted"), When("created"))
    return rule(
        "account",
        new,
        listed(
            _("Welcome {{ record.name }}"),
            OWNER,
            2,
            _("Agree upon the first talk"),
            _("Say who is the contact on both sides"),
            _("Exchange accesses and documents"),
            _("Set goals and what they are measured by"),
            _("Set the days of reports and reviews"),
            **_THIS,
        ),
        task(_("First report for {{ record.name }}"), OWNER, 20, **_THIS),
        task(_("First review with {{ record.name }}"), OWNER, 60, **_THIS),
        given=both(_CLIENT),
    )


def _renewal(_reading: Reading) -> Definition:
    talk = task(_("Talk about the renewal: {{ account.name }}"), ACCOUNT_OWNER, 5)
    return rule("agreement", date("ends_on", 60, "before"), talk)


def _silence(_reading: Reading) -> Definition:
    call = task(_("Get in touch: {{ record.name }}"), OWNER, 2, **_THIS)
    return rule("account", When("silence", {"days": "30", "hour": "8"}), call, given=both(_CLIENT))


def _birthday(_reading: Reading) -> Definition:
    wish = task(_("Congratulate {{ record.name }} tomorrow"), ACCOUNT_OWNER)
    return rule("contact", date("birthday", 1, "before"), wish)


def _win_back(_reading: Reading) -> Definition:
    write = task(_("Win back {{ record.name }}"), ME, 5, **_THIS)
    customer = both(("relationship", "any", "customer"), ("purchases", "min", "2"))
    return rule("account", date("last_purchase", 90, "after"), write, given=customer)


def _review(reading: Reading) -> Definition:
    quarter = {"unit": "month", "every": "3", "on": "working_day", "nth": "1", "hour": "8",
               "shift": "next", "begins_on": reading.today.isoformat()}  # fmt: skip
    talk = task(_("Review of the quarter: {{ record.name }}"), OWNER, 10, **_THIS)
    return rule("account", When("schedule", quarter), talk, given=both(_CLIENT))


def _routing(reading: Reading) -> Definition:
    turn = {"_field": "owner", "_how": "turn", "team": first_team(reading)}
    told = tell(OWNER, _("New for you: {{ record.name }}"))
    given = both(("relationship", "any", "prospect"), ("owner", "empty", ""))
    return rule("account", When("created"), Step("", "assign", turn), told, given=given)


def _decider(_reading: Reading) -> Definition:
    meet = task(_("Meet the new decision maker of {{ record.name }}"), OWNER, 5, **_THIS)
    return rule("account", event("account.decider_named"), meet)


def _no_email(_reading: Reading) -> Definition:
    ask = task(_("Ask for the e-mail address of {{ record.name }}"), ACCOUNT_OWNER, 3)
    return rule("contact", When("created"), ask, given=both(("email", "empty", "")))


def _double(_reading: Reading) -> Definition:
    look = task(_("Is {{ record.name }} there twice? Merge or tell apart"), ME, 3, **_THIS)
    return rule("account", event("record.looks_double"), look)


def _knows_clients(reading: Reading) -> bool:
    """Whether the firm has clients: a shop that serves customers only is offered none of theirs."""
    return reading.workspace.serves != Workspace.Serves.CUSTOMERS


RULES = (
    ReadyRule(
        key="follow_up",
        label=gettext_lazy("Follow up after 3 and 7 days"),
        icon="mail",
        definition=_follow_up,
        order=30,
    ),
    ReadyRule(
        key="welcome",
        label=gettext_lazy("Welcome of a new {client}"),
        icon="handshake",
        definition=_welcome,
        fits=_knows_clients,
        order=40,
    ),
    ReadyRule(
        key="renewal",
        label=gettext_lazy("An agreement ends in 60 days"),
        icon="repeat",
        definition=_renewal,
        fits=_knows_clients,
        order=50,
    ),
    ReadyRule(
        key="silent_client",
        label=gettext_lazy("A silent {client}"),
        icon="clock",
        definition=_silence,
        fits=_knows_clients,
        order=60,
    ),
    ReadyRule(
        key="birthday",
        label=gettext_lazy("Birthday"),
        icon="cake",
        definition=_birthday,
        order=70,
    ),
    ReadyRule(
        key="win_back",
        label=gettext_lazy("Win a sleeping {customer} back"),
        icon="moon",
        definition=_win_back,
        order=80,
    ),
    ReadyRule(
        key="quarter_review",
        label=gettext_lazy("Review every quarter"),
        icon="trending-up",
        definition=_review,
        fits=_knows_clients,
        order=140,
    ),
    ReadyRule(
        key="routing",
        label=gettext_lazy("New {prospect.pl} in turn"),
        icon="user-plus",
        definition=_routing,
        fits=lambda reading: bool(first_team(reading)),
        order=160,
    ),
    ReadyRule(
        key="new_decider",
        label=gettext_lazy("A new decision maker"),
        icon="star",
        definition=_decider,
        order=170,
    ),
    ReadyRule(
        key="no_email",
        label=gettext_lazy("E-mail address missing"),
        icon="mail",
        definition=_no_email,
        order=180,
    ),
    ReadyRule(
        key="duplicate_found",
        label=gettext_lazy("A duplicate is found"),
        icon="copy",
        definition=_double,
        order=190,
    ),
)
