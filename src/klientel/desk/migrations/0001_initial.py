import django.db.models.deletion
import klientel.kit.clock
import klientel.kit.ids
import klientel.workspaces.scope
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('desk', '0001_lines_put_off'), ('desk', '0002_calendar_feeds')]

    initial = True

    dependencies = [
        ('views', '0001_initial'),
        ('workspaces', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Feed',
            fields=[
                ('id', models.UUIDField(default=klientel.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('token_hash', models.CharField(max_length=64, null=True, unique=True)),
                ('created_at', models.DateTimeField(default=klientel.kit.clock.now)),
                ('last_read_at', models.DateTimeField(null=True)),
                ('member', klientel.workspaces.scope.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workspaces.member')),
                ('view', klientel.workspaces.scope.WorkspaceForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='views.savedview')),
                ('workspace', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'constraints': [models.UniqueConstraint(models.F('workspace'), models.F('member'), models.F('view'), name='feed_of_view_once'), models.UniqueConstraint(condition=models.Q(('view__isnull', True)), fields=('workspace', 'member'), name='feed_of_member_once')],
            },
        ),
        migrations.CreateModel(
            name='Snooze',
            fields=[
                ('id', models.UUIDField(default=klientel.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('key', models.CharField(max_length=100)),
                ('until', models.DateTimeField()),
                ('member', klientel.workspaces.scope.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workspaces.member')),
                ('workspace', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('workspace', 'member', 'key'), name='snooze_once')],
            },
        ),
    ]
