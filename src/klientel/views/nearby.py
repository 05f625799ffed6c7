"""Records of one account, which a field offers before all others."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Case, Q, Value, When

from klientel.kit.text import fold
from klientel.records.models import RecordRef
from klientel.sharing import addressees
from klientel.views.search import Hit
from klientel.workspaces.actor import Actor

#: looked through for what is typed; whoever has more people is searched like everybody
_MOST = 200


def of_account(
    actor: Actor, account: UUID, types: Sequence[str], text: str, limit: int
) -> list[Hit]:
    """Those of an account of these types whose title has the words of a text, the account last.

    People who belong to it beside their own account are among them.
    """
    theirs = Q(account_id=account) | Q(pk__in=addressees.also_of(actor, account))
    rows = RecordRef.objects.visible_to(actor).filter(theirs, type__in=types)
    last = Case(When(pk=account, then=Value(1)), default=Value(0))
    found = rows.order_by(last, "title", "pk").values_list("pk", "type", "title", "ref")[:_MOST]
    words = fold(text).split()
    hits = [Hit(*one) for one in found if all(word in fold(one[2]) for word in words)]
    return hits[:limit]
