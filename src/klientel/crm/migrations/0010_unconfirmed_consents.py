"""Consents know that a confirmation of theirs was taken back: those stay as a proof."""

from django.db import migrations, models


def note_what_was_taken_back(apps, _schema_editor):
    told = apps.get_model("events", "Event")._base_manager
    consents = apps.get_model("crm", "Consent")._base_manager
    for event in told.filter(verb="contact.consent_unconfirmed").order_by("pk").iterator():
        entry = (event.facts or {}).get("entry")
        if entry:
            mine = consents.filter(workspace_id=event.workspace_id, pk=entry)
            mine.update(unconfirmed_at=event.recorded_at)


class Migration(migrations.Migration):
    dependencies = [
        ("crm", "0009_sort_people_by_family_name"),
        ("events", "0002_name_the_token"),
    ]

    operations = [
        migrations.AddField(
            model_name="consent",
            name="unconfirmed_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.RunPython(note_what_was_taken_back, migrations.RunPython.noop),
    ]
