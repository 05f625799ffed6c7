"""One client, one page after the other: what a person waits for."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import unescape

from bench import options, wording
from bench.datasets import DataSet
from bench.figures import Figure, of_seconds
from bench.server import Server
from bench.visitor import Answer, Forms, Unexpected, Visitor

WARM_UP = 30
LIST = "/bench/accounts"
WORST = (
    "relationship=customer&stage=active,dormant&sort=-revenue_12m",
    "city.has=ham&sort=-updated_at",
    "stage.not=active&purchases_12m.min=1&sort=first_purchase",
    "source=referral&relationship=prospect&sort=-purchases",
    "group=stage&sort=-last_contact",
)
"""Filters and orders that no index holds together; the slowest of them is the figure."""


@dataclass
class Stage:
    """Where scenarios play: the data, its server and somebody signed in."""

    data: DataSet
    server: Server
    samples: int = options.SAMPLES

    def visitor(self, name: str = "owner") -> Visitor:
        """Somebody signed in."""
        made = Visitor(self.server.port)
        made.sign_in(name)
        return made

    @property
    def grace(self) -> float:
        """What PostgreSQL may take more, in ms."""
        return 2 if self.data.database == "postgresql" else 0

    def time(self, ask: Callable[[], Answer]) -> list[float]:
        """Seconds of many requests, after a few that warm everything up."""
        for _ in range(min(WARM_UP, self.samples)):
            ask()
        return [ask().seconds for _ in range(self.samples)]

    def figure(
        self,
        name: str,
        label: str,
        ask: Callable[[], Answer],
        aim: float | None,
        aim_p95: float | None = None,
    ) -> Figure:
        """The times of a request as a figure; says too what it cost the server's processor."""
        for _ in range(min(WARM_UP, self.samples)):
            ask()
        used = self.server.cpu_seconds()
        seconds = [ask().seconds for _ in range(self.samples)]
        used = (self.server.cpu_seconds() - used) / self.samples * 1000
        aim = None if aim is None else aim + self.grace
        aim_p95 = None if aim_p95 is None else aim_p95 + self.grace
        note = f"{used:.1f} ms CPU"
        return of_seconds(name, label, seconds, aim=aim, aim_p95=aim_p95, note=note)


def list_pages(stage: Stage) -> Iterator[Figure]:
    """The list, as the owner and as somebody who does not see everything."""
    for who in ("owner", "member0"):
        visitor = stage.visitor(who)
        name = "list" if who == "owner" else "list_member"
        label = "list, first page" + ("" if who == "owner" else ", as a member")
        yield stage.figure(name, label, lambda v=visitor: v.get(LIST), 6, 15)


def deep_list(stage: Stage) -> Iterator[Figure]:
    """The 500th page, reached as people reach it: by the cursor of the page before."""
    visitor = stage.visitor()
    address, pages = LIST, min(500, stage.data.size.accounts // 50 - 2)
    for _ in range(pages):
        text = visitor.get(address, HX_Request="true").text
        following = re.search(r'id="next-page" hx-get="([^"]+)"', text)
        if following is None:
            raise Unexpected(f"{address} has no next page")
        address = unescape(following[1])
    label = f"list, page {pages + 1}"
    yield stage.figure("list_deep", label, lambda: visitor.get(address), 6, 15)
    rows = f"{label}, its rows alone"
    ask = lambda: visitor.get(address, HX_Request="true")  # noqa: E731
    yield stage.figure("list_deep_rows", rows, ask, 6, 15)


def worst_list(stage: Stage) -> Iterator[Figure]:
    """The slowest of some filters and orders."""
    visitor = stage.visitor()
    found = []
    for query in WORST:
        address = f"{LIST}?{query}"
        few = sorted(visitor.get(address).seconds for _ in range(15))
        found.append((few[7], address))
    address = max(found)[1]
    label = "list, worst filter and order"
    one = stage.figure("list_worst", label, lambda: visitor.get(address), 6, 15)
    one.note += f"; {address.partition('?')[2]}"
    yield one


def account_pages(stage: Stage) -> Iterator[Figure]:
    """A client with 200 interactions and one with very many."""
    visitor = stage.visitor()
    for number, name, count in ((2, "account", 200), (1, "account_busy", stage.data.size.busy)):
        address = visitor.get(f"{LIST}/{number}").address
        label = f"account page, {count:,} interactions"
        yield stage.figure(name, label, lambda a=address: visitor.get(a), 6, 15)


def searches(stage: Stage) -> Iterator[Figure]:
    """The palette and the page of results, for a rare and for a common word."""
    visitor = stage.visitor()
    for word, aim in ((wording.RARE, 8), (wording.COMMON, 20)):
        kind = "rare" if word == wording.RARE else "common"
        for place in ("palette", "search"):
            address = f"/bench/{place}?q={word.lower()}"
            if "mark>" not in visitor.get(address).text:
                raise Unexpected(f"{address} found nothing")
            ask = lambda a=address: visitor.get(a, HX_Request="true")  # noqa: E731
            if place == "search":
                ask = lambda a=address: visitor.get(a)  # noqa: E731
            yield stage.figure(f"{place}_{kind}", f"{place}, {kind} word", ask, aim)


def create(stage: Stage) -> Iterator[Figure]:
    """An account added through its form: row, spine, search row and event, durable."""
    visitor = stage.visitor()
    forms = new_forms(visitor, f"{LIST}/new")
    number = iter(range(10**6))

    def ask() -> Answer:
        values = {"name": f"Neuhaus {next(number)} GmbH", "email": "", "token": next(forms)}
        return visitor.post(f"{LIST}/new", values)

    yield stage.figure("create", "create an account", ask, 8)


def new_forms(visitor: Visitor, address: str) -> Iterator[str]:
    """Tokens of new records as the form gives them: a UUIDv7 each."""
    from klientel.kit.ids import uuid7

    page = Forms.of(visitor.get(address).text)
    if not any("token" in form.values for form in page.forms):
        raise Unexpected(f"{address} has no form with a token")
    while True:
        yield str(uuid7())


def log(stage: Stage) -> Iterator[Figure]:
    """A call noted on the account page: the answer holds the timeline anew."""
    visitor = stage.visitor()
    address = visitor.get(f"{LIST}/2").address
    forms = new_forms(visitor, f"{LIST}/new")

    def ask() -> Answer:
        values = {"text": "Rückruf erledigt", "kind": "call", "key": next(forms)}
        return visitor.post(f"{address}/log", values, fragment=True)

    yield stage.figure("log", "note a call", ask, 8)


def inline_edit(stage: Stage) -> Iterator[Figure]:
    """One cell of the list: opened, changed, drawn anew."""
    visitor = stage.visitor()
    text = visitor.get(LIST).text
    rows = re.findall(r'<tr role="row" id="row-([0-9a-f-]{36})"', text)[:20]
    seen = dict.fromkeys(rows, "")
    turn = iter(range(10**6))
    opening = f"{LIST}/{rows[0]}/fields/city"
    ask = lambda: visitor.get(opening, HX_Request="true")  # noqa: E731
    yield stage.figure("edit_open", "open a cell for editing", ask, 6, 15)
    for row in rows:
        form = Forms.of(visitor.get(f"{LIST}/{row}/fields/city", HX_Request="true").text).forms[0]
        seen[row] = form.values["expected"]

    def save() -> Answer:
        number = next(turn)
        row, city = rows[number % len(rows)], f"Ort {number}"
        values = {"city": city, "expected": seen[row]}
        answer = visitor.post(f"{LIST}/{row}/fields/city", values, fragment=True)
        seen[row] = json.dumps(city)
        return answer

    yield stage.figure("edit", "save a cell", save, 8)
