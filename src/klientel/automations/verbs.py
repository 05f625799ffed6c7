"""What can happen to a rule, and what a rule tells people."""

from django.utils.translation import gettext_noop as _

from klientel.events.verbs import Audience, Verb, verbs

#: how these are taken back (`actions/undoing.py`)
BACK, BURY_BACK, MADE_BACK = "rule_back", "rule_restore", "rule_delete"

_RULE = ("rule", "name")

verbs.declare(
    Verb("rule.created", _("{actor} made the rule “{name}”"), _RULE, undo=MADE_BACK, icon="zap"),
    Verb(
        "rule.changed",
        _("{actor} changed the rule “{name}”"),
        (*_RULE, "before", "after"),
        undo=BACK,
        icon="pencil",
    ),
    Verb(
        "rule.switched_on",
        _("{actor} switched the rule “{name}” on"),
        (*_RULE, "before", "after"),
        undo=BACK,
        icon="zap",
    ),
    Verb(
        "rule.switched_off",
        _("{actor} switched the rule “{name}” off"),
        (*_RULE, "before", "after"),
        undo=BACK,
        icon="zap",
    ),
    Verb(
        "rule.deleted",
        _("{actor} deleted the rule “{name}”"),
        _RULE,
        undo=BURY_BACK,
        icon="trash-2",
    ),
    Verb(
        "rule.restored",
        _("{actor} restored the rule “{name}”"),
        _RULE,
        undo=MADE_BACK,
        icon="undo-2",
    ),
    Verb(
        "rule.purged",
        _("{actor} removed the rule “{name}” for good"),
        _RULE,
        audience=Audience.SILENT,
        icon="trash-2",
    ),
    Verb(
        "rule.handed_over",
        _("{actor} handed the rule “{name}” over to {member}"),
        (*_RULE, "member", "before"),
        undo=BACK,
        icon="user",
    ),
    Verb(
        "rule.taken_over",
        _("{actor} lets the rule “{name}” act with their own rights"),
        _RULE,
        icon="user",
    ),
    # heard by the open pages of the record for which it was done
    Verb(
        "rule.made",
        _("The rule “{name}” made something because of it"),
        _RULE,
        audience=Audience.SILENT,
        icon="zap",
    ),
    # heard by whoever tells people: the members, and what they are told
    Verb(
        "rule.told",
        _("The rule “{name}” told: {text}"),
        (*_RULE, "members", "text"),
        audience=Audience.SILENT,
        erase=("text",),
        icon="bell",
    ),
)
