"""What can happen to runs of a rule, and what they tell people."""

from django.utils.translation import gettext_noop as _

from klientel.events.verbs import Verb, verbs

_RULE = ("rule", "name")

verbs.declare(
    Verb(
        "rule.started",
        _("{actor} started the rule “{name}”"),
        _RULE,
        icon="zap",
    ),
    # the program does so, and tells the members why
    Verb(
        "rule.paused",
        _("The rule “{name}” was paused, since it failed"),
        (*_RULE, "members", "reason"),
        icon="pause",
    ),
    Verb(
        "rule.retried",
        _("{actor} let a run of the rule “{name}” try again"),
        (*_RULE, "run"),
        icon="rotate-cw",
    ),
    Verb(
        "rule.undone",
        _("{actor} undid a run of the rule “{name}”"),
        (*_RULE, "run"),
        icon="undo-2",
    ),
    Verb(
        "rule.runs_stopped",
        _("{actor} stopped all open runs of the rule “{name}”: {count}"),
        (*_RULE, "count"),
        icon="circle-x",
    ),
)
