from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from tongxin.records import guards


def keep(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    guards.install(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("inspections", "0004_photos_of_findings")]
    operations = [migrations.RemoveField("finding", "photo"), migrations.RunPython(keep)]
