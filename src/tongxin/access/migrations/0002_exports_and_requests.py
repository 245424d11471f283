"""Exports with a second person, requests about personal data, and openings of a part or of a person."""

import django.db.models.deletion
import tongxin.records.clock
import tongxin.records.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0001_initial'),
        ('people', '0001_initial'),
        ('records', '0001_initial'),
        ('territory', '0003_first_placements'),
    ]

    operations = [
        migrations.CreateModel(
            name='Export',
            fields=[
                ('ground_kind', models.CharField(choices=[('division', 'division'), ('group', 'group'), ('grid', 'grid'), ('site', 'site')], editable=False, max_length=10)),
                ('division_code', models.CharField(db_index=True, editable=False, max_length=12)),
                ('id', models.UUIDField(default=tongxin.records.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('requested_at', models.DateTimeField(default=tongxin.records.clock.now, editable=False)),
                ('purpose', models.CharField(max_length=12, verbose_name='purpose')),
                ('reason', models.CharField(max_length=200, verbose_name='reason')),
                ('columns', models.JSONField(help_text='keys of the columns, see export_columns.py')),
                ('file_format', models.CharField(choices=[('xlsx', 'Excel workbook'), ('csv', 'plain text (CSV)')], max_length=4)),
                ('with_identity', models.BooleanField(default=False, help_text='ID numbers, by an own tick')),
                ('needs_second', models.BooleanField(help_text='another person has to agree')),
                ('asked_count', models.PositiveIntegerField(help_text='households when it was asked for, and agreed to')),
                ('state', models.CharField(choices=[('waiting', 'waits for a second person'), ('making', 'is being made'), ('ready', 'ready'), ('refused', 'refused'), ('lapsed', 'nobody decided in time'), ('deleted', 'file deleted')], max_length=8)),
                ('decide_until', models.DateTimeField(null=True)),
                ('decided_at', models.DateTimeField(null=True)),
                ('decision_note', models.CharField(blank=True, max_length=200)),
                ('job_id', models.UUIDField(null=True)),
                ('rows', models.PositiveIntegerField(help_text='households in the file', null=True)),
                ('made_at', models.DateTimeField(null=True)),
                ('file_until', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['-requested_at', '-id'],
                "indexes": [
                    models.Index(fields=['-requested_at', '-id'], name='exports_by_time'),
                ],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(('with_identity', False), ('needs_second', True), _connector='OR'), name='id_numbers_need_a_second'),
                    models.CheckConstraint(condition=models.Q(models.Q(('state', 'ready'), _negated=True), models.Q(('file_until__isnull', False), ('made_at__isnull', False), ('rows__isnull', False)), _connector='OR'), name='ready_export_was_made'),
                    models.CheckConstraint(condition=models.Q(models.Q(('state', 'waiting'), _negated=True), ('decide_until__isnull', False), _connector='OR'), name='waiting_export_has_an_end'),
                    models.CheckConstraint(condition=models.Q(models.Q(('state', 'refused'), _negated=True), models.Q(('decision_note', ''), _negated=True), _connector='OR'), name='refused_export_says_why'),
                    models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'making', 'ready', 'refused', 'lapsed', 'deleted'])), name='export_state_is_known'),
                    models.CheckConstraint(condition=models.Q(models.Q(('purpose', ''), _negated=True), models.Q(('reason', ''), _negated=True)), name='export_says_what_for'),
                ],
            },
        ),
        migrations.CreateModel(
            name='ExportDownload',
            fields=[
                ('id', models.UUIDField(default=tongxin.records.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField(default=tongxin.records.clock.now, editable=False)),
            ],
            options={
                'ordering': ['-at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='ExportedHousehold',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ],
        ),
        migrations.CreateModel(
            name='SubjectRequest',
            fields=[
                ('ground_kind', models.CharField(choices=[('division', 'division'), ('group', 'group'), ('grid', 'grid'), ('site', 'site')], editable=False, max_length=10)),
                ('division_code', models.CharField(db_index=True, editable=False, max_length=12)),
                ('id', models.UUIDField(default=tongxin.records.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('copy', 'see and copy'), ('correct', 'correct'), ('erase', 'erase'), ('explain', 'explain how it is used')], max_length=8)),
                ('note', models.CharField(blank=True, max_length=500, verbose_name='what is asked')),
                ('asked_on', models.DateField(verbose_name='asked on')),
                ('due_on', models.DateField(help_text='last day for the answer')),
                ('entered_at', models.DateTimeField(default=tongxin.records.clock.now, editable=False)),
                ('state', models.CharField(choices=[('open', 'waits for an answer'), ('done', 'answered'), ('refused', 'refused with reasons')], default='open', max_length=8)),
                ('answer', models.CharField(blank=True, max_length=500, verbose_name='answer')),
                ('answered_at', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['due_on', 'id'],
                "indexes": [
                    models.Index(fields=['state', 'due_on', 'id'], name='requests_by_due'),
                ],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(('kind__in', ['copy', 'correct', 'erase', 'explain'])), name='request_kind_is_known'),
                    models.CheckConstraint(condition=models.Q(('state__in', ['open', 'done', 'refused'])), name='request_state_is_known'),
                    models.CheckConstraint(condition=models.Q(('due_on__gte', models.F('asked_on'))), name='request_due_after_asked'),
                    models.CheckConstraint(condition=models.Q(models.Q(('state', 'refused'), _negated=True), models.Q(('answer', ''), _negated=True), _connector='OR'), name='refusal_has_its_reasons'),
                ],
            },
        ),
        migrations.RemoveConstraint(
            model_name='opening',
            name='opening_has_a_purpose',
        ),
        # What was opened before showed the number too, with the names: that is the part called phone.
        migrations.AddField(
            model_name='opening',
            name='part',
            field=models.CharField(choices=[('household', 'names and members'), ('phone', 'telephone number'), ('identity', 'ID number'), ('copy', 'copy of everything held')], default='phone', max_length=10),
        ),
        migrations.AlterField(
            model_name='opening',
            name='part',
            field=models.CharField(choices=[('household', 'names and members'), ('phone', 'telephone number'), ('identity', 'ID number'), ('copy', 'copy of everything held')], default='household', max_length=10),
        ),
        migrations.AddField(
            model_name='opening',
            name='subject',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person'),
        ),
        migrations.AlterField(
            model_name='opening',
            name='purpose',
            field=models.CharField(max_length=12, verbose_name='purpose'),
        ),
        migrations.AddIndex(
            model_name='opening',
            index=models.Index(fields=['person', '-opened_at', '-id'], name='openings_by_person'),
        ),
        migrations.AddConstraint(
            model_name='opening',
            constraint=models.CheckConstraint(condition=models.Q(('purpose', ''), _negated=True), name='opening_says_what_for'),
        ),
        migrations.AddConstraint(
            model_name='opening',
            constraint=models.CheckConstraint(condition=models.Q(('part__in', ['household', 'phone', 'identity', 'copy'])), name='opening_part_is_known'),
        ),
        migrations.AddConstraint(
            model_name='opening',
            constraint=models.CheckConstraint(condition=models.Q(('subject__isnull', False), ('site__isnull', False), _connector='OR'), name='opening_says_whose'),
        ),
        migrations.AddField(
            model_name='export',
            name='decided_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person'),
        ),
        migrations.AddField(
            model_name='export',
            name='file',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='records.storedfile'),
        ),
        migrations.AddField(
            model_name='export',
            name='grid',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.grid'),
        ),
        migrations.AddField(
            model_name='export',
            name='group',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.villagergroup'),
        ),
        migrations.AddField(
            model_name='export',
            name='requested_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person'),
        ),
        migrations.AddField(
            model_name='export',
            name='site',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.site'),
        ),
        migrations.AddField(
            model_name='exportdownload',
            name='export',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='downloads', to='access.export'),
        ),
        migrations.AddField(
            model_name='exportdownload',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person'),
        ),
        migrations.AddField(
            model_name='exportedhousehold',
            name='export',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='households', to='access.export'),
        ),
        migrations.AddField(
            model_name='exportedhousehold',
            name='site',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.site'),
        ),
        migrations.AddField(
            model_name='subjectrequest',
            name='answered_by',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person'),
        ),
        migrations.AddField(
            model_name='subjectrequest',
            name='entered_by',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person'),
        ),
        migrations.AddField(
            model_name='subjectrequest',
            name='grid',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.grid'),
        ),
        migrations.AddField(
            model_name='subjectrequest',
            name='group',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.villagergroup'),
        ),
        migrations.AddField(
            model_name='subjectrequest',
            name='person',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person'),
        ),
        migrations.AddField(
            model_name='subjectrequest',
            name='site',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.site'),
        ),
        migrations.AddIndex(
            model_name='export',
            index=models.Index(fields=['requested_by', 'made_at'], name='exports_of_person'),
        ),
        migrations.AddConstraint(
            model_name='export',
            constraint=models.CheckConstraint(condition=models.Q(('decided_by__isnull', True), models.Q(('decided_by', models.F('requested_by')), _negated=True), _connector='OR'), name='export_decided_by_another'),
        ),
        migrations.AddConstraint(
            model_name='export',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('decided_by__isnull', True)), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False)), _connector='OR'), name='export_decision_who_and_when'),
        ),
        migrations.AddConstraint(
            model_name='export',
            constraint=models.CheckConstraint(condition=models.Q(('needs_second', False), models.Q(('state__in', ['deleted', 'making', 'ready']), _negated=True), ('decided_by__isnull', False), _connector='OR'), name='large_export_was_agreed_to'),
        ),
        migrations.AddConstraint(
            model_name='exportedhousehold',
            constraint=models.UniqueConstraint(fields=('export', 'site'), name='household_once_an_export'),
        ),
        migrations.AddConstraint(
            model_name='subjectrequest',
            constraint=models.CheckConstraint(condition=models.Q(('person__isnull', False), ('site__isnull', False), _connector='OR'), name='request_says_whose'),
        ),
        migrations.AddConstraint(
            model_name='subjectrequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answered_at__isnull', True), ('answered_by__isnull', True), ('state', 'open')), models.Q(('answered_at__isnull', False), ('answered_by__isnull', False), models.Q(('state', 'open'), _negated=True)), _connector='OR'), name='answered_request_who_and_when'),
        ),
    ]
