"""From here on the database itself refuses to change names, memberships and areas that have ended."""

from django.db import migrations

from tongxin.records import guards


def install(apps, schema_editor):
    guards.install(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("people", "0003_first_names_of_organisations"), ("records", "0001_initial")]
    operations = [migrations.RunPython(install, migrations.RunPython.noop)]
