"""What people do with work that was given up."""

from django.utils.translation import gettext_noop as _

from klientel.events.verbs import Verb, verbs

verbs.declare(
    Verb(
        "work.tried_again",
        _("{actor} retried what had failed: {what}"),
        ("what", "count"),
        icon="rotate-cw",
    ),
)
