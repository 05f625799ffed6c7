from itertools import groupby

from django.db import migrations

CHUNK = 2_000


def say_what_counts(apps, schema_editor):
    """What people agreed to before stands on them as if it were noted now: the latest counts."""
    Consent = apps.get_model("crm", "Consent")
    Contact = apps.get_model("crm", "Contact")
    columns = ("workspace_id", "contact_id", "purpose", "is_given")
    entries = Consent.objects.filter(struck_at=None).order_by("contact_id", "said_on", "pk")
    told = entries.values_list(*columns).iterator(chunk_size=CHUNK)
    for (workspace, contact), some in groupby(told, key=lambda one: one[:2]):
        said = {f"consent_{purpose}": is_given for _w, _c, purpose, is_given in some}
        Contact.objects.filter(workspace_id=workspace, pk=contact).update(
            **{name: "given" if is_given else "withdrawn" for name, is_given in said.items()}
        )


class Migration(migrations.Migration):

    dependencies = [
        ('crm', '0002_consent_of_people'),
    ]

    operations = [
        migrations.RunPython(say_what_counts, migrations.RunPython.noop),
    ]
