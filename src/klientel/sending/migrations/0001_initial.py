import klientel.kit.clock
import klientel.kit.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('sending', '0001_open_sending'), ('sending', '0002_keys_per_workspace'), ('sending', '0003_carry_invitations'), ('sending', '0004_call_addresses'), ('sending', '0005_end_by_one_press')]

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Call',
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
                ('kind', models.CharField(max_length=30)),
                ('source_id', models.UUIDField(null=True)),
                ('url', models.CharField(max_length=2000)),
                ('body', models.TextField()),
                ('secrets', models.JSONField(default=list)),
                ('last_status', models.PositiveSmallIntegerField(null=True)),
                ('last_answer', models.CharField(blank=True, default='', max_length=500)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state__lt', 3)), fields=['next_try_at'], name='call_open'), models.Index(fields=['workspace_id', 'source_id', '-id'], name='call_of_source')],
                'constraints': [models.UniqueConstraint(fields=('workspace_id', 'dedupe_key'), name='call_once')],
            },
        ),
        migrations.CreateModel(
            name='Message',
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
                ('member_id', models.UUIDField(null=True)),
                ('kind', models.CharField(max_length=30)),
                ('to', models.EmailField(max_length=254)),
                ('reply_to', models.EmailField(blank=True, default='', max_length=254)),
                ('subject', models.CharField(max_length=300)),
                ('text', models.TextField(blank=True, default='')),
                ('html', models.TextField(blank=True, default='')),
                ('calendar', models.TextField(blank=True, default='')),
                ('calendar_method', models.CharField(blank=True, default='', max_length=10)),
                ('unsubscribe', models.CharField(blank=True, default='', max_length=300)),
                ('auto_submitted', models.CharField(blank=True, default='auto-generated', max_length=20)),
                ('hold_until', models.DateTimeField(null=True)),
                ('send_after', models.DateTimeField(default=klientel.kit.clock.now)),
                ('message_id', models.CharField(max_length=200, unique=True)),
                ('kept_as', models.CharField(blank=True, default='', max_length=120)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state__lt', 3)), fields=['next_try_at'], name='message_open'), models.Index(fields=['workspace_id', 'state', '-id'], name='message_of_workspace')],
                'constraints': [models.UniqueConstraint(fields=('workspace_id', 'dedupe_key'), name='message_once'), models.UniqueConstraint(condition=models.Q(('workspace_id__isnull', True)), fields=('dedupe_key',), name='message_once_of_none')],
            },
        ),
    ]
