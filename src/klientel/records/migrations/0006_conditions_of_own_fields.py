from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0005_reckon_own_fields'),
    ]

    operations = [
        migrations.AddField(
            model_name='fielddefinition',
            name='conditions',
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name='fielddefinition',
            name='is_internal',
            field=models.BooleanField(default=False),
        ),
    ]
