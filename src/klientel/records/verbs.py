"""The verbs of the room itself, beside the five that each record type brings."""

from django.utils.translation import gettext_noop

from klientel.events.verbs import Audience, Verb, verbs

#: the sentences of the five verbs each type brings, named here for the translators
CREATED = gettext_noop("{actor} added {record}")
CHANGED = gettext_noop("{actor} changed {fields} of {record}")
TRASHED = gettext_noop("{actor} deleted {record}")
RESTORED = gettext_noop("{actor} restored {record}")
PURGED = gettext_noop("{actor} removed {record} for good")
MERGED = gettext_noop("{actor} merged {other} into {record}")
MERGED_AWAY = gettext_noop("{actor} merged {record} into {other}")
#: the beginnings of sentences about what follows from some of them
ONCE_CHANGED = gettext_noop("once {record} is changed")
ONCE_TRASHED = gettext_noop("once {record} is deleted")
ONCE_RESTORED = gettext_noop("once {record} is restored")
ONCE_MERGED = gettext_noop("once {record} is merged with another one")
UNMERGED = gettext_noop("{actor} undid the merge of {record} and {other}")


_FIELD = ("field", "name", "type")
_OF_FIELDS = (
    Verb(
        "field.added",
        gettext_noop("{actor} added the field {name}"),
        facts=_FIELD,
        audience=Audience.SILENT,
        undo="field_trash",
        icon="plus",
    ),
    Verb(
        "field.changed",
        gettext_noop("{actor} changed the field {name}"),
        facts=(*_FIELD, "before", "after"),
        audience=Audience.SILENT,
        undo="field_back",
        icon="pencil",
    ),
    Verb(
        "field.ordered",
        gettext_noop("{actor} changed the order of the fields"),
        facts=("type", "before", "after"),
        audience=Audience.SILENT,
        undo="field_order_back",
        icon="arrow-up-down",
    ),
    Verb(
        "field.trashed",
        gettext_noop("{actor} deleted the field {name}"),
        facts=_FIELD,
        audience=Audience.SILENT,
        undo="field_restore",
        icon="trash-2",
    ),
    Verb(
        "field.restored",
        gettext_noop("{actor} restored the field {name}"),
        facts=_FIELD,
        audience=Audience.SILENT,
        undo="field_trash",
        icon="undo-2",
    ),
    Verb(
        "field.purged",
        gettext_noop("{actor} removed the field {name} and its values for good"),
        facts=_FIELD,
        audience=Audience.SILENT,
        icon="trash-2",
    ),
)


def declare() -> None:
    """Declare them."""
    verbs.declare(
        Verb(
            "record.shared",
            gettext_noop("{actor} changed who may see {record}"),
            facts=("changes",),
            undo="share_back",
            icon="lock",
            once=gettext_noop("once others may see {record}"),
        ),
        Verb(
            "record.looks_double",
            gettext_noop("{record} looks like {other}"),
            facts=("other",),
            audience=Audience.SILENT,
            icon="copy",
            once=gettext_noop("once {record} looks like another one"),
            on="*",
            having="compared",
        ),
        Verb(
            "record.told_apart",
            gettext_noop("{actor} said that {record} and {other} are not the same"),
            facts=("other", "suspect"),
            erase=("other",),
            undo="tell_together",
            icon="x",
            once=gettext_noop("once {record} is told apart from another one"),
        ),
        Verb(
            "record.told_together",
            gettext_noop("{actor} let {record} and {other} be compared again"),
            facts=("other", "suspect"),
            erase=("other",),
            icon="link",
        ),
        *_OF_FIELDS,
    )
