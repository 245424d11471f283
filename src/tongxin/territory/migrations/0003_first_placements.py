"""What lies where becomes the first row of the history of each site and grid; since when is not known."""

import datetime

from django.db import migrations

from tongxin.records.ids import new_id

BEFORE_RECORDS = datetime.date(1900, 1, 1)
BATCH = 2000


def begin_history(apps, schema_editor):
    site, placement = apps.get_model("territory", "Site"), apps.get_model("territory", "Placement")
    grid, version = apps.get_model("territory", "Grid"), apps.get_model("territory", "GridVersion")
    rows = site.objects.order_by().values_list("pk", "division_code", "group_id", "grid_id")
    batch = []
    for pk, code, group, in_grid in rows.iterator(chunk_size=BATCH):
        batch.append(
            placement(
                id=new_id(), site_id=pk, division_code=code, group_id=group, grid_id=in_grid,
                since=BEFORE_RECORDS, until=None,
            )
        )
        if len(batch) == BATCH:
            placement.objects.bulk_create(batch)
            batch = []
    placement.objects.bulk_create(batch)
    version.objects.bulk_create(
        [
            version(
                id=new_id(), grid_id=each.pk, division_code=each.division_code, number=1,
                polygon=each.polygon, since=BEFORE_RECORDS, until=each.closed_on,
            )
            for each in grid.objects.order_by("pk")
        ],
        batch_size=BATCH,
    )


class Migration(migrations.Migration):
    dependencies = [("territory", "0002_ground_in_full")]
    operations = [migrations.RunPython(begin_history, migrations.RunPython.noop)]
