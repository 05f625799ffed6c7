import django.db.models.deletion
import klientel.kit.clock
import klientel.kit.ids
import klientel.workspaces.scope
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('automations', '0001_open_automations'), ('automations', '0002_keep_runs')]

    initial = True

    dependencies = [
        ('workspaces', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Rule',
            fields=[
                ('id', models.UUIDField(default=klientel.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField()),
                ('name', models.CharField(max_length=120)),
                ('description', models.CharField(blank=True, default='', max_length=500)),
                ('is_on', models.BooleanField(default=False)),
                ('about', models.CharField(blank=True, default='', max_length=40)),
                ('definition', models.JSONField(default=dict)),
                ('version', models.PositiveIntegerField(default=1)),
                ('audience', models.CharField(choices=[('everyone', 'Everyone'), ('team', 'A team')], default='everyone', max_length=10)),
                ('max_runs_per_hour', models.PositiveIntegerField(default=200)),
                ('includes_imports', models.BooleanField(default=False)),
                ('paused_reason', models.JSONField(blank=True, default=dict)),
                ('paused_at', models.DateTimeField(null=True)),
                ('made_from', models.CharField(blank=True, default='', max_length=60)),
                ('on_since', models.DateTimeField(null=True)),
                ('created_at', models.DateTimeField(default=klientel.kit.clock.now)),
                ('updated_at', models.DateTimeField(default=klientel.kit.clock.now)),
                ('deleted_at', models.DateTimeField(null=True)),
                ('acts_as', klientel.workspaces.scope.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workspaces.member')),
                ('member', klientel.workspaces.scope.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workspaces.member')),
                ('team', klientel.workspaces.scope.WorkspaceForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workspaces.team')),
                ('workspace', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'indexes': [models.Index(fields=['workspace', 'is_on', 'deleted_at'], name='rule_in_force')],
                'constraints': [models.UniqueConstraint(fields=('workspace', 'number'), name='rule_number_once')],
            },
        ),
        migrations.CreateModel(
            name='RuleVersion',
            fields=[
                ('id', models.UUIDField(default=klientel.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField()),
                ('name', models.CharField(max_length=120)),
                ('description', models.CharField(blank=True, default='', max_length=500)),
                ('definition', models.JSONField(default=dict)),
                ('settings', models.JSONField(default=dict)),
                ('created_at', models.DateTimeField(default=klientel.kit.clock.now)),
                ('member', klientel.workspaces.scope.WorkspaceForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workspaces.member')),
                ('rule', klientel.workspaces.scope.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='automations.rule')),
                ('workspace', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('workspace', 'rule', 'version'), name='rule_version_once')],
            },
        ),
        migrations.CreateModel(
            name='Run',
            fields=[
                ('id', models.UUIDField(default=klientel.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField()),
                ('occasion', models.UUIDField()),
                ('target', models.UUIDField(default=uuid.UUID('00000000-0000-0000-0000-000000000000'))),
                ('trigger', models.CharField(max_length=40)),
                ('event_id', models.UUIDField(null=True)),
                ('record_type', models.CharField(blank=True, default='', max_length=40)),
                ('record_id', models.UUIDField(null=True)),
                ('depth', models.PositiveSmallIntegerField(default=1)),
                ('parent_id', models.UUIDField(null=True)),
                ('facts', models.JSONField(default=dict)),
                ('state', models.PositiveSmallIntegerField(choices=[(0, 'Ready'), (1, 'Running'), (2, 'Waiting'), (3, 'Done'), (4, 'Stopped'), (5, 'Failed')], default=0)),
                ('next_at', models.DateTimeField(null=True)),
                ('claim', models.UUIDField(null=True)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('todo', models.JSONField(default=list)),
                ('log', models.JSONField(default=list)),
                ('reason', models.JSONField(default=dict)),
                ('starts_at', models.DateTimeField(default=klientel.kit.clock.now)),
                ('ended_at', models.DateTimeField(null=True)),
                ('undone_at', models.DateTimeField(null=True)),
                ('rule', klientel.workspaces.scope.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='automations.rule')),
                ('workspace', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state__lt', 3)), fields=['workspace', 'next_at'], name='run_due'), models.Index(fields=['workspace', 'rule', 'starts_at'], name='run_of_rule'), models.Index(condition=models.Q(('state', 5)), fields=['workspace', 'rule', 'starts_at', 'id'], name='run_failed')],
                'constraints': [models.UniqueConstraint(fields=('workspace', 'rule', 'occasion', 'target'), name='run_once')],
            },
        ),
        migrations.CreateModel(
            name='Awaited',
            fields=[
                ('id', models.UUIDField(default=klientel.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('verb', models.CharField(max_length=60)),
                ('on_id', models.UUIDField()),
                ('workspace', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workspaces.workspace')),
                ('run', klientel.workspaces.scope.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='automations.run')),
            ],
            options={
                'indexes': [models.Index(fields=['workspace', 'verb', 'on_id'], name='awaited_here')],
                'constraints': [models.UniqueConstraint(fields=('workspace', 'run', 'verb', 'on_id'), name='awaited_once')],
            },
        ),
        migrations.CreateModel(
            name='Watch',
            fields=[
                ('id', models.UUIDField(default=klientel.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('looked_until', models.DateTimeField()),
                ('rule', klientel.workspaces.scope.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='automations.rule')),
                ('workspace', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('workspace', 'rule'), name='watch_once_per_rule')],
            },
        ),
    ]
