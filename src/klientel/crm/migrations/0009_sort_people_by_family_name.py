"""People among the accounts are put in order by their family names, as contacts are."""

from django.db import migrations

from klientel.crm.account_names import order_key, plain_key

CHUNK = 2_000


def _write_keys(apps, key_of):
    account = apps.get_model("crm", "Account")
    people = account._base_manager.filter(kind="person").order_by("pk")
    last = None
    while True:
        later = people if last is None else people.filter(pk__gt=last)
        rows = list(later.only("pk", "name", "name_key")[:CHUNK])
        if not rows:
            return
        last = rows[-1].pk
        changed = []
        for row in rows:
            key = key_of(row.name)
            if key != row.name_key:
                row.name_key = key
                changed.append(row)
        account._base_manager.bulk_update(changed, ["name_key"], batch_size=500)


def sort_by_family_name(apps, _schema_editor):
    _write_keys(apps, lambda name: order_key(name, "person"))


def sort_as_written(apps, _schema_editor):
    _write_keys(apps, plain_key)


class Migration(migrations.Migration):
    dependencies = [("crm", "0008_note_answers")]

    operations = [migrations.RunPython(sort_by_family_name, sort_as_written)]
