"""Comments as tests write them."""

from __future__ import annotations

from typing import Any

from klientel.discussion.actions import comment
from klientel.discussion.models import Comment
from tests.cast import Firm


def say(
    firm: Firm, record: Any, text: str = "Call them", who: str = "olga", **more: Any
) -> Comment:
    return comment.write(firm.actor(who), record=str(record.pk), text=text, **more)
