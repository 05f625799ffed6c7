"""Opens the room `discussion`: files, comments and presence, and what is tidied at night."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy


class DiscussionConfig(AppConfig):
    name = "klientel.discussion"
    label = "discussion"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from klientel.discussion import (
            cleaning,
            comment_cleaning,
            comment_queries,
            comment_verbs,  # noqa: F401 - they register
            following,
            handing_over,
            models,
            notices,
            presence,
            queries,
            record_parts,
            verbs,  # noqa: F401 - they register
        )
        from klientel.discussion.actions import (
            assigning,  # noqa: F401 - they register
            comment_undo,
            field_files,
            file,  # noqa: F401 - they register
            reacting,  # noqa: F401 - they register
            undoing,
            watching,  # noqa: F401 - they register
        )
        from klientel.events.verbs import nouns
        from klientel.records import using
        from klientel.records.merging.moving import follow, name_rows, stays
        from klientel.records.own_fields.kinds import files

        record_parts.register()
        undoing.introduce()
        comment_undo.introduce()
        cleaning.introduce()
        comment_cleaning.introduce()
        presence.introduce()
        following.introduce()
        handing_over.introduce()
        notices.introduce()
        stays(models.Presence)
        follow(field_files.follow)
        files.keepers.append(field_files.keep_all)
        name_rows("discussion.comment", gettext_lazy("Comments"))
        name_rows("discussion.wording", gettext_lazy("Earlier wordings"))
        name_rows("discussion.mention", gettext_lazy("Mentions"))
        name_rows("discussion.reaction", gettext_lazy("Reactions"))
        name_rows("discussion.watcher", gettext_lazy("Followers"))
        nouns |= {"comment": gettext_lazy("Comments"), "file": gettext_lazy("Files")}
        keepers = using.keepers.setdefault("", [])
        keepers += [queries.records_with_files, comment_queries.records_with_comments]
