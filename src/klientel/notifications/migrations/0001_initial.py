import django.db.models.deletion
import klientel.kit.clock
import klientel.kit.ids
import klientel.workspaces.scope
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('notifications', '0001_open_notifications'), ('notifications', '0002_push')]

    initial = True

    dependencies = [
        ('records', '0001_initial'),
        ('workspaces', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='PushKey',
            fields=[
                ('id', models.PositiveSmallIntegerField(default=1, editable=False, primary_key=True, serialize=False)),
                ('sealed', models.TextField()),
                ('made_at', models.DateTimeField(default=klientel.kit.clock.now)),
            ],
        ),
        migrations.CreateModel(
            name='Notification',
            fields=[
                ('id', models.UUIDField(default=klientel.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('key', models.CharField(max_length=100)),
                ('recent', models.JSONField(default=list)),
                ('count', models.PositiveIntegerField(default=0)),
                ('for_me', models.BooleanField(default=False)),
                ('is_unread', models.BooleanField(default=True)),
                ('newest_at', models.DateTimeField(default=klientel.kit.clock.now)),
                ('shown_at', models.DateTimeField(default=klientel.kit.clock.now)),
                ('waits_for_answer', models.BooleanField(default=False)),
                ('done_at', models.DateTimeField(null=True)),
                ('member', klientel.workspaces.scope.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workspaces.member')),
                ('record', klientel.workspaces.scope.WorkspaceForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.recordref')),
                ('workspace', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('done_at__isnull', True)), fields=['workspace', 'member', '-shown_at', '-id'], name='inbox_open'), models.Index(condition=models.Q(('done_at__isnull', False)), fields=['workspace', 'member', '-done_at'], name='inbox_done'), models.Index(fields=['workspace', 'record', 'member'], name='told_of_record'), models.Index(fields=['workspace', 'newest_at'], name='told_when')],
                'constraints': [models.UniqueConstraint(fields=('workspace', 'member', 'key'), name='told_once')],
            },
        ),
        migrations.CreateModel(
            name='Heard',
            fields=[
                ('id', models.UUIDField(default=klientel.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('event_id', models.UUIDField()),
                ('notice', models.CharField(max_length=40)),
                ('mail', models.CharField(blank=True, choices=[('', 'None'), ('now', 'Now'), ('bundle', 'Bundle'), ('digest', 'Digest')], default='', max_length=8)),
                ('to_push', models.BooleanField(default=False)),
                ('heard_at', models.DateTimeField(default=klientel.kit.clock.now)),
                ('member', klientel.workspaces.scope.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workspaces.member')),
                ('record', klientel.workspaces.scope.WorkspaceForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.recordref')),
                ('workspace', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workspaces.workspace')),
                ('notification', klientel.workspaces.scope.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='notifications.notification')),
            ],
            options={
                'indexes': [models.Index(fields=['workspace', 'notification'], name='heard_in'), models.Index(condition=models.Q(('record__isnull', False)), fields=['workspace', 'record'], name='heard_of_record'), models.Index(fields=['workspace', 'member', 'heard_at'], name='heard_lately'), models.Index(condition=models.Q(('mail', ''), _negated=True), fields=['workspace', 'member', 'mail', 'heard_at'], name='heard_to_mail'), models.Index(condition=models.Q(('to_push', True)), fields=['workspace', 'member'], name='heard_to_push')],
                'constraints': [models.UniqueConstraint(fields=('workspace', 'event_id', 'notification'), name='heard_once')],
            },
        ),
        migrations.CreateModel(
            name='Push',
            fields=[
                ('id', models.UUIDField(default=klientel.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('workspace_id', models.UUIDField(null=True)),
                ('state', models.PositiveSmallIntegerField(choices=[(0, 'Held'), (1, 'Waiting'), (2, 'Being sent'), (3, 'Sent'), (4, 'Given up'), (5, 'Withdrawn')], default=1)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('next_try_at', models.DateTimeField(default=klientel.kit.clock.now)),
                ('claim', models.UUIDField(null=True)),
                ('last_error', models.CharField(blank=True, default='', max_length=300)),
                ('dedupe_key', models.CharField(max_length=120, null=True)),
                ('created_at', models.DateTimeField(default=klientel.kit.clock.now)),
                ('sent_at', models.DateTimeField(null=True)),
                ('device_id', models.UUIDField()),
                ('content', models.TextField(blank=True, default='')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state__lt', 3)), fields=['next_try_at'], name='push_open'), models.Index(fields=['created_at'], name='push_by_age')],
                'constraints': [models.UniqueConstraint(fields=('workspace_id', 'dedupe_key'), name='push_once')],
            },
        ),
        migrations.CreateModel(
            name='PushDevice',
            fields=[
                ('id', models.UUIDField(default=klientel.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=80)),
                ('endpoint', models.CharField(max_length=1000)),
                ('endpoint_hash', models.CharField(max_length=64)),
                ('p256dh', models.CharField(max_length=100)),
                ('auth', models.CharField(max_length=40)),
                ('session_key', models.CharField(max_length=40)),
                ('made_at', models.DateTimeField(default=klientel.kit.clock.now)),
                ('member', klientel.workspaces.scope.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workspaces.member')),
                ('workspace', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'indexes': [models.Index(fields=['workspace', 'member'], name='push_device_of')],
                'constraints': [models.UniqueConstraint(fields=('workspace', 'endpoint_hash'), name='push_device_once')],
            },
        ),
        migrations.CreateModel(
            name='Choice',
            fields=[
                ('id', models.UUIDField(default=klientel.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('notice', models.CharField(max_length=40)),
                ('channel', models.CharField(choices=[('app', 'App'), ('mail', 'Mail'), ('push', 'Push')], max_length=8)),
                ('is_on', models.BooleanField()),
                ('member', klientel.workspaces.scope.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workspaces.member')),
                ('workspace', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('workspace', 'member', 'notice', 'channel'), name='chosen_once')],
            },
        ),
        migrations.CreateModel(
            name='Ending',
            fields=[
                ('id', models.UUIDField(default=klientel.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('secret_hash', models.CharField(max_length=64, unique=True)),
                ('mails', models.CharField(max_length=20)),
                ('made_at', models.DateTimeField(default=klientel.kit.clock.now)),
                ('member', klientel.workspaces.scope.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workspaces.member')),
                ('workspace', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'indexes': [models.Index(fields=['workspace', 'made_at'], name='ending_made')],
            },
        ),
        migrations.CreateModel(
            name='Inbox',
            fields=[
                ('id', models.UUIDField(default=klientel.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('told', models.UUIDField(default=klientel.kit.ids.uuid7)),
                ('is_quiet_at_night', models.BooleanField(default=True)),
                ('is_quiet_at_weekends', models.BooleanField(default=True)),
                ('mails_for_me', models.BooleanField(default=True)),
                ('mails_watched', models.BooleanField(default=False)),
                ('digest_on', models.DateField(null=True)),
                ('pushes', models.BooleanField(default=False)),
                ('member', klientel.workspaces.scope.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workspaces.member')),
                ('workspace', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'indexes': [models.Index(fields=['workspace', 'told'], name='inbox_told')],
                'constraints': [models.UniqueConstraint(fields=('workspace', 'member'), name='inbox_once')],
            },
        ),
        migrations.CreateModel(
            name='Muted',
            fields=[
                ('id', models.UUIDField(default=klientel.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('since', models.DateTimeField(default=klientel.kit.clock.now)),
                ('member', klientel.workspaces.scope.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workspaces.member')),
                ('record', klientel.workspaces.scope.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.recordref')),
                ('workspace', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'indexes': [models.Index(fields=['workspace', 'member'], name='muted_by')],
                'constraints': [models.UniqueConstraint(fields=('workspace', 'record', 'member'), name='muted_once')],
            },
        ),
    ]
