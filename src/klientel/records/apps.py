"""Opens the room `records`."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "klientel.records"
    label = "records"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.utils.module_loading import autodiscover_modules

        from klientel.records import grants, notices, tasks, verbs
        from klientel.records.actions import actions, own_field_undo
        from klientel.records.actions.generic import writes_of
        from klientel.records.own_fields.defined import added_fields
        from klientel.records.types import record_types

        record_types.added_by = added_fields
        verbs.declare()
        notices.introduce()
        grants.introduce()
        tasks.introduce()
        own_field_undo.introduce()
        # every room's nouns, wherever its app stands: a new type is a model and this one file
        autodiscover_modules("record_types")
        tasks.listen()
        for record_type in record_types:
            for one in writes_of(record_type):
                actions.register(one)
