"""The events of tokens: who made one, and who or what ended it."""

from django.utils.translation import gettext_noop as _

from klientel.events.verbs import Verb, verbs

_FACTS = ("name", "member")

verbs.declare(
    Verb(
        "token.created",
        _("{actor} made the API token {name} for {member}"),
        (*_FACTS, "expires_on", "is_read_only", "types"),
        icon="key-round",
    ),
    Verb(
        "token.revoked",
        _("{actor} revoked the API token {name} of {member}"),
        _FACTS,
        icon="key-round",
    ),
    Verb(
        "token.ended",
        _("The API token {name} of {member} ended, since their access changed"),
        _FACTS,
        icon="key-round",
    ),
)
