"""From here on the database itself refuses to change a text that was adopted."""

from django.db import migrations

from tongxin.records import guards


def install(apps, schema_editor):
    guards.install(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [
        ("council", "0001_initial"),
        ("records", "0001_initial"),
    ]
    operations = [migrations.RunPython(install, migrations.RunPython.noop)]
