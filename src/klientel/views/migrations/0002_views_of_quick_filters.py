from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('views', '0001_keep_views'),
    ]

    operations = [
        migrations.AddField(
            model_name='roleview',
            name='place',
            field=models.CharField(blank=True, default='', max_length=40),
        ),
        migrations.RemoveConstraint(
            model_name='roleview',
            name='role_view_once',
        ),
        migrations.AddConstraint(
            model_name='roleview',
            constraint=models.UniqueConstraint(fields=('workspace', 'type', 'role', 'place'), name='role_view_once'),
        ),
    ]
