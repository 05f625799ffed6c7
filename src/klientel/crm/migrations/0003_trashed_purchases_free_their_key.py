"""A purchase in the trash leaves the key of its row free: its file can be imported again."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("crm", "0002_lists_by_any_filter")]

    operations = [
        migrations.RemoveConstraint("purchase", "purchase_row_once"),
        migrations.AddConstraint(
            "purchase",
            models.UniqueConstraint(
                "workspace",
                "import_key",
                condition=models.Q(import_key__isnull=False, trashed_at=None),
                name="purchase_row_once",
            ),
        ),
    ]
