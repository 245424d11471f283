"""From here on the database itself refuses to change what an organisation answered for until a day gone by."""

from django.db import migrations

from tongxin.records import guards


def install(apps, schema_editor):
    guards.install(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("people", "0010_lines_of_organisations"), ("records", "0001_initial")]
    operations = [migrations.RunPython(install, migrations.RunPython.noop)]
