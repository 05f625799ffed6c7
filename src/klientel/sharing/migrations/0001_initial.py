import django.db.models.deletion
import klientel.kit.clock
import klientel.kit.ids
import klientel.workspaces.scope
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('sharing', '0001_share_links')]

    initial = True

    dependencies = [
        ('records', '0001_initial'),
        ('workspaces', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Opening',
            fields=[
                ('id', models.UUIDField(default=klientel.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('link_id', models.UUIDField()),
                ('opener', models.CharField(max_length=64)),
                ('counted_at', models.DateTimeField(default=klientel.kit.clock.now)),
                ('workspace', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('workspace', 'link_id', 'opener'), name='opening_once')],
            },
        ),
        migrations.CreateModel(
            name='ShareLink',
            fields=[
                ('id', models.UUIDField(default=klientel.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('purpose', models.CharField(max_length=40)),
                ('part', models.UUIDField(null=True)),
                ('shows', models.JSONField(default=list)),
                ('name', models.CharField(max_length=120)),
                ('email', models.EmailField(blank=True, default='', max_length=254)),
                ('made_at', models.DateTimeField(default=klientel.kit.clock.now)),
                ('token_hash', models.CharField(max_length=64, null=True, unique=True)),
                ('password', models.CharField(max_length=200, null=True)),
                ('expires_at', models.DateTimeField()),
                ('most_openings', models.PositiveSmallIntegerField(null=True)),
                ('openings', models.PositiveIntegerField(default=0)),
                ('last_opened_at', models.DateTimeField(null=True)),
                ('revoked_at', models.DateTimeField(null=True)),
                ('mail_id', models.UUIDField(null=True)),
                ('made_by', klientel.workspaces.scope.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workspaces.member')),
                ('record', klientel.workspaces.scope.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.recordref')),
                ('revoked_by', klientel.workspaces.scope.WorkspaceForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workspaces.member')),
                ('workspace', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'indexes': [models.Index(fields=['workspace', 'record', '-id'], name='share_link_of_record'), models.Index(fields=['workspace', 'made_by', '-id'], name='share_link_of_maker')],
            },
        ),
    ]
