"""What can happen to files; each event tells of the record that they hang on."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from klientel.events.verbs import Audience, Verb, verbs

#: how the verbs are taken back (`actions/undoing.py`)
AWAY, BACK, TURN, NAME = "files_away", "files_back", "file_turn", "file_name"

verbs.declare(
    Verb(
        "file.attached", _("{actor} attached {names} to {record}"), ("files", "names"),
        once=_("once {record} gets a file"),
        on="*", erase=("names",), undo=AWAY, icon="paperclip",
    ),
    # with the record that they came with: its own sentence tells of it
    Verb(
        "file.brought", _("{actor} attached {names} to {record}"), ("files", "names"),
        audience=Audience.SILENT, erase=("names",), undo=AWAY, icon="paperclip",
    ),
    Verb(
        "file.removed", _("{actor} deleted {names} of {record}"), ("files", "names"),
        erase=("names",), undo=BACK, icon="trash-2", once=_("once a file of {record} is deleted")),
    Verb(
        "file.restored", _("{actor} restored {names} of {record}"), ("files", "names"),
        erase=("names",), undo=AWAY, icon="undo-2", once=_("once a file of {record} is restored")),
    Verb(
        "file.replaced", _("{actor} made version {version} of {names} the current one"),
        ("former", "current", "version", "names"), erase=("names",), undo=TURN, icon="repeat",
        once=_("once a file of {record} gets a new version")),
    Verb(
        "file.renamed", _("{actor} renamed {former} to {names}"), ("file", "former", "names"),
        erase=("former", "names"), undo=NAME, icon="pencil",
        once=_("once a file of {record} is renamed")),
)  # fmt: skip
