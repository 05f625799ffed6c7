"""Change one's own name, language, time zone and keys."""

from __future__ import annotations

from zoneinfo import available_timezones

from django.conf import settings
from django.db import transaction

from klientel.events import log
from klientel.kit.refused import Invalid, Refused
from klientel.kit.text import clean_line
from klientel.team.queries import memberships_of
from klientel.workspaces.models import Member, User
from klientel.workspaces.queries import actor_of


def change_profile(
    user: User, *, name: str, language: str, time_zone: str, single_keys: bool
) -> User:
    """Store what the person chose; a new name is taken over in each of their workspaces.

    Raises `Invalid` with a reason per input.
    """
    before = user.name
    errors: dict[str, Refused] = {}
    user.name = _name(name, errors)
    if language and language not in dict(settings.LANGUAGES):
        errors["language"] = Refused("This language is not offered.", "language")
    if time_zone and time_zone not in available_timezones():
        errors["time_zone"] = Refused("This time zone does not exist.", "time_zone")
    if errors:
        user.name = before
        raise Invalid(errors)
    user.language, user.time_zone, user.single_keys = language, time_zone, single_keys
    with transaction.atomic():
        user.save(update_fields=["name", "language", "time_zone", "single_keys"])
        if user.name != before:
            for member in memberships_of(user):
                _rename(member, user.name)
    return user


def _name(text: str, errors: dict[str, Refused]) -> str:
    try:
        name = clean_line(text, 120)
    except Refused as refusal:
        errors["name"] = refusal.at("name")
        return ""
    if not name:
        errors["name"] = Refused("Please enter a name.", "name")
    return name


def _rename(member: Member, name: str) -> None:
    actor = actor_of(member)
    before, member.name = member.name, name
    if before == name:
        return
    member.save()
    member.workspace.touch_directory()
    log.record(
        actor, "member.renamed", record_type="member", facts={"before": before, "after": name}
    )
