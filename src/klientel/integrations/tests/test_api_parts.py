"""What hangs on records, through the API and for agents: paged, scoped, with the asked fields."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from klientel.discussion.actions.comment import write
from klientel.discussion.models import Comment
from klientel.integrations.api.limits import limiter
from klientel.kit import clock, cursors
from klientel.records import actions
from klientel.records.actions.share import share
from klientel.records.parts import Part, parts
from klientel.records.types import record_types
from tests.cast import Firm

from .agents import Agent
from .calling import Caller, pointers

pytestmark = pytest.mark.django_db
#: an id that nothing has; the same in every process, since it names tests
NOBODY = UUID(int=7)


@pytest.fixture(autouse=True)
def fresh():
    limiter.forget()


def act(firm: Firm, action: str, key, **inputs):
    return actions.actions.get(action).call(firm.olga, key, **inputs)


@pytest.fixture
def order(firm: Firm):
    made = actions.create(firm.olga, "work", {"title": "Kisten", "kind": "order"})
    for name, quantity in (("Lampen", "12"), ("Sand", "3")):
        act(firm, "order.add_line", made.pk, name=name, quantity=quantity)
    for text in ("Packen", "Wiegen", "Senden"):
        act(firm, "work.add_step", made.pk, text=text)
    return made


def names(answer, of: str) -> list[str]:
    return [one[of] for one in answer.data["data"]]


def test_the_positions_of_an_order_can_be_read(firm: Firm, order) -> None:
    answer = Caller(firm).get(f"work/{order.ref}/lines?fields=name,quantity")
    assert answer.status_code == 200
    told = [(one["name"], one["quantity"]) for one in answer.data["data"]]
    assert told == [("Lampen", "12.000"), ("Sand", "3.000")]


def test_steps_come_in_their_order_page_by_page(firm: Firm, order) -> None:
    call = Caller(firm)
    first = call.get(f"work/{order.pk}/steps?limit=2")
    assert names(first, "text") == ["Packen", "Wiegen"]
    rest = call.get(f"work/{order.pk}/steps?limit=2&cursor={first.data['next_cursor']}")
    assert names(rest, "text") == ["Senden"]
    assert rest.data["next_cursor"] is None


def test_time_that_was_noted_can_be_read(firm: Firm, order) -> None:
    act(firm, "work.log_time", order.pk, hours="1.5", note="Gepackt")
    (entry,) = Caller(firm).get(f"work/{order.pk}/time").data["data"]
    assert (entry["minutes"], entry["note"]) == (90, "Gepackt")
    assert entry["member"] == str(firm.members["olga"].pk)


def test_comments_come_the_newest_first_without_gaps_also_of_one_moment(firm: Firm) -> None:
    made = actions.create(firm.olga, "account", {"name": "Werk", "relationship": "customer"})
    for number in range(5):
        write(firm.olga, record=str(made.pk), text=f"Nr. {number}")
    moment = datetime(2026, 5, 1, 8, tzinfo=UTC)
    Comment.objects.in_workspace(firm.olga.workspace_id).update(written_at=moment)
    call, seen, cursor = Caller(firm), [], ""
    for _ in range(3):
        page = call.get(f"accounts/{made.pk}/comments?limit=2&cursor={cursor}").data
        seen += [one["body"] for one in page["data"]]
        cursor = page["next_cursor"] or ""
    assert not cursor
    assert seen == [f"Nr. {number}" for number in (4, 3, 2, 1, 0)]


def test_who_does_not_see_the_record_sees_nothing_of_it(
    firm: Firm, other_firm: Firm, order
) -> None:
    share(firm.olga, "work", order.pk, privacy="named")
    assert Caller(firm).get(f"work/{order.pk}/lines").status_code == 200
    assert Caller(firm, "wim").get(f"work/{order.pk}/lines").status_code == 404
    assert Caller(other_firm, "fremd").get(f"work/{order.pk}/lines").status_code == 404
    assert Caller(firm, types=["account"]).get(f"work/{order.pk}/lines").status_code == 404


def test_a_type_has_its_own_parts_and_no_others(firm: Firm, order) -> None:
    call = Caller(firm)
    told = {one["name"] for one in call.get("types/work").data["parts"]}
    assert {"comments", "files", "steps", "time", "lines"} <= told
    assert "purchases" not in told
    assert call.get(f"work/{order.pk}/purchases").status_code == 404
    assert call.get(f"work/{order.pk}/nothing").status_code == 404


@pytest.mark.parametrize(
    ("query", "status", "pointer"),
    [
        ("fields=nothing", 422, "/fields"),
        ("expand=nothing", 422, "/expand"),
        ("limit=0", 422, "/limit"),
        ("sort=name", 422, "/sort"),
        ("expand=name&fields[name]=x", 422, "/fields[name]"),
        ("cursor=nonsense", 400, ""),
        (f"cursor={cursors.encode(('a', NOBODY))}", 400, ""),
        (f"cursor={cursors.encode((5,))}", 400, ""),
        (f"cursor={cursors.encode((2**62, NOBODY))}", 200, ""),
    ],
)
def test_what_cannot_be_applied_is_refused(firm: Firm, order, query, status, pointer) -> None:
    answer = Caller(firm).get(f"work/{order.pk}/lines?{query}")
    assert answer.status_code == status, answer.data
    if pointer:
        assert pointers(answer) == [pointer]


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+14:00", "2026-01-01T00:00:00"])
def test_a_moment_that_cannot_be_is_no_place(firm: Firm, order, moment: str) -> None:
    cursor = cursors.encode((datetime.fromisoformat(moment), uuid4()))
    answer = Caller(firm).get(f"work/{order.pk}/comments?cursor={cursor}")
    assert answer.status_code in (200, 400)
    assert (answer.status_code == 400) is moment.startswith("0001")


def test_every_part_of_every_type_can_be_read_and_says_its_fields(firm: Firm) -> None:
    call = Caller(firm)
    for record_type in record_types:
        for part in parts.on(record_type.name):
            missing = "01936d2e-0000-7000-8000-000000000000"
            assert call.get(f"{record_type.slug}/{missing}/{part.name}").status_code == 404
            rows = part.rows(firm.olga, uuid4())
            columns = [name for one in part.fields for name in one.columns()]
            assert list(rows.order_by(part.order).values_list(*columns)) == []


def test_a_name_that_stands_in_addresses_is_no_part() -> None:
    for taken in ("timeline", "comments"):
        with pytest.raises(ValueError, match=taken):
            parts.register(Part(name=taken, label="", fields=(), rows=lambda *_: None))


def test_the_queries_are_as_many_for_much_as_for_little(firm: Firm, order) -> None:
    call = Caller(firm)

    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert call.get(f"work/{order.pk}/lines?expand=product&fields[product]=name").data
        return len(seen)

    def lines(start: int, stop: int) -> None:
        for number in range(start, stop):
            product = actions.create(firm.olga, "product", {"name": f"Art {number}", "unit": "H87"})
            act(firm, "order.add_line", order.pk, product=str(product.pk), quantity="1")

    # within one minute: the first call of each takes its share of what the token may ask
    with clock.fixed(clock.now()):
        lines(0, 1)
        asked()
        few = asked()
        lines(1, 12)
        assert asked() == few


# agents -----------------------------------------------------------------------------------------


def test_an_agent_reads_parts_with_the_record_and_goes_on_in_one(firm: Firm, order) -> None:
    agent = Agent(firm)
    told = agent("read", record=order.ref, fields=["title"], parts=["lines", "steps"], limit=2)
    assert [one["name"] for one in told["parts"]["lines"]["data"]] == ["Lampen", "Sand"]
    steps = told["parts"]["steps"]
    assert [one["text"] for one in steps["data"]] == ["Packen", "Wiegen"]
    more = agent("read", record=order.ref, parts=["steps"], cursor=steps["next_cursor"])
    assert [one["text"] for one in more["parts"]["steps"]["data"]] == ["Senden"]
    assert "parts" not in agent("read", record=order.ref)


def test_an_agent_is_told_which_parts_there_are(firm: Firm, order) -> None:
    agent = Agent(firm)
    assert "lines" in {one["name"] for one in agent("describe", type="work")["parts"]}
    assert agent.refused("read", record=order.ref, parts=["nothing"])["status"] == 422
    told = agent.refused("read", record=order.ref, parts=["lines", "steps"], cursor="x")
    assert told["errors"][0]["pointer"] == "/cursor"
