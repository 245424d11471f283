"""From here on the database itself refuses to change who was kept from a complaint, and who read complaints before."""

from django.db import migrations

from tongxin.records import guards


def install(apps, schema_editor):
    guards.install(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("cases", "0005_reports_and_complaints"), ("records", "0001_initial")]
    operations = [migrations.RunPython(install, migrations.RunPython.noop)]
