"""Search rows for what is said on records, beside those of the records themselves.

SQLite can only change a constraint by making the table anew, which its text index would not survive:
it is taken off before and put back behind.
"""

from importlib import import_module
from uuid import UUID

from django.db import migrations, models

text_index = import_module("klientel.records.migrations.0002_text_index")


def take_off(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        text_index.drop(apps, schema_editor)


def put_back(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        text_index.build(apps, schema_editor)


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0006_conditions_of_own_fields'),
    ]

    operations = [
        migrations.RunPython(take_off, put_back, elidable=False),
        migrations.AddField(
            model_name='searchdoc',
            name='part',
            field=models.UUIDField(default=UUID(int=0), editable=False),
        ),
        migrations.RemoveConstraint(
            model_name='searchdoc',
            name='search_doc_once',
        ),
        migrations.AddConstraint(
            model_name='searchdoc',
            constraint=models.UniqueConstraint(fields=('workspace', 'record', 'part'), name='search_part_once'),
        ),
        migrations.RunPython(put_back, take_off, elidable=False),
    ]
