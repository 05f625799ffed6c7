import django.db.models.deletion
import klientel.kit.clock
import klientel.kit.ids
import klientel.workspaces.scope
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('events', '0001_keep_the_log'), ('events', '0002_once_while_waiting')]

    initial = True

    dependencies = [
        ('workspaces', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Outbox',
            fields=[
                ('event_id', models.UUIDField(primary_key=True, serialize=False)),
                ('workspace_id', models.UUIDField()),
                ('created_at', models.DateTimeField(default=klientel.kit.clock.now)),
            ],
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.UUIDField(default=klientel.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('event_id', models.UUIDField()),
                ('workspace_id', models.UUIDField()),
                ('subscriber', models.CharField(max_length=60)),
                ('target', models.CharField(blank=True, default='', max_length=60)),
                ('state', models.PositiveSmallIntegerField(choices=[(0, 'Waiting'), (1, 'Running'), (2, 'Done'), (3, 'Dead')], default=0)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('next_try_at', models.DateTimeField(default=klientel.kit.clock.now)),
                ('claim', models.UUIDField(null=True)),
                ('last_error', models.CharField(blank=True, default='', max_length=500)),
                ('created_at', models.DateTimeField(default=klientel.kit.clock.now)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state__lt', 2)), fields=['next_try_at', 'id'], name='delivery_open'), models.Index(condition=models.Q(('state', 3)), fields=['workspace_id', 'created_at'], name='delivery_dead')],
                'constraints': [models.UniqueConstraint(fields=('event_id', 'subscriber', 'target'), name='delivery_once')],
            },
        ),
        migrations.CreateModel(
            name='Event',
            fields=[
                ('id', models.UUIDField(default=klientel.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('actor_kind', models.CharField(max_length=10)),
                ('actor_name', models.CharField(blank=True, max_length=120)),
                ('via', models.CharField(max_length=12)),
                ('verb', models.CharField(max_length=60)),
                ('record_type', models.CharField(blank=True, max_length=40)),
                ('record_id', models.UUIDField(null=True)),
                ('account_id', models.UUIDField(null=True)),
                ('facts', models.JSONField(default=dict)),
                ('batch', models.UUIDField(null=True)),
                ('cause', models.UUIDField(null=True)),
                ('depth', models.PositiveSmallIntegerField(default=0)),
                ('occurred_at', models.DateTimeField(default=klientel.kit.clock.now)),
                ('recorded_at', models.DateTimeField(default=klientel.kit.clock.now)),
                ('member', klientel.workspaces.scope.WorkspaceForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workspaces.member')),
                ('workspace', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'indexes': [models.Index(fields=['workspace', 'record_id', 'occurred_at', 'id'], name='event_of_record'), models.Index(fields=['workspace', 'account_id', 'occurred_at', 'id'], name='event_of_account'), models.Index(condition=models.Q(('batch__isnull', False)), fields=['workspace', 'batch'], name='event_of_batch'), models.Index(fields=['workspace', 'id'], name='event_in_order')],
            },
        ),
        migrations.CreateModel(
            name='EventSeal',
            fields=[
                ('id', models.UUIDField(default=klientel.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('position', models.PositiveBigIntegerField()),
                ('salt', models.BinaryField(max_length=16)),
                ('content', models.BinaryField(max_length=32)),
                ('digest', models.BinaryField(max_length=32)),
                ('event', klientel.workspaces.scope.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='events.event')),
                ('workspace', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('workspace', 'position'), name='seal_position_once'), models.UniqueConstraint(fields=('workspace', 'event'), name='seal_event_once')],
            },
        ),
        migrations.CreateModel(
            name='Job',
            fields=[
                ('id', models.UUIDField(default=klientel.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('workspace_id', models.UUIDField(null=True)),
                ('member_id', models.UUIDField(null=True)),
                ('queue', models.CharField(default='default', max_length=20)),
                ('name', models.CharField(max_length=120)),
                ('args', models.JSONField(default=dict)),
                ('label', models.CharField(blank=True, default='', max_length=200)),
                ('state', models.PositiveSmallIntegerField(choices=[(0, 'Ready'), (1, 'Running'), (2, 'Done'), (3, 'Dead'), (4, 'Cancelled')], default=0)),
                ('priority', models.SmallIntegerField(default=0)),
                ('run_at', models.DateTimeField(default=klientel.kit.clock.now)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('max_attempts', models.PositiveSmallIntegerField(default=5)),
                ('lease_until', models.DateTimeField(null=True)),
                ('worker', models.CharField(blank=True, default='', max_length=80)),
                ('dedupe_key', models.CharField(max_length=120, null=True)),
                ('cancel_wanted', models.BooleanField(default=False)),
                ('schedule_id', models.UUIDField(null=True)),
                ('progress', models.PositiveIntegerField(default=0)),
                ('total', models.PositiveIntegerField(default=0)),
                ('result', models.JSONField(null=True)),
                ('error', models.CharField(blank=True, default='', max_length=500)),
                ('created_at', models.DateTimeField(default=klientel.kit.clock.now)),
                ('started_at', models.DateTimeField(null=True)),
                ('finished_at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state', 0)), fields=['-priority', 'run_at'], name='job_ready'), models.Index(condition=models.Q(('state', 1)), fields=['lease_until'], name='job_leased'), models.Index(fields=['workspace_id', 'member_id', 'created_at'], name='job_tray')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 0)), fields=('dedupe_key',), name='job_once_while_waiting')],
            },
        ),
        migrations.CreateModel(
            name='Schedule',
            fields=[
                ('id', models.UUIDField(default=klientel.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=120, unique=True)),
                ('task', models.CharField(max_length=160)),
                ('args', models.JSONField(default=dict)),
                ('cron', models.CharField(max_length=60)),
                ('time_zone', models.CharField(default='UTC', max_length=60)),
                ('next_at', models.DateTimeField()),
                ('is_active', models.BooleanField(default=True)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('is_active', True)), fields=['next_at'], name='schedule_due')],
            },
        ),
    ]
