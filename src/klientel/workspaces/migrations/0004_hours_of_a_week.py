from decimal import Decimal

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('workspaces', '0003_second_factor_and_absence'),
    ]

    operations = [
        migrations.AddField(
            model_name='member',
            name='weekly_hours',
            field=models.DecimalField(decimal_places=2, max_digits=5, null=True),
        ),
        migrations.AddField(
            model_name='workspace',
            name='weekly_hours',
            field=models.DecimalField(decimal_places=2, default=Decimal('40'), max_digits=5),
        ),
    ]
