import django.db.models.deletion
import klientel.kit.clock
import klientel.kit.ids
import klientel.workspaces.scope
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('integrations', '0001_open_integrations'), ('integrations', '0002_partly_undone'), ('integrations', '0003_sources_memory_and_what_stayed'), ('integrations', '0004_suspects_and_all_mistakes'), ('integrations', '0005_connect_programs'), ('integrations', '0006_answers_kept_for_a_day'), ('integrations', '0007_note_what_agents_did')]

    initial = True

    dependencies = [
        ('workspaces', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Hook',
            fields=[
                ('id', models.UUIDField(default=klientel.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=80)),
                ('token_hash', models.CharField(max_length=64, null=True, unique=True)),
                ('secret', models.CharField(blank=True, default='', max_length=200)),
                ('is_on', models.BooleanField(default=True)),
                ('last_called_at', models.DateTimeField(null=True)),
                ('created_at', models.DateTimeField(default=klientel.kit.clock.now)),
                ('member', klientel.workspaces.scope.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workspaces.member')),
                ('workspace', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ImportRun',
            fields=[
                ('id', models.UUIDField(default=klientel.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('recipe', models.CharField(max_length=60)),
                ('file_name', models.CharField(max_length=200)),
                ('stored_as', models.CharField(blank=True, default='', max_length=80)),
                ('original_as', models.CharField(blank=True, default='', max_length=80)),
                ('digest', models.CharField(max_length=64)),
                ('size', models.PositiveBigIntegerField()),
                ('dialect', models.JSONField(default=dict)),
                ('source', models.JSONField(default=dict)),
                ('mapping', models.JSONField(default=dict)),
                ('state', models.CharField(choices=[('uploaded', 'File received'), ('mapped', 'Columns chosen'), ('checking', 'Being checked'), ('checked', 'Checked'), ('running', 'Running'), ('stopped', 'Stopped'), ('done', 'Done'), ('failed', 'Failed'), ('undoing', 'Being undone'), ('partly', 'Partly undone'), ('undone', 'Undone')], default='uploaded', max_length=10)),
                ('rows_total', models.PositiveIntegerField(default=0)),
                ('next_row', models.PositiveIntegerField(default=0)),
                ('counts', models.JSONField(default=dict)),
                ('dry_counts', models.JSONField(default=dict)),
                ('problem', models.CharField(blank=True, default='', max_length=500)),
                ('job_id', models.UUIDField(null=True)),
                ('batch', models.UUIDField(default=klientel.kit.ids.uuid7)),
                ('created_at', models.DateTimeField(default=klientel.kit.clock.now)),
                ('started_at', models.DateTimeField(null=True)),
                ('finished_at', models.DateTimeField(null=True)),
                ('member', klientel.workspaces.scope.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workspaces.member')),
                ('workspace', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'indexes': [models.Index(fields=['workspace', '-created_at'], name='import_run_newest'), models.Index(fields=['workspace', 'digest'], name='import_run_of_file')],
            },
        ),
        migrations.CreateModel(
            name='ImportSuspect',
            fields=[
                ('id', models.UUIDField(default=klientel.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('line', models.PositiveIntegerField()),
                ('key', models.CharField(max_length=32)),
                ('record_type', models.CharField(max_length=40)),
                ('record_id', models.UUIDField()),
                ('certainty', models.PositiveSmallIntegerField()),
                ('reasons', models.JSONField(default=list)),
                ('values', models.JSONField(default=dict)),
                ('choice', models.CharField(blank=True, choices=[('create', 'Add as new'), ('update', 'Complete what is there'), ('skip', 'Leave out')], default='', max_length=10)),
                ('run', klientel.workspaces.scope.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='integrations.importrun')),
                ('workspace', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'indexes': [models.Index(fields=['workspace', 'run', '-certainty', 'id'], name='import_suspect_surest')],
                'constraints': [models.UniqueConstraint(models.F('workspace'), models.F('run'), models.F('key'), name='import_suspect_once')],
            },
        ),
        migrations.CreateModel(
            name='KeptAnswer',
            fields=[
                ('id', models.UUIDField(default=klientel.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('workspace_id', models.UUIDField()),
                ('token_id', models.UUIDField()),
                ('key_hash', models.CharField(max_length=64)),
                ('request_hash', models.CharField(max_length=64)),
                ('claimed_at', models.DateTimeField(db_index=True)),
                ('status', models.PositiveSmallIntegerField(null=True)),
                ('headers', models.JSONField(default=dict)),
                ('body', models.TextField(blank=True, default='')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('workspace_id', 'token_id', 'key_hash'), name='answer_once_per_key')],
            },
        ),
        migrations.CreateModel(
            name='KeptThing',
            fields=[
                ('id', models.UUIDField(default=klientel.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('record_id', models.UUIDField(null=True)),
                ('record_type', models.CharField(blank=True, default='', max_length=40)),
                ('title', models.CharField(max_length=300)),
                ('why', models.CharField(choices=[('edited', 'Edited since'), ('used', 'In use since'), ('other', 'Could not be taken back')], max_length=10)),
                ('fields', models.JSONField(default=list)),
                ('run', klientel.workspaces.scope.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='integrations.importrun')),
                ('workspace', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'indexes': [models.Index(fields=['workspace', 'run', 'id'], name='kept_thing_of_run')],
                'constraints': [models.UniqueConstraint(models.F('workspace'), models.F('run'), models.F('record_id'), name='kept_thing_once')],
            },
        ),
        migrations.CreateModel(
            name='RememberedMapping',
            fields=[
                ('id', models.UUIDField(default=klientel.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('recipe', models.CharField(max_length=60)),
                ('headings', models.CharField(max_length=64)),
                ('file_name', models.CharField(max_length=200)),
                ('mapping', models.JSONField(default=dict)),
                ('used_at', models.DateTimeField(default=klientel.kit.clock.now)),
                ('member', klientel.workspaces.scope.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workspaces.member')),
                ('workspace', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'constraints': [models.UniqueConstraint(models.F('workspace'), models.F('recipe'), models.F('headings'), name='remembered_once')],
            },
        ),
        migrations.CreateModel(
            name='RowProblem',
            fields=[
                ('id', models.UUIDField(default=klientel.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('is_dry', models.BooleanField(default=False)),
                ('row', models.PositiveIntegerField()),
                ('line', models.PositiveIntegerField()),
                ('column', models.CharField(blank=True, default='', max_length=200)),
                ('reason', models.CharField(max_length=300)),
                ('values', models.JSONField(default=dict)),
                ('more', models.JSONField(default=list)),
                ('cells', models.JSONField(default=list)),
                ('was_imported', models.BooleanField(default=False)),
                ('run', klientel.workspaces.scope.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='integrations.importrun')),
                ('workspace', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'indexes': [models.Index(fields=['workspace', 'run', 'is_dry', 'row'], name='row_problem_of_run')],
            },
        ),
        migrations.CreateModel(
            name='Webhook',
            fields=[
                ('id', models.UUIDField(default=klientel.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=80)),
                ('url', models.CharField(max_length=2000)),
                ('verbs', models.JSONField(default=list)),
                ('hears_imports', models.BooleanField(default=False)),
                ('is_on', models.BooleanField(default=True)),
                ('secrets', models.JSONField(default=list)),
                ('old_until', models.DateTimeField(null=True)),
                ('paused_because', models.CharField(blank=True, default='', max_length=200)),
                ('created_at', models.DateTimeField(default=klientel.kit.clock.now)),
                ('member', klientel.workspaces.scope.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workspaces.member')),
                ('workspace', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'indexes': [models.Index(fields=['workspace', 'is_on'], name='webhook_on')],
            },
        ),
        migrations.CreateModel(
            name='AgentCall',
            fields=[
                ('id', models.UUIDField(default=klientel.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('agent', models.CharField(max_length=80)),
                ('action', models.CharField(max_length=60)),
                ('called_at', models.DateTimeField(default=klientel.kit.clock.now)),
                ('workspace', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'indexes': [models.Index(fields=['workspace', 'id'], name='agent_call_in_order')],
            },
        ),
        migrations.CreateModel(
            name='HookCall',
            fields=[
                ('id', models.UUIDField(default=klientel.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('key', models.CharField(max_length=120)),
                ('event_id', models.UUIDField()),
                ('created_at', models.DateTimeField(default=klientel.kit.clock.now)),
                ('hook', klientel.workspaces.scope.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='integrations.hook')),
                ('workspace', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'constraints': [models.UniqueConstraint(models.F('workspace'), models.F('hook'), models.F('key'), name='hook_call_once')],
            },
        ),
        migrations.CreateModel(
            name='ImportedRow',
            fields=[
                ('id', models.UUIDField(default=klientel.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('key', models.CharField(max_length=64)),
                ('record_id', models.UUIDField()),
                ('batch', models.UUIDField()),
                ('workspace', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'indexes': [models.Index(fields=['workspace', 'batch'], name='imported_row_of_batch')],
                'constraints': [models.UniqueConstraint(models.F('workspace'), models.F('key'), name='imported_row_once')],
            },
        ),
    ]
