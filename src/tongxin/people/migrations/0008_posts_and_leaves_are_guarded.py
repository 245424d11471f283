"""From here on the database itself refuses to change posts and leaves that have ended."""

from django.db import migrations

from tongxin.records import guards


def install(apps, schema_editor):
    guards.install(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("people", "0007_posts_have_the_rights_of_their_role"), ("records", "0001_initial")]
    operations = [migrations.RunPython(install, migrations.RunPython.noop)]
