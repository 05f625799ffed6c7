"""An account keeps its next step, so that lists show it, and are ordered and filtered by it; and
which of its facts must not be overlooked."""

from django.db import migrations, models
from django.db.models import F


def keep_next_steps(apps, _schema_editor):
    """Of the open steps of each account the one that is due first."""
    accounts = apps.get_model("crm", "Account")._base_manager
    steps = (
        apps.get_model("crm", "Interaction")
        ._base_manager.filter(is_step_done=False, trashed_at=None)
        .exclude(next_step="")
        .order_by("account_id", F("next_step_on").asc(nulls_last=True), "-pk")
        .values_list("workspace_id", "account_id", "next_step", "next_step_on")
    )
    last = None
    for workspace_id, account_id, text, on in list(steps):
        if account_id != last:
            own = accounts.filter(workspace_id=workspace_id, pk=account_id)
            own.update(next_step=text, next_step_on=on)
        last = account_id


class Migration(migrations.Migration):
    dependencies = [
        ("crm", "0010_unconfirmed_consents"),
        ("workspaces", "0002_state"),
    ]

    operations = [
        migrations.AddField(
            model_name="account",
            name="next_step",
            field=models.CharField(blank=True, default="", max_length=200),
        ),
        migrations.AddField(
            model_name="account",
            name="next_step_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="account",
            name="always_shown",
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddIndex(
            model_name="account",
            index=models.Index(
                F("workspace"), F("next_step_on"), F("id"), name="account_by_next_step"
            ),
        ),
        migrations.RunPython(keep_next_steps, migrations.RunPython.noop),
    ]
