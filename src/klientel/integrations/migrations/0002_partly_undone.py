"""An import whose undoing was cut off has a state of its own."""

from django.db import migrations, models

_STATES = [
    ("uploaded", "File received"),
    ("mapped", "Columns chosen"),
    ("checking", "Being checked"),
    ("checked", "Checked"),
    ("running", "Running"),
    ("stopped", "Stopped"),
    ("done", "Done"),
    ("failed", "Failed"),
    ("undoing", "Being undone"),
    ("partly", "Partly undone"),
    ("undone", "Undone"),
]


class Migration(migrations.Migration):
    dependencies = [("integrations", "0001_open_integrations")]

    operations = [
        migrations.AlterField(
            model_name="importrun",
            name="state",
            field=models.CharField(choices=_STATES, default="uploaded", max_length=10),
        ),
    ]
