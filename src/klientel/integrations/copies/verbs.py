"""What can happen to a workspace as a whole when it is copied."""

from django.utils.translation import gettext_noop as _

from klientel.events.verbs import Audience, Verb, verbs

verbs.declare(
    Verb(
        "workspace.exported",
        _("{actor} asked for a copy of all data"),
        audience=Audience.MILESTONE,
        icon="download",
    ),
    Verb(
        "workspace.copy_taken",
        _("{actor} downloaded the copy of all data ({megabytes} MB)"),
        ("megabytes",),
        icon="download",
    ),
    Verb(
        "workspace.brought_in",
        _("The workspace was brought in from a copy of {made_at} ({rows} rows)"),
        ("slug", "made_at", "rows", "are_ids_kept", "seal"),
        audience=Audience.MILESTONE,
        icon="upload",
    ),
)
