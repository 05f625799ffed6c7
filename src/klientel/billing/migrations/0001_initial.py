import django.db.models.deletion
import klientel.kit.clock
import klientel.kit.ids
import klientel.workspaces.scope
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('billing', '0001_products_and_order_lines')]

    initial = True

    dependencies = [
        ('work', '0001_initial'),
        ('workspaces', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Product',
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
                ('name', models.CharField(max_length=200)),
                ('number', models.CharField(blank=True, default='', max_length=60)),
                ('nature', models.CharField(default='goods', max_length=10)),
                ('unit', models.CharField(default='H87', max_length=3)),
                ('description', models.TextField(blank=True, default='')),
                ('is_active', models.BooleanField(default=True)),
                ('tags', models.JSONField(blank=True, default=list)),
                ('owner', klientel.workspaces.scope.WorkspaceForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workspaces.member')),
                ('team', klientel.workspaces.scope.WorkspaceForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workspaces.team')),
                ('workspace', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'indexes': [models.Index(models.F('workspace'), models.F('name'), models.F('id'), name='product_by_name'), models.Index(models.F('workspace'), models.F('is_active'), models.F('name'), models.F('id'), name='product_offered'), models.Index(models.F('workspace'), models.F('number'), models.F('id'), name='product_by_number'), models.Index(models.F('workspace'), models.OrderBy(models.F('updated_at'), descending=True), models.F('id'), name='product_by_update')],
            },
        ),
        migrations.CreateModel(
            name='OrderLine',
            fields=[
                ('id', models.UUIDField(default=klientel.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('place', models.PositiveSmallIntegerField()),
                ('name', models.CharField(max_length=200)),
                ('quantity', models.DecimalField(decimal_places=3, max_digits=12)),
                ('unit', models.CharField(max_length=3)),
                ('note', models.CharField(blank=True, default='', max_length=300)),
                ('item', klientel.workspaces.scope.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='work.workitem')),
                ('workspace', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workspaces.workspace')),
                ('product', klientel.workspaces.scope.WorkspaceForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='billing.product')),
            ],
            options={
                'indexes': [models.Index(models.F('workspace'), models.F('item'), models.F('place'), name='line_of_order'), models.Index(models.F('workspace'), models.F('product'), condition=models.Q(('product__isnull', False)), name='line_of_product')],
            },
        ),
    ]
