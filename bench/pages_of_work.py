"""One client on pages of work: the list, own fields, a board and a card moved on it, an item."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count

from bench.figures import Figure
from bench.pages import LIST, Stage
from bench.visitor import Answer, Unexpected

WORK = "/bench/work"
BOARD = f"{WORK}?layout=board&kind=task"
#: a view of half of all accounts, then three of the firm's own fields
OWN = (
    f"{LIST}?own_group=c1,c2,c3&sort=-own_budget",
    f"{LIST}?own_staff.min=40&own_letter=1&sort=own_since",
    f"{LIST}?own_topics=c4&own_discount.max=20&sort=own_code",
)
_CARD = re.compile(r'id="card-([0-9a-f-]{36})"')


def work_list(stage: Stage) -> Iterator[Figure]:
    """The list of unfinished work with account, people and progress."""
    visitor = stage.visitor()
    yield stage.figure("work_list", "work, first page", lambda: visitor.get(WORK), 8, 15)


def own_fields(stage: Stage) -> Iterator[Figure]:
    """The slowest of some filters and orders by fields that the firm added."""
    visitor = stage.visitor()
    found = []
    for address in OWN:
        few = sorted(visitor.get(address).seconds for _ in range(9))
        found.append((few[4], address))
    address = max(found)[1]
    label = "list, filter and order by own fields"
    one = stage.figure("own_fields", label, lambda: visitor.get(address), 15, 100)
    one.note += f"; {address.partition('?')[2]}"
    yield one


def board(stage: Stage) -> Iterator[Figure]:
    """A board of the statuses of tasks, fifty cards each; then cards moved on it."""
    visitor = stage.visitor()
    text = visitor.get(BOARD).text
    cards = _CARD.findall(text)
    label = f"board, {text.count('class=' + chr(34) + 'board-cards')} columns, {len(cards)} cards"
    yield stage.figure("board", label, lambda: visitor.get(BOARD), 15)
    if not cards:
        raise Unexpected(f"{BOARD} shows no cards")
    turn = count()

    def move() -> Answer:
        number = next(turn)
        status = "waiting" if number // len(cards) % 2 else "in_progress"
        card = cards[number % len(cards)]
        return visitor.post(f"{WORK}/{card}/change", {"status": status}, fragment=True)

    yield stage.figure("board_move", "move a card", move, 8)


def item_page(stage: Stage) -> Iterator[Figure]:
    """The page of a task."""
    visitor = stage.visitor()
    address = visitor.get(f"{WORK}/TA-17").address
    yield stage.figure("work_item", "work item page", lambda: visitor.get(address), 10)
