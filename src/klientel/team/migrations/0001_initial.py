import django.db.models.deletion
import klientel.kit.clock
import klientel.kit.ids
import klientel.workspaces.scope
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('team', '0001_open_team'), ('team', '0002_api_tokens')]

    initial = True

    dependencies = [
        ('workspaces', '0001_initial'),
        ('workspaces', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Throttle',
            fields=[
                ('key', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('count', models.PositiveIntegerField(default=1)),
                ('began_at', models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.CreateModel(
            name='ResetLink',
            fields=[
                ('id', models.UUIDField(default=klientel.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('token_hash', models.CharField(max_length=64, unique=True)),
                ('expires_at', models.DateTimeField()),
                ('created_at', models.DateTimeField(default=klientel.kit.clock.now)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='ApiToken',
            fields=[
                ('id', models.UUIDField(default=klientel.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=80)),
                ('token_hash', models.CharField(max_length=64, null=True, unique=True)),
                ('hint', models.CharField(max_length=8)),
                ('is_read_only', models.BooleanField(default=False)),
                ('types', models.JSONField(default=list)),
                ('created_at', models.DateTimeField(default=klientel.kit.clock.now)),
                ('expires_at', models.DateTimeField(null=True)),
                ('used_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('member', klientel.workspaces.scope.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workspaces.member')),
                ('workspace', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'indexes': [models.Index(fields=['workspace', 'member'], name='token_of_member')],
            },
        ),
    ]
