"""Fills the data folder of the journeys; run as a program: a server's data is no test's."""

from __future__ import annotations

import json
import sys
from typing import Any

PASSWORD = "ruhige-see-im-november"
PEOPLE = {
    "anna": ("Anna Ahrens", "anna@werft.example", "owner"),
    "ben": ("Ben Böhm", "ben@werft.example", "lead"),
    # forgets her password in a journey, after which nobody else can sign in as her
    "cleo": ("Cleo Carstens", "cleo@werft.example", "member"),
    "dora": ("Dora Dietz", "dora@werft.example", "member"),
    "emil": ("Emil Engel", "emil@werft.example", "member"),
    "frida": ("Frida Falk", "frida@werft.example", "member"),
    "gesa": ("Gesa Gries", "gesa@werft.example", "member"),
    "hauke": ("Hauke Hein", "hauke@werft.example", "member"),
}
MANY = 130
"""Further accounts, so that the list has more than two pages."""
ADRIFT = "Strandgut"
"""Accounts that a journey may delete; whichever runs first, no other one misses them."""
RUNG = "Nixe Bootsbau"
"""The account that the rule of the journeys is about."""

NAMED = (
    {"name": "Müller & Partner", "relationship": "client", "phone": "040 987654", "owner": "anna"},
    {"name": "Zeder Bau", "relationship": "client", "city": "Kiel", "owner": "anna"},
    {"name": "Ypsilon Druck", "relationship": "client", "city": "Bremen", "owner": "anna"},
    {"name": "Xanten Optik", "relationship": "client", "city": "Xanten", "owner": "anna"},
    {"name": "Wolke Reisen", "relationship": "client", "city": "Jever", "owner": "anna"},
    # made private by a journey, which nobody else may miss
    {"name": "Quast Farben", "relationship": "client", "city": "Emden", "owner": "anna"},
    {"name": "Vogel Papier", "relationship": "prospect", "city": "Emden"},
    {"name": "Ulmen Apotheke", "relationship": "prospect", "city": "Aurich"},
    {"name": "Taube Verlag", "relationship": "prospect", "city": "Leer"},
    {"name": "Seiler Segel", "relationship": "prospect", "city": "Flensburg"},
    {"name": "Pfau Porzellan", "relationship": "prospect", "city": "Selb"},
    # spoken of in the capture line, which nobody else does
    {"name": "Ostwind Reederei", "relationship": "prospect", "city": "Wismar"},
    # linked with one another, and with nobody else
    {"name": "Igel Werft", "relationship": "prospect", "city": "Kappeln"},
    {"name": "Kranich Boote", "relationship": "prospect", "city": "Arnis"},
    # rung up by a journey, for which a rule lies in wait
    {"name": RUNG, "relationship": "prospect", "phone": "04642 123456"},
)

RULED = {
    "heike": ("Heike Harms", "heike@kontor.example", "owner"),
    "bodo": ("Bodo Brandt", "bodo@kontor.example", "bookkeeping"),
}
"""A firm of its own for ready rules, which would act upon what other journeys do."""


def furnish() -> None:
    """Make the sample workspaces in their smallest size, and a firm of our own."""
    from klientel.config.cli import start_django

    start_django()
    from klientel.config.migrations import migrate

    migrate(lambda _line: None)
    from klientel.records.actions import create_many
    from klientel.records.actions.create import Draft
    from klientel.starters.demo import build_demo
    from klientel.starters.people import settle

    build_demo("tiny", PASSWORD)
    _, actors, _ = settle("werft", "Werft", "both", PEOPLE, {"Web": ("cleo",)}, PASSWORD)
    anna = actors["anna"]
    drafts = [Draft({**row, **_owner(row, actors)}) for row in NAMED]
    drafts += [
        Draft({"name": f"Laufkunde {n:03}", "relationship": "customer", "city": "Husum"})
        for n in range(1, MANY + 1)
    ]
    drafts += [Draft({"name": f"{ADRIFT} {n}"}) for n in (1, 2, 3)]
    create_many(anna, "account", drafts)
    _lay_in_wait(anna)
    _open_kontor()


def _open_kontor() -> None:
    """A client of the first rank, somebody who speaks for it, and an order that was taken on."""
    from klientel.records.actions import create
    from klientel.records.actions.catalogue import run
    from klientel.starters.people import let_in, settle

    workspace, actors, _ = settle("kontor", "Kontor", "both", RULED, {}, PASSWORD)
    heike = actors["heike"]
    values = {"name": "Lotsenhaus", "relationship": "prospect", "owner": heike.member_id}
    client = create(heike, "account", values)
    run(heike, "account.promote", client.pk, manager=str(heike.member_id), tier="a")
    person = {"first_name": "Rike", "last_name": "Reimers", "account": client.pk}
    create(heike, "contact", {**person, "email": "rike@lotsenhaus.example"})
    order = {"title": "Seekarten drucken", "kind": "order", "account": client.pk}
    run(heike, "order.add_line", create(heike, "work", order).pk, name="Seekarte", quantity="3")
    ticket = {"title": "Karte ist unscharf", "kind": "ticket", "account": client.pk}
    create(heike, "work", {**ticket, "owner": heike.member_id})
    let_in(workspace)


def _lay_in_wait(actor: Any) -> None:
    """A rule that hears of one account's new number, and of nothing else."""
    from klientel.automations.actions import create_rule

    definition = {
        "about": "account",
        "when": [{"kind": "changed", "params": {"field": "phone"}}],
        "given": ["and", ["name", "is", RUNG]],
        "then": [
            {"key": "postcode", "do": "set", "values": {"_on": "record", "postcode": "24399"}},
            {"key": "waiting1", "do": "wait", "values": {"count": "3", "unit": "days"}},
        ],
    }
    create_rule(actor, name="Neue Nummer", definition=json.dumps(definition), is_on=True)


def _owner(row: dict[str, str], actors: dict) -> dict:
    return {"owner": actors[row["owner"]].member_id} if "owner" in row else {}


if __name__ == "__main__":
    sys.exit(furnish())
