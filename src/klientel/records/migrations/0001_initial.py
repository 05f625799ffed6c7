import django.db.models.deletion
import klientel.kit.clock
import klientel.kit.ids
import klientel.workspaces.scope
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('records', '0001_open_records'), ('records', '0003_find_and_merge_duplicates'), ('records', '0004_own_fields'), ('records', '0005_reckon_own_fields'), ('records', '0006_conditions_of_own_fields'), ('records', '0007_find_what_is_said')]

    initial = True

    dependencies = [
        ('workspaces', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='FieldDefinition',
            fields=[
                ('id', models.UUIDField(default=klientel.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('type', models.CharField(max_length=40)),
                ('name', models.CharField(max_length=60)),
                ('kind', models.CharField(max_length=20)),
                ('label', models.CharField(max_length=80)),
                ('section', models.CharField(default='', max_length=60)),
                ('description', models.CharField(default='', max_length=300)),
                ('is_required', models.BooleanField(default=False)),
                ('preset', models.JSONField(null=True)),
                ('options', models.JSONField(default=dict)),
                ('conditions', models.JSONField(default=dict)),
                ('is_internal', models.BooleanField(default=False)),
                ('place', models.PositiveIntegerField(default=0)),
                ('version', models.PositiveIntegerField(default=1)),
                ('created_at', models.DateTimeField(default=klientel.kit.clock.now)),
                ('trashed_at', models.DateTimeField(null=True)),
                ('reckoned_on', models.DateField(null=True)),
                ('workspace', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('workspace', 'type', 'name'), name='own_field_once')],
            },
        ),
        migrations.CreateModel(
            name='LikenessRun',
            fields=[
                ('id', models.UUIDField(default=klientel.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('seen_until', models.DateTimeField()),
                ('whole_at', models.DateTimeField()),
                ('compared', models.PositiveIntegerField(default=0)),
                ('workspace', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('workspace',), name='likeness_run_once')],
            },
        ),
        migrations.CreateModel(
            name='Merge',
            fields=[
                ('id', models.UUIDField(default=klientel.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('type', models.CharField(max_length=40)),
                ('winner_id', models.UUIDField()),
                ('title', models.CharField(max_length=300)),
                ('changes', models.JSONField(default=dict)),
                ('counts', models.JSONField(default=dict)),
                ('batch', models.UUIDField()),
                ('merged_at', models.DateTimeField(default=klientel.kit.clock.now)),
                ('undone_at', models.DateTimeField(null=True)),
                ('member', klientel.workspaces.scope.WorkspaceForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workspaces.member')),
                ('workspace', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'indexes': [models.Index(fields=['workspace', '-merged_at', '-id'], name='merge_by_time'), models.Index(fields=['workspace', 'batch'], name='merge_of_batch')],
            },
        ),
        migrations.CreateModel(
            name='MergedRecord',
            fields=[
                ('id', models.UUIDField(default=klientel.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('type', models.CharField(max_length=40)),
                ('record_id', models.UUIDField()),
                ('ref', models.CharField(max_length=20, null=True)),
                ('title', models.CharField(max_length=300)),
                ('is_apart', models.BooleanField(default=False)),
                ('merge', klientel.workspaces.scope.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.merge')),
                ('workspace', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'indexes': [models.Index(fields=['workspace', 'record_id'], name='merged_by_id'), models.Index(fields=['workspace', 'type', 'ref'], name='merged_by_ref'), models.Index(fields=['workspace', 'merge'], name='merged_of_merge')],
            },
        ),
        migrations.CreateModel(
            name='MovedRow',
            fields=[
                ('id', models.UUIDField(default=klientel.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('place', models.CharField(max_length=80)),
                ('row_id', models.UUIDField()),
                ('moved_from', models.UUIDField()),
                ('merge', klientel.workspaces.scope.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.merge')),
                ('workspace', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'indexes': [models.Index(fields=['workspace', 'merge', 'place', 'moved_from'], name='moved_by_merge')],
            },
        ),
        migrations.CreateModel(
            name='RecordRef',
            fields=[
                ('id', models.UUIDField(default=klientel.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('privacy', models.CharField(choices=[('everyone', 'Everyone'), ('team', 'My team'), ('named', 'Named people')], default='everyone', max_length=10)),
                ('sphere', models.CharField(default='general', max_length=20)),
                ('trashed_at', models.DateTimeField(null=True)),
                ('type', models.CharField(max_length=40)),
                ('ref', models.CharField(max_length=20, null=True)),
                ('title', models.CharField(max_length=300)),
                ('account_id', models.UUIDField(null=True)),
                ('inherits', models.BooleanField(default=False)),
                ('due_at', models.DateTimeField(null=True)),
                ('due_is_day', models.BooleanField(default=False)),
                ('updated_at', models.DateTimeField(default=klientel.kit.clock.now)),
                ('merged_into', models.UUIDField(null=True)),
                ('owner', klientel.workspaces.scope.WorkspaceForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workspaces.member')),
                ('team', klientel.workspaces.scope.WorkspaceForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workspaces.team')),
                ('workspace', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('inherits', True)), fields=['workspace', 'account_id'], name='spine_of_account'), models.Index(condition=models.Q(('trashed_at__isnull', False)), fields=['workspace', 'trashed_at'], name='spine_in_trash')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ref__isnull', False)), fields=('workspace', 'type', 'ref'), name='ref_once')],
            },
        ),
        migrations.CreateModel(
            name='RecordGrant',
            fields=[
                ('id', models.UUIDField(default=klientel.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('granted_at', models.DateTimeField(default=klientel.kit.clock.now)),
                ('member', klientel.workspaces.scope.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workspaces.member')),
                ('workspace', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workspaces.workspace')),
                ('record', klientel.workspaces.scope.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.recordref')),
            ],
            options={
                'indexes': [models.Index(fields=['workspace', 'record'], name='grant_of_record')],
                'constraints': [models.UniqueConstraint(fields=('workspace', 'member', 'record'), name='grant_once')],
            },
        ),
        migrations.CreateModel(
            name='LikenessKey',
            fields=[
                ('id', models.UUIDField(default=klientel.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('key', models.BigIntegerField()),
                ('workspace', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workspaces.workspace')),
                ('record', klientel.workspaces.scope.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.recordref')),
            ],
            options={
                'indexes': [models.Index(fields=['workspace', 'key'], name='likeness_by_key'), models.Index(fields=['workspace', 'record'], name='likeness_of_record')],
            },
        ),
        migrations.CreateModel(
            name='FieldValue',
            fields=[
                ('id', models.UUIDField(default=klientel.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('text', models.CharField(max_length=1000, null=True)),
                ('number', models.DecimalField(decimal_places=6, max_digits=26, null=True)),
                ('day', models.DateField(null=True)),
                ('moment', models.DateTimeField(null=True)),
                ('key', models.UUIDField(null=True)),
                ('field', klientel.workspaces.scope.WorkspaceForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.fielddefinition')),
                ('workspace', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workspaces.workspace')),
                ('record', klientel.workspaces.scope.WorkspaceForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.recordref')),
            ],
            options={
                'indexes': [models.Index(fields=['workspace', 'record', 'field'], name='own_of_record'), models.Index(condition=models.Q(('text__isnull', False)), fields=['workspace', 'field', 'text', 'record'], name='own_by_text'), models.Index(condition=models.Q(('number__isnull', False)), fields=['workspace', 'field', 'number', 'record'], name='own_by_number'), models.Index(condition=models.Q(('day__isnull', False)), fields=['workspace', 'field', 'day', 'record'], name='own_by_day'), models.Index(condition=models.Q(('moment__isnull', False)), fields=['workspace', 'field', 'moment', 'record'], name='own_by_moment'), models.Index(condition=models.Q(('key__isnull', False)), fields=['workspace', 'field', 'key', 'record'], name='own_by_key')],
            },
        ),
        migrations.CreateModel(
            name='Responsibility',
            fields=[
                ('id', models.UUIDField(default=klientel.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('due_at', models.DateTimeField(null=True)),
                ('member', klientel.workspaces.scope.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workspaces.member')),
                ('record', klientel.workspaces.scope.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.recordref')),
                ('workspace', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'indexes': [models.Index(fields=['workspace', 'member', 'due_at'], name='responsible_by_due')],
                'constraints': [models.UniqueConstraint(fields=('workspace', 'record', 'member'), name='responsible_once')],
            },
        ),
        migrations.CreateModel(
            name='SearchDoc',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('part', models.UUIDField(default=uuid.UUID('00000000-0000-0000-0000-000000000000'), editable=False)),
                ('type', models.CharField(max_length=40)),
                ('mark', models.CharField(max_length=5)),
                ('has_parts', models.BooleanField(default=True)),
                ('title', models.CharField(max_length=400)),
                ('body', models.TextField(blank=True, default='')),
                ('digits', models.CharField(blank=True, default='', max_length=200)),
                ('record', klientel.workspaces.scope.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.recordref')),
                ('workspace', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('workspace', 'record', 'part'), name='search_part_once')],
            },
        ),
        migrations.CreateModel(
            name='Suspect',
            fields=[
                ('id', models.UUIDField(default=klientel.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('type', models.CharField(max_length=40)),
                ('certainty', models.PositiveSmallIntegerField()),
                ('reasons', models.JSONField(default=list)),
                ('state', models.CharField(choices=[('open', 'Open'), ('different', 'Different'), ('merged', 'Merged')], default='open', max_length=10)),
                ('decided_at', models.DateTimeField(null=True)),
                ('found_at', models.DateTimeField(default=klientel.kit.clock.now)),
                ('decided_by', klientel.workspaces.scope.WorkspaceForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workspaces.member')),
                ('first', klientel.workspaces.scope.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.recordref')),
                ('second', klientel.workspaces.scope.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.recordref')),
                ('workspace', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'indexes': [models.Index(fields=['workspace', 'state', '-certainty', '-id'], name='suspect_by_certainty'), models.Index(fields=['workspace', 'second'], name='suspect_of_second')],
                'constraints': [models.UniqueConstraint(fields=('workspace', 'first', 'second'), name='suspect_once')],
            },
        ),
        migrations.CreateModel(
            name='Tag',
            fields=[
                ('id', models.UUIDField(default=klientel.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=60)),
                ('folded', models.CharField(max_length=60)),
                ('colour', models.CharField(blank=True, default='', max_length=12)),
                ('workspace', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('workspace', 'folded'), name='tag_once')],
            },
        ),
        migrations.CreateModel(
            name='Tagging',
            fields=[
                ('id', models.UUIDField(default=klientel.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('record', klientel.workspaces.scope.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.recordref')),
                ('tag', klientel.workspaces.scope.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.tag')),
                ('workspace', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'indexes': [models.Index(fields=['workspace', 'record'], name='tagging_of_record')],
                'constraints': [models.UniqueConstraint(fields=('workspace', 'tag', 'record'), name='tagging_once')],
            },
        ),
        migrations.CreateModel(
            name='Counter',
            fields=[
                ('id', models.UUIDField(default=klientel.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('series', models.CharField(max_length=40)),
                ('last', models.PositiveBigIntegerField(default=0)),
                ('workspace', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('workspace', 'series'), name='counter_once')],
            },
        ),
    ]
