"""Triggers that keep ended adoptions as they were."""

from django.db import migrations

from tongxin.records import guards


def install(apps, schema_editor):
    guards.install(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("standards", "0002_sheets_of_towns")]

    operations = [migrations.RunPython(install, migrations.RunPython.noop)]
