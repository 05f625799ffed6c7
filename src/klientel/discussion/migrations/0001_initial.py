import django.db.models.deletion
import klientel.kit.clock
import klientel.kit.ids
import klientel.workspaces.scope
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('discussion', '0001_open_discussion'), ('discussion', '0002_open_talk'), ('discussion', '0003_find_comments'), ('discussion', '0004_hold_files_by_fields'), ('discussion', '0005_follow_records')]

    initial = True

    dependencies = [
        ('records', '0001_initial'),
        ('workspaces', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Blob',
            fields=[
                ('id', models.UUIDField(default=klientel.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('sha256', models.CharField(max_length=64)),
                ('size', models.PositiveBigIntegerField()),
                ('kept_at', models.DateTimeField(default=klientel.kit.clock.now)),
                ('workspace', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('workspace', 'sha256'), name='blob_once')],
            },
        ),
        migrations.CreateModel(
            name='Comment',
            fields=[
                ('id', models.UUIDField(default=klientel.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('author_name', models.CharField(blank=True, default='', max_length=120)),
                ('body', models.TextField(blank=True, default='')),
                ('is_internal', models.BooleanField(default=True)),
                ('written_at', models.DateTimeField(default=klientel.kit.clock.now)),
                ('edited_at', models.DateTimeField(null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('changed_at', models.DateTimeField(default=klientel.kit.clock.now)),
                ('resolved_at', models.DateTimeField(null=True)),
                ('trashed_at', models.DateTimeField(null=True)),
                ('assigned_by', klientel.workspaces.scope.WorkspaceForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workspaces.member')),
                ('assignee', klientel.workspaces.scope.WorkspaceForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workspaces.member')),
                ('author', klientel.workspaces.scope.WorkspaceForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workspaces.member')),
                ('record', klientel.workspaces.scope.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.recordref')),
                ('resolved_by', klientel.workspaces.scope.WorkspaceForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workspaces.member')),
                ('workspace', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'indexes': [models.Index(fields=['workspace', 'record', '-written_at', '-id'], name='comment_of_record'), models.Index(condition=models.Q(('assignee__isnull', False), ('resolved_at__isnull', True)), fields=['workspace', 'assignee'], name='comment_open'), models.Index(condition=models.Q(('trashed_at__isnull', False)), fields=['workspace', 'trashed_at'], name='comment_in_trash')],
            },
        ),
        migrations.CreateModel(
            name='File',
            fields=[
                ('id', models.UUIDField(default=klientel.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('field', models.UUIDField(null=True)),
                ('name', models.CharField(max_length=200)),
                ('media_type', models.CharField(max_length=100)),
                ('size', models.PositiveBigIntegerField()),
                ('width', models.PositiveIntegerField(default=0)),
                ('height', models.PositiveIntegerField(default=0)),
                ('given_at', models.DateTimeField(default=klientel.kit.clock.now)),
                ('series', models.UUIDField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('is_current', models.BooleanField(default=True)),
                ('trashed_at', models.DateTimeField(null=True)),
                ('blob', klientel.workspaces.scope.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='discussion.blob')),
                ('comment', klientel.workspaces.scope.WorkspaceForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='discussion.comment')),
                ('given_by', klientel.workspaces.scope.WorkspaceForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workspaces.member')),
                ('record', klientel.workspaces.scope.WorkspaceForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.recordref')),
                ('workspace', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'indexes': [models.Index(fields=['workspace', 'record', '-given_at'], name='file_of_record'), models.Index(fields=['workspace', 'series'], name='file_series'), models.Index(fields=['workspace', 'blob'], name='file_of_blob'), models.Index(condition=models.Q(('comment__isnull', False)), fields=['workspace', 'comment'], name='file_of_comment'), models.Index(condition=models.Q(('record__isnull', True)), fields=['workspace', 'given_at'], name='file_staged'), models.Index(condition=models.Q(('trashed_at__isnull', False)), fields=['workspace', 'trashed_at'], name='file_in_trash')],
            },
        ),
        migrations.CreateModel(
            name='FileStore',
            fields=[
                ('id', models.UUIDField(default=klientel.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('used', models.PositiveBigIntegerField(default=0)),
                ('workspace', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('workspace',), name='file_store_once')],
            },
        ),
        migrations.CreateModel(
            name='Mention',
            fields=[
                ('id', models.UUIDField(default=klientel.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('told_at', models.DateTimeField(default=klientel.kit.clock.now)),
                ('seen_at', models.DateTimeField(null=True)),
                ('comment', klientel.workspaces.scope.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='discussion.comment')),
                ('member', klientel.workspaces.scope.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workspaces.member')),
                ('record', klientel.workspaces.scope.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.recordref')),
                ('team', klientel.workspaces.scope.WorkspaceForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='workspaces.team')),
                ('workspace', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('seen_at__isnull', True)), fields=['workspace', 'member', '-told_at'], name='mention_unseen')],
                'constraints': [models.UniqueConstraint(fields=('workspace', 'comment', 'member'), name='mention_once')],
            },
        ),
        migrations.CreateModel(
            name='Presence',
            fields=[
                ('id', models.UUIDField(default=klientel.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('tab', models.CharField(max_length=36)),
                ('until', models.DateTimeField()),
                ('told', models.UUIDField(default=klientel.kit.ids.uuid7)),
                ('member', klientel.workspaces.scope.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workspaces.member')),
                ('record', klientel.workspaces.scope.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.recordref')),
                ('workspace', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'indexes': [models.Index(fields=['workspace', 'told'], name='presence_told')],
                'constraints': [models.UniqueConstraint(fields=('workspace', 'record', 'member', 'tab'), name='presence_once')],
            },
        ),
        migrations.CreateModel(
            name='Reaction',
            fields=[
                ('id', models.UUIDField(default=klientel.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('sign', models.CharField(max_length=20)),
                ('given_at', models.DateTimeField(default=klientel.kit.clock.now)),
                ('comment', klientel.workspaces.scope.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='discussion.comment')),
                ('member', klientel.workspaces.scope.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workspaces.member')),
                ('record', klientel.workspaces.scope.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.recordref')),
                ('workspace', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('workspace', 'comment', 'member', 'sign'), name='reaction_once')],
            },
        ),
        migrations.CreateModel(
            name='Watcher',
            fields=[
                ('id', models.UUIDField(default=klientel.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('since', models.DateTimeField(default=klientel.kit.clock.now)),
                ('member', klientel.workspaces.scope.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workspaces.member')),
                ('record', klientel.workspaces.scope.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.recordref')),
                ('workspace', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'indexes': [models.Index(fields=['workspace', 'member'], name='watched_by')],
                'constraints': [models.UniqueConstraint(fields=('workspace', 'record', 'member'), name='watches_once')],
            },
        ),
        migrations.CreateModel(
            name='Wording',
            fields=[
                ('id', models.UUIDField(default=klientel.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField()),
                ('body', models.TextField(blank=True, default='')),
                ('written_at', models.DateTimeField()),
                ('comment', klientel.workspaces.scope.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='discussion.comment')),
                ('record', klientel.workspaces.scope.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.recordref')),
                ('workspace', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('workspace', 'comment', 'number'), name='wording_once')],
            },
        ),
    ]
