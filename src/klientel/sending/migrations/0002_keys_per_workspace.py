"""A key queues once per workspace, and mails about a login no longer take the word of accounts."""

from typing import Any

from django.db import migrations, models


def rename_kind(apps: Any, schema_editor: Any) -> None:
    """Call mails about a login so, and wipe the secrets of those that were given up."""
    messages = apps.get_model("sending", "Message").objects
    messages.filter(kind="account").update(kind="login")
    messages.filter(kind="login", state=4).update(text="", html="")


def rename_back(apps: Any, schema_editor: Any) -> None:
    """The former word."""
    apps.get_model("sending", "Message").objects.filter(kind="login").update(kind="account")


class Migration(migrations.Migration):
    dependencies = [("sending", "0001_open_sending")]

    operations = [
        migrations.AlterField(
            model_name="message",
            name="dedupe_key",
            field=models.CharField(max_length=120, null=True),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.UniqueConstraint(
                fields=("workspace_id", "dedupe_key"), name="message_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.UniqueConstraint(
                condition=models.Q(("workspace_id__isnull", True)),
                fields=("dedupe_key",),
                name="message_once_of_none",
            ),
        ),
        migrations.RunPython(rename_kind, rename_back),
    ]
