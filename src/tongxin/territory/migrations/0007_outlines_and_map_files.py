import django.db.models.deletion
import tongxin.records.clock
import tongxin.records.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0001_initial'),
        ('territory', '0006_history_is_guarded'),
    ]

    operations = [
        migrations.CreateModel(
            name='MapImport',
            fields=[
                ('id', models.UUIDField(default=tongxin.records.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('file_name', models.CharField(max_length=120)),
                ('division_code', models.CharField(db_index=True, help_text='town or village it is about', max_length=12)),
                ('datum', models.CharField(choices=[('stated', 'as the file says'), ('wgs84', 'WGS84 or CGCS2000, in degrees'), ('gcj02', 'GCJ-02 (Amap, Tencent), in degrees')], max_length=8)),
                ('state', models.CharField(choices=[('preview', 'waits for a decision'), ('done', 'imported')], default='preview', max_length=8)),
                ('counts', models.JSONField(default=dict)),
                ('uploaded_at', models.DateTimeField(default=tongxin.records.clock.now, editable=False)),
                ('finished_at', models.DateTimeField(null=True)),
                ('file', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='records.storedfile')),
            ],
            options={
                'ordering': ['-uploaded_at'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('finished_at__isnull', False), ('state', 'done')), models.Q(('finished_at__isnull', True), ('state', 'preview')), _connector='OR'), name='map_import_done_when')],
            },
        ),
        migrations.CreateModel(
            name='Outline',
            fields=[
                ('ground_kind', models.CharField(choices=[('division', 'division'), ('group', 'group'), ('grid', 'grid'), ('site', 'site')], editable=False, max_length=10)),
                ('division_code', models.CharField(db_index=True, editable=False, max_length=12)),
                ('id', models.UUIDField(default=tongxin.records.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('shape', models.JSONField(help_text='GeoJSON Polygon or MultiPolygon in WGS84')),
                ('set_on', models.DateField(default=tongxin.records.clock.today, editable=False)),
                ('grid', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.grid')),
                ('group', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.villagergroup')),
                ('site', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.site')),
            ],
            options={
                'ordering': ['division_code'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ground_kind', 'division')), fields=('division_code',), name='one_outline_per_division'), models.UniqueConstraint(condition=models.Q(('ground_kind', 'group')), fields=('group',), name='one_outline_per_group'), models.CheckConstraint(condition=models.Q(models.Q(('ground_kind', 'division'), ('group__isnull', True)), models.Q(('ground_kind', 'group'), ('group__isnull', False)), _connector='OR'), name='outline_is_of_a_division_or_group')],
            },
        ),
    ]
