import django.db.models.deletion
import klientel.kit.clock
import klientel.kit.ids
import klientel.workspaces.scope
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('work', '0001_work_items'), ('work', '0002_own_values'), ('work', '0003_kinds_with_positions'), ('work', '0004_repeating_and_templates'), ('work', '0005_counted_on_boards'), ('work', '0006_several_teams')]

    initial = True

    dependencies = [
        ('records', '0001_initial'),
        ('workspaces', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Series',
            fields=[
                ('id', models.UUIDField(default=klientel.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('rule', models.JSONField()),
                ('begins_on', models.DateField()),
                ('at', models.TimeField(null=True)),
                ('time_zone', models.CharField(max_length=60)),
                ('ahead', models.PositiveSmallIntegerField(default=0)),
                ('state', models.CharField(choices=[('running', 'runs'), ('paused', 'rests'), ('ended', 'is over')], default='running', max_length=10)),
                ('number', models.PositiveIntegerField(default=1)),
                ('reached_on', models.DateField()),
                ('taken_on', models.DateField()),
                ('next_on', models.DateField(null=True)),
                ('next_day', models.DateField(null=True)),
                ('make_on', models.DateField(null=True)),
                ('workspace', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('make_on__isnull', False)), fields=['workspace', 'make_on'], name='series_due')],
            },
        ),
        migrations.CreateModel(
            name='Status',
            fields=[
                ('id', models.UUIDField(default=klientel.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('code', models.CharField(max_length=20)),
                ('name', models.CharField(blank=True, default='', max_length=60)),
                ('category', models.CharField(choices=[('open', 'Not begun'), ('active', 'In progress'), ('done', 'Done'), ('cancelled', 'Dropped')], max_length=10)),
                ('tone', models.CharField(max_length=10)),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('workspace', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('workspace', 'code'), name='status_once')],
            },
        ),
        migrations.CreateModel(
            name='Template',
            fields=[
                ('id', models.UUIDField(default=klientel.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=120)),
                ('blueprint', models.JSONField()),
                ('saved_at', models.DateTimeField(default=klientel.kit.clock.now)),
                ('trashed_at', models.DateTimeField(null=True)),
                ('saved_by', klientel.workspaces.scope.WorkspaceForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workspaces.member')),
                ('workspace', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'indexes': [models.Index(fields=['workspace', 'name'], name='template_by_name')],
            },
        ),
        migrations.CreateModel(
            name='WorkItem',
            fields=[
                ('id', models.UUIDField(default=klientel.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('privacy', models.CharField(choices=[('everyone', 'Everyone'), ('team', 'My team'), ('named', 'Named people')], default='everyone', max_length=10)),
                ('sphere', models.CharField(default='general', max_length=20)),
                ('trashed_at', models.DateTimeField(null=True)),
                ('ref', models.CharField(max_length=20, null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('created_at', models.DateTimeField(default=klientel.kit.clock.now)),
                ('updated_at', models.DateTimeField(default=klientel.kit.clock.now)),
                ('own_values', models.JSONField(default=dict)),
                ('kind', models.CharField(max_length=20)),
                ('title', models.CharField(max_length=200)),
                ('description', models.TextField(blank=True, default='')),
                ('status', models.CharField(max_length=20)),
                ('category', models.CharField(choices=[('open', 'Not begun'), ('active', 'In progress'), ('done', 'Done'), ('cancelled', 'Dropped')], default='open', max_length=10)),
                ('priority', models.CharField(default='3', max_length=1)),
                ('assignees', models.JSONField(blank=True, default=list)),
                ('teams', models.JSONField(blank=True, default=list)),
                ('watchers', models.JSONField(blank=True, default=list)),
                ('starts_on', models.DateField(null=True)),
                ('due_at', models.DateTimeField(null=True)),
                ('due_is_day', models.BooleanField(default=False)),
                ('estimate_hours', models.DecimalField(decimal_places=2, max_digits=7, null=True)),
                ('tracked_minutes', models.PositiveIntegerField(default=0)),
                ('tags', models.JSONField(blank=True, default=list)),
                ('links', models.JSONField(blank=True, default=list)),
                ('parts', models.PositiveIntegerField(default=0)),
                ('parts_done', models.PositiveIntegerField(default=0)),
                ('parts_minutes', models.PositiveIntegerField(default=0)),
                ('steps', models.PositiveSmallIntegerField(default=0)),
                ('steps_done', models.PositiveSmallIntegerField(default=0)),
                ('waits_for', models.PositiveSmallIntegerField(default=0)),
                ('done_at', models.DateTimeField(null=True)),
                ('is_archived', models.BooleanField(default=False)),
                ('trashed_with', models.UUIDField(null=True)),
                ('series_number', models.PositiveIntegerField(null=True)),
                ('occurs_on', models.DateField(null=True)),
                ('account', klientel.workspaces.scope.WorkspaceForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.recordref')),
                ('contact', klientel.workspaces.scope.WorkspaceForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='records.recordref')),
                ('done_by', klientel.workspaces.scope.WorkspaceForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workspaces.member')),
                ('owner', klientel.workspaces.scope.WorkspaceForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workspaces.member')),
                ('parent', klientel.workspaces.scope.WorkspaceForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='work.workitem')),
                ('series', klientel.workspaces.scope.WorkspaceForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='work.series')),
                ('team', klientel.workspaces.scope.WorkspaceForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workspaces.team')),
                ('workspace', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'indexes': [models.Index(models.F('workspace'), models.F('category'), models.F('kind'), models.F('trashed_at'), models.F('is_archived'), models.F('account'), models.F('privacy'), models.F('sphere'), models.F('team'), models.F('owner'), name='work_counted'), models.Index(models.F('workspace'), models.F('kind'), models.F('status'), models.F('trashed_at'), models.F('is_archived'), models.F('account'), models.F('privacy'), models.F('sphere'), models.F('team'), models.F('owner'), models.F('id'), name='work_on_board'), models.Index(models.F('workspace'), models.F('due_at'), models.F('id'), condition=models.Q(('is_archived', True)), name='work_archive'), models.Index(models.F('workspace'), models.F('due_at'), models.F('id'), name='work_by_due'), models.Index(models.F('workspace'), models.F('category'), models.F('due_at'), models.F('id'), name='work_category_due'), models.Index(models.F('workspace'), models.F('kind'), models.F('category'), models.F('due_at'), models.F('id'), name='work_kind_due'), models.Index(models.F('workspace'), models.F('status'), models.F('due_at'), models.F('id'), name='work_status_due'), models.Index(models.F('workspace'), models.F('owner'), models.F('category'), models.F('due_at'), models.F('id'), condition=models.Q(('owner__isnull', False)), name='work_owner_due'), models.Index(models.F('workspace'), models.OrderBy(models.F('updated_at'), descending=True), models.F('id'), name='work_by_update'), models.Index(models.F('workspace'), models.F('account'), models.F('category'), models.F('due_at'), models.F('id'), condition=models.Q(('account__isnull', False)), name='work_of_account'), models.Index(models.F('workspace'), models.F('contact'), condition=models.Q(('contact__isnull', False)), name='work_of_contact'), models.Index(models.F('workspace'), models.F('parent'), models.F('id'), condition=models.Q(('parent__isnull', False)), name='work_below')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('series__isnull', False)), fields=('workspace', 'series', 'series_number'), name='occurs_once')],
            },
        ),
        migrations.CreateModel(
            name='TimeEntry',
            fields=[
                ('id', models.UUIDField(default=klientel.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('started_at', models.DateTimeField()),
                ('minutes', models.PositiveIntegerField(null=True)),
                ('note', models.CharField(blank=True, default='', max_length=300)),
                ('is_billable', models.BooleanField(default=True)),
                ('member', klientel.workspaces.scope.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workspaces.member')),
                ('workspace', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workspaces.workspace')),
                ('item', klientel.workspaces.scope.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='work.workitem')),
            ],
            options={
                'indexes': [models.Index(models.F('workspace'), models.F('item'), models.OrderBy(models.F('started_at'), descending=True), name='time_on_item'), models.Index(models.F('workspace'), models.F('member'), models.OrderBy(models.F('started_at'), descending=True), name='time_of_member')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('minutes__isnull', True)), fields=('workspace', 'member'), name='one_timer_each')],
            },
        ),
        migrations.CreateModel(
            name='Step',
            fields=[
                ('id', models.UUIDField(default=klientel.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('text', models.CharField(max_length=300)),
                ('checklist', models.CharField(blank=True, default='', max_length=80)),
                ('position', models.PositiveIntegerField()),
                ('due_on', models.DateField(null=True)),
                ('done_at', models.DateTimeField(null=True)),
                ('done_by', klientel.workspaces.scope.WorkspaceForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workspaces.member')),
                ('member', klientel.workspaces.scope.WorkspaceForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workspaces.member')),
                ('workspace', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workspaces.workspace')),
                ('item', klientel.workspaces.scope.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='work.workitem')),
            ],
            options={
                'indexes': [models.Index(fields=['workspace', 'item', 'position'], name='step_in_order')],
            },
        ),
        migrations.CreateModel(
            name='Dependency',
            fields=[
                ('id', models.UUIDField(default=klientel.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('workspace', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workspaces.workspace')),
                ('item', klientel.workspaces.scope.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='work.workitem')),
                ('waits_for', klientel.workspaces.scope.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='work.workitem')),
            ],
            options={
                'indexes': [models.Index(fields=['workspace', 'waits_for'], name='waited_for')],
                'constraints': [models.UniqueConstraint(fields=('workspace', 'item', 'waits_for'), name='waits_once')],
            },
        ),
        migrations.CreateModel(
            name='ItemTeam',
            fields=[
                ('id', models.UUIDField(default=klientel.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('record', klientel.workspaces.scope.WorkspaceForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.recordref')),
                ('team', klientel.workspaces.scope.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workspaces.team')),
                ('workspace', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'indexes': [models.Index(fields=['workspace', 'record'], name='team_of_item')],
                'constraints': [models.UniqueConstraint(fields=('workspace', 'team', 'record'), name='item_team_once')],
            },
        ),
        migrations.CreateModel(
            name='Kind',
            fields=[
                ('id', models.UUIDField(default=klientel.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('code', models.CharField(max_length=20)),
                ('name', models.CharField(blank=True, default='', max_length=60)),
                ('plural', models.CharField(blank=True, default='', max_length=60)),
                ('prefix', models.CharField(max_length=7)),
                ('icon', models.CharField(max_length=30)),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('statuses', models.JSONField(default=list)),
                ('checklist', models.JSONField(blank=True, default=list)),
                ('due_days', models.PositiveSmallIntegerField(null=True)),
                ('has_positions', models.BooleanField(null=True)),
                ('is_retired', models.BooleanField(default=False)),
                ('workspace', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('workspace', 'code'), name='kind_once'), models.UniqueConstraint(fields=('workspace', 'prefix'), name='kind_prefix_once')],
            },
        ),
    ]
