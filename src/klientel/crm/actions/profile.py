"""Reckoning where accounts stand between client and customer, and deciding against it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from klientel.crm.actions.figures import as_of_day
from klientel.crm.models import Account, ProfileRun, RelationshipProfile, ScoreWeights
from klientel.crm.relationship.health import health_of
from klientel.crm.relationship.lines import Evidence, profile_of
from klientel.crm.relationship.rules import Usual, evidence_of, likeness
from klientel.crm.relationship.score import Weights, score_of
from klientel.crm.relationship.seen import (
    Seen,
    client_industries,
    seen_of,
    standard_products,
    usual_ticket,
)
from klientel.events.feed import accounts_told_of
from klientel.events.log import record
from klientel.kit import clock
from klientel.kit.refused import NotFound, Refused
from klientel.records.account_signs import HealthSign, health_signs, line_signs
from klientel.records.actions import action
from klientel.records.fields import TextField
from klientel.records.own_fields.reckoning import reckon_kept
from klientel.workspaces.actor import Actor
from klientel.workspaces.bulk import update_rows
from klientel.workspaces.models import Member, Workspace

if TYPE_CHECKING:
    from klientel.events.models import Event

#: accounts reckoned in one transaction
_CHUNK = 500
#: a decision to keep an account as it is holds for so long, unless the lean moves by so much
_HOLDS = timedelta(days=180)
_MOVED = 20
#: what was written while the last run began may have been committed after it; what takes longer is
#: found each night, and looking back further would reckon busy accounts again and again
_OVERLAP = timedelta(minutes=1)
#: what is repeated on accounts
_KEPT = ("seems", "health", "lead_score")
#: what of a profile is reckoned; a decision on it is left alone
_RECKONED = (
    "evidence", "positions", "lean", "coverage", "verdict", "disagrees", "health", "score",
    "reckoned_at",
)  # fmt: skip
#: so many accounts of each sort make an example
_ENOUGH_EXAMPLES = 5


def reckon_all(workspace: Workspace) -> int:
    """Reckon every account there is something to say of; returns how many rows were written.

    What is usual in the firm is found first, so that each account is measured by it.
    """
    began = clock.now()
    everything = list(_accounts(workspace.pk).order_by("pk").values_list("pk", flat=True))
    usual = _usual(workspace, everything)
    written = sum(_reckon(workspace, some, usual) for some in _in_chunks(everything))
    run = ProfileRun(workspace_id=workspace.pk, usual=usual.as_json(), seen_until=began)
    ProfileRun.objects.bulk_create(
        [run],
        update_conflicts=True,
        unique_fields=["workspace"],
        update_fields=["usual", "seen_until"],
    )
    return written


def reckon_moved(workspace: Workspace) -> int:
    """Reckon the accounts that something happened to since the last time; all at the first time."""
    run = ProfileRun.objects.in_workspace(workspace.pk).first()
    if run is None:
        return reckon_all(workspace)
    began = clock.now()
    ids = accounts_told_of(workspace.pk, run.seen_until - _OVERLAP)
    written = reckon(workspace, ids)
    run.seen_until = began
    run.save()
    return written


def reckon(workspace: Workspace, ids: Collection[UUID]) -> int:
    """Reckon some accounts, measured by what was usual at the last run over all."""
    usual = usual_of(workspace)
    return sum(_reckon(workspace, some, usual) for some in _in_chunks(sorted(ids)))


def usual_of(workspace: Workspace) -> Usual:
    """What was usual in the firm at the last run over all; found now where there was none."""
    run = ProfileRun.objects.in_workspace(workspace.pk).first()
    return Usual.from_json(run.usual, _members(workspace.pk)) if run else _bare(workspace)


def _accounts(workspace_id: UUID) -> Any:
    return Account.objects.in_workspace(workspace_id).filter(trashed_at=None)


def _in_chunks(ids: Sequence[UUID]) -> Iterator[Sequence[UUID]]:
    for start in range(0, len(ids), _CHUNK):
        yield ids[start : start + _CHUNK]


def _usual(workspace: Workspace, ids: Sequence[UUID]) -> Usual:
    """The median purchase, and where the firm's own clients and customers stand on average."""
    bare = _bare(workspace)
    sums: dict[str, dict[str, list[int]]] = {"client": {}, "customer": {}}
    counts = {"client": 0, "customer": 0}
    for some in _in_chunks(ids):
        for seen, evidence in _evidence(workspace, some, bare):
            sort, positions = seen.account.relationship, profile_of(evidence).positions()
            if sort not in sums or not positions:
                continue
            counts[sort] += 1
            for name, position in positions.items():
                sums[sort].setdefault(name, []).append(position)
    if min(counts.values()) < _ENOUGH_EXAMPLES:
        return bare
    client, customer = (
        {name: round(sum(found) / len(found)) for name, found in sums[sort].items()}
        for sort in ("client", "customer")
    )
    return replace(bare, client=client, customer=customer)


def _bare(workspace: Workspace) -> Usual:
    """What is usual, without examples to compare with."""
    pk = workspace.pk
    return Usual(_members(pk), usual_ticket(pk), standard_products(pk), client_industries(pk))


def _members(workspace_id: UUID) -> int:
    return int(Member.objects.in_workspace(workspace_id).filter(is_active=True).count())


def _evidence(
    workspace: Workspace, ids: Sequence[UUID], usual: Usual
) -> Iterator[tuple[Seen, list[Evidence]]]:
    today, zone = clock.today(workspace.time_zone), workspace.time_zone
    until, _has_ended = as_of_day(workspace.pk, today)
    signs = line_signs(workspace, ids, today)
    for seen in seen_of(workspace.pk, ids, today, zone, usual.standard, until):
        evidence = evidence_of(seen, usual)
        for one in signs.get(seen.account.pk, ()):
            evidence.append(
                Evidence(one.line, one.position, one.weight, "rooms", one.text, one.values)
            )
        yield seen, evidence


def _reckon(workspace: Workspace, ids: Sequence[UUID], usual: Usual) -> int:
    """Reckon some accounts and write what is new: all is read and thought over before the
    transaction, which keeps everybody else from writing on SQLite.
    """
    rows = RelationshipProfile.objects.in_workspace(workspace.pk)
    known = {row.account_id: row for row in rows.filter(account_id__in=ids)}
    new: list[RelationshipProfile] = []
    changed: list[RelationshipProfile] = []
    accounts: list[Account] = []
    weights = weights_of(workspace.pk)
    found = list(_evidence(workspace, ids, usual))
    clients = [seen.account.pk for seen, _ in found if seen.account.is_client]
    signs = health_signs(workspace, clients, clock.today(workspace.time_zone))
    for seen, evidence in found:
        evidence += likeness(profile_of(evidence).positions(), usual)
        row = known.get(seen.account.pk) or RelationshipProfile(
            workspace_id=workspace.pk, account_id=seen.account.pk
        )
        more = signs.get(seen.account.pk, ())
        has_news = _put(workspace, row, seen, evidence, usual, weights, more)
        accounts.append(seen.account)
        if row._state.adding and (row.evidence or row.health or row.score):
            new.append(row)
        elif has_news and not row._state.adding:
            changed.append(row)
    with transaction.atomic():
        decided = _decided_since(rows, known)
        changed = [row for row in changed if row.account_id not in decided]
        RelationshipProfile.objects.bulk_create(new, ignore_conflicts=True)
        update_rows(RelationshipProfile, changed, _RECKONED)
        _tell_accounts([one for one in accounts if one.pk not in decided])
    return len(new) + len(changed)


def _decided_since(rows: Any, known: Mapping[UUID, RelationshipProfile]) -> set[UUID]:
    """The accounts that somebody decided about after their rows were read, which are held now.

    The log tells of the decision, so that the next reckoning takes them.
    """
    held = rows.filter(account_id__in=known.keys()).select_for_update()
    now = dict(held.values_list("account_id", "kept_at"))
    return {pk for pk, row in known.items() if now.get(pk, row.kept_at) != row.kept_at}


def _tell_accounts(accounts: Sequence[Account]) -> None:
    """Write on accounts what lists are narrowed and ordered by.

    No version and no event, as with all that the program keeps.
    """
    moved = [one for one in accounts if not {*_KEPT}.isdisjoint(one.changed_columns())]
    update_rows(Account, moved, _KEPT)
    if moved:
        reckon_kept(moved[0].workspace_id, "account", [one.pk for one in moved])


def _put(
    workspace: Workspace,
    row: RelationshipProfile,
    seen: Seen,
    evidence: Sequence[Evidence],
    usual: Usual,
    weights: Weights,
    signs: Iterable[HealthSign],
) -> bool:
    """Set what was reckoned on a row and its account; returns whether the row holds news."""
    account, today = seen.account, clock.today(workspace.time_zone)
    profile = profile_of(evidence)
    row.evidence = [one.as_json() for one in evidence]
    row.positions = profile.positions()
    row.lean, row.coverage, row.verdict = profile.lean, profile.coverage, profile.verdict
    row.disagrees = account.seems = _disagrees(row, account)
    health, parts = health_of(seen, today, signs) if account.is_client else (None, [])
    account.health, row.health = health, [part.as_json() for part in parts]
    account.lead_score, row.score = None, []
    if account.relationship == "prospect":
        account.lead_score, points = score_of(seen, weights, usual.industries, today)
        row.score = [point.as_json() for point in points]
    if not row.changed_columns():
        return False
    row.reckoned_at = clock.now()
    return True


def weights_of(workspace_id: UUID) -> Weights:
    """What the firm gives points for."""
    kept = ScoreWeights.objects.in_workspace(workspace_id).first()
    return Weights.of(kept.points if kept else {})


def _disagrees(row: RelationshipProfile, account: Account) -> str:
    """What the account seems to be and is not called; nothing while a decision holds."""
    if account.relationship == "prospect" or row.verdict not in ("client", "customer"):
        return ""
    if row.verdict == account.relationship:
        return ""
    is_kept = row.kept_at is not None and clock.now() - row.kept_at < _HOLDS
    return "" if is_kept and abs(row.lean - row.kept_lean) < _MOVED else row.verdict


def _must_be_decided(account: Account) -> None:
    if account.relationship == "prospect":
        raise Refused("What {prospect.a} becomes is decided by promoting or by a purchase.")


@action(
    "account.keep_relationship",
    label=_("Leave as it is"),
    permission="account.promote",
    icon="check",
    order=95,
    applies=_must_be_decided,
    said=_("{record} stays what it is"),
    inputs=(TextField(name="reason", label=_("Reason"), max_length=300),),
)
def keep_relationship(actor: Actor, account: Account, *, reason: str) -> Account:
    """Decide that an account stays what it is although it leans elsewhere.

    The decision and what spoke against it stand in the log; nothing is suggested for half a year
    unless the account moves on.
    """
    rows = RelationshipProfile.objects.in_workspace(actor.workspace_id)
    row = rows.filter(account_id=account.pk).first()
    if row is None:
        raise Refused("There is nothing to decide yet.")
    row.kept_at, row.kept_lean, row.disagrees = clock.now(), row.lean, ""
    row.save()
    account.seems = ""
    _tell_accounts([account])
    facts = {"reason": reason, "relationship": account.relationship, **stood(row)}
    record(
        actor,
        "account.relationship_kept",
        record_type="account",
        record_id=account.pk,
        account_id=account.pk,
        facts={"title": account.name, **facts},
    )
    return account


def stood(row: RelationshipProfile | None) -> dict[str, Any]:
    """What a decision is remembered with: where the account leaned, and what was seen."""
    return {"lean": row.lean, "evidence": row.evidence} if row is not None else {}


def stands(actor: Actor, account: Account) -> dict[str, Any]:
    """`stood` of an account as it was last reckoned."""
    rows = RelationshipProfile.objects.in_workspace(actor.workspace_id)
    return stood(rows.filter(account_id=account.pk).first())


def decide_again(actor: Actor, event: Event, batch: UUID) -> None:
    """Take the decision to keep an account as it is back."""
    actor.must("account.promote")
    rows = RelationshipProfile.objects.in_workspace(actor.workspace_id)
    row = rows.filter(account_id=event.record_id, kept_at__isnull=False).first()
    account = Account.objects.visible_to(actor).filter(pk=event.record_id).first()
    if row is None or account is None:
        raise NotFound()
    row.kept_at, row.kept_lean = None, 0
    row.disagrees = account.seems = _disagrees(row, account)
    row.save()
    _tell_accounts([account])
    record(
        actor,
        "account.relationship_open",
        record_type="account",
        record_id=account.pk,
        account_id=account.pk,
        facts={"title": account.name},
        batch=batch,
    )
