"""That whoever works on an item can see it: refused where they cannot, named where that is enough.

An item with an account is seen with it, which only sharing the account changes. One without is
seen by its own columns; there, whoever is asked to work on it is named on it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from uuid import UUID

from klientel.kit.refused import Refused
from klientel.records.actions.catalogue import current_reading
from klientel.records.models import RecordGrant, RecordRef
from klientel.work.models import WorkItem
from klientel.workspaces.actor import Actor
from klientel.workspaces.models import Member
from klientel.workspaces.policy import Privacy
from klientel.workspaces.queries import actor_of


def must_be_seen(actor: Actor, items: Sequence[WorkItem]) -> None:
    """Raise `Refused` for somebody asked to work for an account that they do not see."""
    wanted: dict[UUID, set[UUID]] = defaultdict(set)
    for item in items:
        if item.account_id is None or not {"assignees", "account_id"} & set(item.changed_columns()):
            continue
        known = () if _is_moved(item) else item.loaded_values().get("assignees") or ()
        for key in item.assignees:
            if key not in known and UUID(key) != actor.member_id:
                wanted[UUID(key)].add(item.account_id)
    if not wanted:
        return
    for member in Member.objects.in_workspace(actor.workspace_id).filter(pk__in=list(wanted)):
        accounts = wanted[member.pk]
        seen = RecordRef.objects.visible_to(actor_of(member)).filter(pk__in=accounts)
        if seen.count() < len(accounts):
            name = current_reading(actor).directory.members.get(member.pk, member.name)
            raise Refused("{name} may not see whom this is for.", "assignees", name=name)


def must_be_of_one_team(items: Sequence[WorkItem]) -> None:
    """Raise `Refused` for several teams of an item that is kept to one, which the kernel knows."""
    for item in items:
        is_kept = item.account_id is None and item.privacy == Privacy.TEAM
        changed = {"teams", "team_id", "privacy", "account_id"} & set(item.changed_columns())
        if is_kept and len(item.teams) > 1 and (changed or item._state.adding):
            raise Refused(
                "Only one team can work on what only a team may see. Leave one team, or let "
                "everyone or named people see it.",
                "teams",
            )


def _is_moved(item: WorkItem) -> bool:
    return item.loaded_values().get("account_id") != item.account_id


def let_them_see(actor: Actor, items: Sequence[WorkItem]) -> None:
    """Name those who work on items that not everybody sees, where no account decides that."""
    wanted = {
        (item.pk, member)
        for item in items
        if item.account_id is None and item.privacy != Privacy.EVERYONE
        for member in item.everybody
    }
    if not wanted:
        return
    _name(actor, wanted)


def take_over(actor: Actor, items: Sequence[WorkItem]) -> None:
    """Let new items be seen like what they are copies or parts of, where no account decides that.

    Whoever is named there is named on them, and who adds to what named people see stays among them.
    It runs before they are written: the database looks at the names when all is done.
    """
    wanted = {
        item: like
        for item in items
        if item.account_id is None and (like := item.seen_like or item.parent_id)
    }
    if not wanted:
        return
    rows = WorkItem.objects.in_workspace(actor.workspace_id).filter(account_id=None)
    like_of = rows.in_bulk(set(wanted.values()))
    grants = RecordGrant.objects.in_workspace(actor.workspace_id).filter(record_id__in=like_of)
    named: dict[UUID, set[UUID]] = defaultdict(set)
    for record, member in grants.values_list("record_id", "member_id"):
        named[record].add(member)
    for like in like_of.values():
        if like.privacy != Privacy.EVERYONE and like.owner_id:
            named[like.pk].add(like.owner_id)
        if like.privacy == Privacy.NAMED and actor.member_id:
            named[like.pk].add(actor.member_id)
    seen = [(item, like_of[key]) for item, key in wanted.items() if key in like_of]
    for item, like in seen:
        item.privacy, item.sphere = like.privacy, like.sphere
        if like.privacy == Privacy.TEAM or not item.teams:
            item.teams, item.team_id = list(like.teams), like.team_id
    _name(actor, {(item.pk, member) for item, like in seen for member in named[like.pk]})


def _name(actor: Actor, wanted: Collection[tuple[UUID, UUID]]) -> None:
    """Name members on records; whose rights that changed, act on the new ones at once."""
    if not wanted:
        return
    grants = RecordGrant.objects.in_workspace(actor.workspace_id)
    mine = grants.filter(record_id__in={record for record, _member in wanted})
    missing = set(wanted) - set(mine.values_list("record_id", "member_id"))
    RecordGrant.objects.bulk_create(
        [
            RecordGrant(workspace_id=actor.workspace_id, record_id=record, member_id=member)
            for record, member in sorted(missing)
        ],
        ignore_conflicts=True,
    )
    new = {member for _record, member in missing}
    for one in Member.objects.in_workspace(actor.workspace_id).filter(pk__in=new):
        one.revoke_caches()
