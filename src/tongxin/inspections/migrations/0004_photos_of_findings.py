from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def move_photos(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """The one photo that a finding had is the first of its photos."""
    finding, photo = (apps.get_model("inspections", name) for name in ("Finding", "FindingPhoto"))
    kept = finding.objects.filter(photo__isnull=False).order_by("pk").values_list("pk", "photo_id")
    photo.objects.bulk_create(
        (photo(finding_id=key, file_id=file) for key, file in kept.iterator(2000)), batch_size=500
    )


class Migration(migrations.Migration):
    dependencies = [("inspections", "0003_visits_and_follow_ups")]
    operations = [migrations.RunPython(move_photos, elidable=True)]
