"""Adds members to a data set (`python -m bench.people 5`): one may open twenty streams only."""

from __future__ import annotations

import sys

from klientel.config.cli import start_django


def main() -> int:
    """Add that many members; they share the password of the others."""
    start_django()
    from klientel.workspaces.models import Member, User, Workspace

    workspace = Workspace.objects.get(slug="bench")
    secret = User.objects.get(email="owner@bench.example").password
    for number in range(int(sys.argv[1])):
        name = f"Extra {number}"
        user = User(email=f"extra{number}@bench.example", name=name, password=secret)
        user.save()
        Member(workspace=workspace, user=user, name=name).save()
    return 0


if __name__ == "__main__":
    sys.exit(main())
