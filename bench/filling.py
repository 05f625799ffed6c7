"""The loader: fills an empty, migrated database with one workspace of a given size.

Run by `bench.datasets` as a program of its own, since the database is settled at its start.
"""

from __future__ import annotations

import sys
import time
from typing import Any

from bench.sizes import SIZES, Size
from klientel.config.cli import start_django

PASSWORD = "genau gemessen statt geschätzt"
SLUG = "bench"


def fill(size: Size) -> None:
    """Write everything, in the order of time; prints how long each part took."""
    from bench import history, sinks
    from klientel.crm.actions import segments

    began = time.monotonic()
    firm = open_firm()
    story = history.Story(size, firm)
    with sinks.bulk([table.name for table in story.tables]):
        story.write()
        rows = sum(table.count for table in story.tables)
        print(f"  {rows:,} rows in {time.monotonic() - began:.0f} s", flush=True)
    segments.recompute(firm.workspace.pk, history.END.date())
    print(f"  with indexes and figures {time.monotonic() - began:.0f} s", flush=True)
    settle(firm.workspace)
    print(f"  with profiles and likenesses {time.monotonic() - began:.0f} s", flush=True)


def settle(workspace: Any) -> None:
    """Do what the nights have done in a workspace that was not filled in one go."""
    from klientel.crm.actions import profile
    from klientel.records.duplicates import finding

    profile.reckon_all(workspace)
    finding.look(workspace.pk, lambda _done, _total: None)


def open_firm() -> Any:
    """A workspace with an owner, a lead, eight members in two teams, and one person of support."""
    from django.contrib.auth.hashers import make_password

    from bench.history import Firm
    from klientel.workspaces.models import Member, Team, TeamMember, User, Workspace

    workspace = Workspace.objects.create(slug=SLUG, name="Messwerk GmbH")
    secret = make_password(PASSWORD)
    roles = {"owner": "owner", "lead": "lead", "support": "support"}
    roles |= {f"member{number}": "member" for number in range(8)}
    members = {}
    for name, role in roles.items():
        title = name.capitalize()
        user = User.objects.create(email=f"{name}@bench.example", name=title, password=secret)
        members[name] = Member(workspace=workspace, user=user, name=title, role=role)
        members[name].save()
    teams = []
    for place, title in enumerate(("Nord", "Süd")):
        teams.append(Team(workspace=workspace, name=title))
        teams[-1].save()
        for number in range(place * 4, place * 4 + 4):
            TeamMember(
                workspace=workspace, team=teams[-1], member=members[f"member{number}"]
            ).save()
    return Firm(workspace, list(members.values()), teams)


def main() -> int:
    """`python -m bench.filling SIZE`, on the database that the environment names."""
    start_django()
    fill(SIZES[sys.argv[1]])
    return 0


if __name__ == "__main__":
    sys.exit(main())
