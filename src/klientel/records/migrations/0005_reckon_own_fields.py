from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0004_own_fields'),
    ]

    operations = [
        migrations.AddField(
            model_name='fielddefinition',
            name='reckoned_on',
            field=models.DateField(null=True),
        ),
    ]
