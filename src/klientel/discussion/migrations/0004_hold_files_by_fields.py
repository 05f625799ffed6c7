from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("discussion", "0003_find_comments"),
    ]

    operations = [
        migrations.AddField(
            model_name="file",
            name="field",
            field=models.UUIDField(null=True),
        ),
    ]
