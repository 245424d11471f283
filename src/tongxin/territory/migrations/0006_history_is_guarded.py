"""From here on the database itself refuses to change what has ended."""

from django.db import migrations

from tongxin.records import guards


def install(apps, schema_editor):
    guards.install(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [
        ("territory", "0005_closed_sites_lie_nowhere"),
        ("records", "0001_initial"),
    ]
    operations = [migrations.RunPython(install, migrations.RunPython.noop)]
