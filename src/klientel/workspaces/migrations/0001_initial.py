import django.db.models.deletion
import klientel.kit.clock
import klientel.kit.ids
import klientel.workspaces.scope
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('workspaces', '0001_open_workspaces'), ('workspaces', '0002_ask_before_joining'), ('workspaces', '0003_second_factor_and_absence'), ('workspaces', '0004_hours_of_a_week')]

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='User',
            fields=[
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('id', models.UUIDField(default=klientel.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('email', models.EmailField(max_length=254, unique=True)),
                ('name', models.CharField(max_length=120)),
                ('language', models.CharField(blank=True, default='', max_length=5)),
                ('time_zone', models.CharField(blank=True, default='', max_length=60)),
                ('is_active', models.BooleanField(default=True)),
                ('single_keys', models.BooleanField(default=True)),
                ('created_at', models.DateTimeField(default=klientel.kit.clock.now, editable=False)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Workspace',
            fields=[
                ('id', models.UUIDField(default=klientel.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('slug', models.SlugField(max_length=40, unique=True)),
                ('name', models.CharField(max_length=120)),
                ('serves', models.CharField(choices=[('clients', 'Clients'), ('customers', 'Customers'), ('both', 'Both')], default='both', max_length=12)),
                ('language', models.CharField(default='de', max_length=5)),
                ('time_zone', models.CharField(default='Europe/Berlin', max_length=60)),
                ('country', models.CharField(default='DE', max_length=2)),
                ('currency', models.CharField(default='EUR', max_length=3)),
                ('words', models.JSONField(blank=True, default=dict)),
                ('weekly_hours', models.DecimalField(decimal_places=2, default=Decimal('40'), max_digits=5)),
                ('requires_second_factor', models.BooleanField(default=False)),
                ('directory_version', models.PositiveIntegerField(default=1)),
                ('created_at', models.DateTimeField(default=klientel.kit.clock.now, editable=False)),
            ],
        ),
        migrations.CreateModel(
            name='Member',
            fields=[
                ('id', models.UUIDField(default=klientel.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=120)),
                ('role', models.CharField(choices=[('owner', 'Owner'), ('lead', 'Lead'), ('member', 'Team member'), ('support', 'Support'), ('bookkeeping', 'Bookkeeping')], default='member', max_length=12)),
                ('is_active', models.BooleanField(default=True)),
                ('auth_version', models.PositiveIntegerField(default=1)),
                ('is_invited', models.BooleanField(default=False)),
                ('joined_at', models.DateTimeField(default=klientel.kit.clock.now, editable=False, null=True)),
                ('invited_at', models.DateTimeField(default=klientel.kit.clock.now, editable=False, null=True)),
                ('weekly_hours', models.DecimalField(decimal_places=2, max_digits=5, null=True)),
                ('signed_in_at', models.DateTimeField(editable=False, null=True)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('workspace', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('workspace', 'user'), name='member_once_per_workspace')],
            },
        ),
        migrations.CreateModel(
            name='Team',
            fields=[
                ('id', models.UUIDField(default=klientel.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=80)),
                ('is_active', models.BooleanField(default=True)),
                ('workspace', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('workspace', 'name'), name='team_name_once_per_workspace')],
            },
        ),
        migrations.CreateModel(
            name='Absence',
            fields=[
                ('id', models.UUIDField(default=klientel.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('from_on', models.DateField()),
                ('until_on', models.DateField()),
                ('deputy', klientel.workspaces.scope.WorkspaceForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workspaces.member')),
                ('member', klientel.workspaces.scope.WorkspaceForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workspaces.member')),
                ('workspace', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'indexes': [models.Index(fields=['workspace', 'until_on'], name='absence_by_end')],
                'constraints': [models.CheckConstraint(condition=models.Q(('until_on__gte', models.F('from_on'))), name='absence_ends_later')],
            },
        ),
        migrations.CreateModel(
            name='TeamMember',
            fields=[
                ('id', models.UUIDField(default=klientel.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('member', klientel.workspaces.scope.WorkspaceForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workspaces.member')),
                ('team', klientel.workspaces.scope.WorkspaceForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workspaces.team')),
                ('workspace', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('workspace', 'team', 'member'), name='team_member_once')],
            },
        ),
    ]
