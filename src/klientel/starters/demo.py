"""The sample workspaces: an agency, a bakery, and on wish a large one; equal but for the dates."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise
from random import Random

from django.db import transaction
from django.utils import translation

from klientel.automations.demo import live
from klientel.automations.gallery import gallery
from klientel.automations.pages import make_ready
from klientel.billing import demo as billing_demo
from klientel.crm import demo_agency, demo_shop
from klientel.crm.demo import Stage
from klientel.discussion import demo as talk_demo
from klientel.kit import clock
from klientel.records.reading import reading_for
from klientel.starters.people import Cast, let_in, settle
from klientel.starters.working_off import work_off
from klientel.team.actions.words import change_word
from klientel.team.word_packs import pack
from klientel.work import demo as work_demo
from klientel.workspaces.models import Workspace
from klientel.workspaces.policy import Role

#: the ready rules that are on in them
AGENCY_RULES = (
    "invoice_after_fulfilment",
    "ask_after_solving",
    "welcome",
    "silent_client",
    "overdue_to_deputy",
)
SHOP_RULES = ("invoice_after_fulfilment", "order_waits", "win_back")
SIZES = ("tiny", "small", "m", "l")
AGENCY = "roth"
SHOP = "lang"
LARGE = "hanse"
_LARGE_SIZES = {"m": 10_000, "l": 100_000}
_SEED = 20261123

_AGENCY_CAST: Cast = {
    "jana": ("Jana Roth", "jana@roth.example", Role.OWNER),
    "tom": ("Tom Bär", "tom@roth.example", Role.MEMBER),
    "nele": ("Nele Brandt", "nele@roth.example", Role.MEMBER),
    "felix": ("Felix Stein", "felix@roth.example", Role.LEAD),
    "ada": ("Ada Kim", "ada@roth.example", Role.SUPPORT),
    "voss": ("M. Voss", "voss@roth.example", Role.BOOKKEEPING),
}
_SHOP_CAST: Cast = {
    "ute": ("Ute Lang", "ute@lang.example", Role.OWNER),
    "sophie": ("Sophie Kern", "sophie@lang.example", Role.MEMBER),
    "emre": ("Emre Kaya", "emre@lang.example", Role.SUPPORT),
    "jana": ("Jana Roth", "jana@roth.example", Role.LEAD),
}

Say = Callable[[str], None]


def is_built() -> bool:
    """Whether there are sample workspaces already."""
    return Workspace.objects.filter(slug__in=(AGENCY, SHOP)).exists()


def build_demo(size: str, password: str, say: Say = lambda _line: None) -> dict[str, int]:
    """Make the sample workspaces with a history up to today; returns how many of what were made.

    All or nothing. `tiny` is for tests, `m` and `l` add a third workspace with 10,000 or 100,000
    accounts.
    """
    with transaction.atomic():
        return _build(size, password, say)


def _build(size: str, password: str, say: Say) -> dict[str, int]:
    made: dict[str, int] = {}
    say("Studio Roth, an agency")
    agency = _stage(AGENCY, "Studio Roth", Workspace.Serves.BOTH, _AGENCY_CAST,
                    {"Web": ("tom", "felix"), "Beratung": ("nele",)}, password)  # fmt: skip
    counts = (4, 2, 6) if size == "tiny" else (46, 18, 25)
    _add(made, demo_agency.build(agency, *counts))
    _add(made, work_demo.build(agency, *((3, 3) if size == "tiny" else (28, 22))))
    _add(made, billing_demo.build(agency, "jana"))
    let_in(agency.workspace)
    _add(made, talk_demo.build(agency, 3 if size == "tiny" else 9))
    _live_with(agency, "jana", AGENCY_RULES, 21)
    say("Bäckerei Lang, a shop")
    shop = _stage(SHOP, "Bäckerei Lang", Workspace.Serves.CUSTOMERS, _SHOP_CAST,
                  {"Laden": ("sophie", "emre")}, password)  # fmt: skip
    _speak_of(shop, "ute", "bestellung")
    _add(made, demo_shop.build(shop, *((30, 200) if size == "tiny" else (1_238, 12_000))))
    _add(made, work_demo.build_shop(shop, 3 if size == "tiny" else 24))
    _add(made, billing_demo.build_shop(shop, "ute"))
    let_in(shop.workspace)
    _add(made, talk_demo.build(shop, 2 if size == "tiny" else 6))
    _live_with(shop, "ute", SHOP_RULES, 28, works_off=True)
    if size in _LARGE_SIZES:
        customers = _LARGE_SIZES[size]
        say(f"Hansekontor, a shop with {customers:,} customers")
        large = _stage(LARGE, "Hansekontor", Workspace.Serves.BOTH, _SHOP_CAST, {}, password)
        _add(made, demo_shop.build(large, customers, customers * 6))
        let_in(large.workspace)
    return made


def _stage(
    slug: str,
    name: str,
    serves: str,
    cast: Cast,
    teams: dict[str, tuple[str, ...]],
    password: str,
) -> Stage:
    workspace, actors, seated = settle(slug, name, serves, cast, teams, password)
    return Stage(
        workspace=workspace,
        actors=actors,
        teams={key: team.pk for key, team in seated.items()},
        random=Random(f"{_SEED}-{slug}"),  # noqa: S311 - samples, not secrets
        today=clock.today(workspace.time_zone),
    )


def _live_with(
    stage: Stage, owner: str, keys: tuple[str, ...], count: int, *, works_off: bool = False
) -> None:
    """Let a firm have had ready rules on for so many days, in its language.

    With `works_off` its people do day by day what the rules ask of them; what came last is left.
    """
    first = stage.today - timedelta(days=count)
    with stage.on(first, 8), translation.override(stage.workspace.language):
        reading = reading_for(stage.workspace)
        for key in keys:
            ready = gallery.get(key)
            if ready is not None:
                make_ready(stage.actors[owner], ready, reading)
    days = [first + timedelta(days=number) for number in range(count)]
    mornings = [stage.moment(day, 8) for day in days]
    now = clock.now()
    today = stage.moment(stage.today, 8)
    moments = [*mornings, *([today] if today < now else []), now]
    if not works_off:
        live(stage.workspace.pk, moments)
        return
    for since, until in pairwise(moments):
        live(stage.workspace.pk, [since, until])
        day = clock.local(until, stage.workspace.time_zone).date()
        if day < stage.today:
            work_off(stage, day)


def _speak_of(stage: Stage, owner: str, word: str) -> None:
    """Let a firm use a ready word in place of the one that the program comes with."""
    ready = pack(word)
    if ready is not None:
        change_word(stage.actors[owner], noun=ready.noun, **ready.forms)
        stage.workspace.refresh_from_db()


def _add(into: dict[str, int], more: dict[str, int]) -> None:
    for noun, number in more.items():
        into[noun] = into.get(noun, 0) + number
