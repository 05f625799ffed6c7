import django.db.models.deletion
import klientel.kit.clock
import klientel.kit.ids
import klientel.workspaces.scope
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('views', '0001_keep_views'), ('views', '0002_views_of_quick_filters')]

    initial = True

    dependencies = [
        ('workspaces', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='SavedView',
            fields=[
                ('id', models.UUIDField(default=klientel.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField()),
                ('type', models.CharField(max_length=40)),
                ('name', models.CharField(max_length=60)),
                ('icon', models.CharField(blank=True, default='', max_length=40)),
                ('query', models.TextField(blank=True, default='')),
                ('audience', models.CharField(choices=[('me', 'Only me'), ('team', 'A team'), ('everyone', 'Everyone')], default='me', max_length=10)),
                ('version', models.PositiveIntegerField(default=1)),
                ('created_at', models.DateTimeField(default=klientel.kit.clock.now)),
                ('updated_at', models.DateTimeField(default=klientel.kit.clock.now)),
                ('deleted_at', models.DateTimeField(null=True)),
                ('member', klientel.workspaces.scope.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workspaces.member')),
                ('team', klientel.workspaces.scope.WorkspaceForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workspaces.team')),
                ('workspace', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'indexes': [models.Index(fields=['workspace', 'audience', 'member'], name='saved_view_found')],
                'constraints': [models.UniqueConstraint(fields=('workspace', 'number'), name='saved_view_number_once')],
            },
        ),
        migrations.CreateModel(
            name='RoleView',
            fields=[
                ('id', models.UUIDField(default=klientel.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('type', models.CharField(max_length=40)),
                ('place', models.CharField(blank=True, default='', max_length=40)),
                ('role', models.CharField(choices=[('owner', 'Owner'), ('lead', 'Lead'), ('member', 'Team member'), ('support', 'Support'), ('bookkeeping', 'Bookkeeping')], max_length=12)),
                ('workspace', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workspaces.workspace')),
                ('view', klientel.workspaces.scope.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='views.savedview')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('workspace', 'type', 'role', 'place'), name='role_view_once')],
            },
        ),
        migrations.CreateModel(
            name='PinnedView',
            fields=[
                ('id', models.UUIDField(default=klientel.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('place', models.PositiveSmallIntegerField(default=0)),
                ('member', klientel.workspaces.scope.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workspaces.member')),
                ('workspace', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workspaces.workspace')),
                ('view', klientel.workspaces.scope.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='views.savedview')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('workspace', 'member', 'view'), name='pinned_view_once')],
            },
        ),
        migrations.CreateModel(
            name='BulkRun',
            fields=[
                ('id', models.UUIDField(default=klientel.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('type', models.CharField(max_length=40)),
                ('way', models.CharField(max_length=10)),
                ('field', models.CharField(blank=True, default='', max_length=40)),
                ('value', models.JSONField(null=True)),
                ('ids', models.JSONField(null=True)),
                ('query', models.TextField(blank=True, default='')),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('running', 'Running'), ('done', 'Done'), ('stopped', 'Stopped')], default='waiting', max_length=10)),
                ('total', models.PositiveIntegerField(default=0)),
                ('after', models.UUIDField(null=True)),
                ('changed', models.PositiveIntegerField(default=0)),
                ('same', models.PositiveIntegerField(default=0)),
                ('skipped', models.PositiveIntegerField(default=0)),
                ('problems', models.JSONField(default=list)),
                ('problem', models.CharField(blank=True, default='', max_length=300)),
                ('batch', models.UUIDField(default=klientel.kit.ids.uuid7)),
                ('created_at', models.DateTimeField(default=klientel.kit.clock.now)),
                ('finished_at', models.DateTimeField(null=True)),
                ('member', klientel.workspaces.scope.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workspaces.member')),
                ('workspace', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'indexes': [models.Index(fields=['workspace', 'created_at'], name='bulk_run_old')],
            },
        ),
        migrations.CreateModel(
            name='ListLook',
            fields=[
                ('id', models.UUIDField(default=klientel.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('type', models.CharField(max_length=40)),
                ('place', models.CharField(blank=True, default='', max_length=40)),
                ('columns', models.TextField(blank=True, default='')),
                ('widths', models.TextField(blank=True, default='')),
                ('member', klientel.workspaces.scope.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workspaces.member')),
                ('workspace', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('workspace', 'member', 'type', 'place'), name='list_look_once')],
            },
        ),
    ]
