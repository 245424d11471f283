"""A closed site lies nowhere from the day it closed, and a grid's versions say in which group it lies."""

from django.db import migrations
from django.db.models import F, OuterRef, Subquery


def end_and_fill(apps, schema_editor):
    site, placement = apps.get_model("territory", "Site"), apps.get_model("territory", "Placement")
    grid, version = apps.get_model("territory", "Grid"), apps.get_model("territory", "GridVersion")
    closed_on = site.objects.filter(pk=OuterRef("site_id")).values("closed_on")
    placement.objects.filter(
        until__isnull=True, site__closed_on__isnull=False, site__closed_on__gt=F("since")
    ).update(until=Subquery(closed_on))
    group = grid.objects.filter(pk=OuterRef("grid_id")).values("group_id")
    version.objects.filter(group__isnull=True).update(group_id=Subquery(group))


class Migration(migrations.Migration):
    dependencies = [("territory", "0004_first_days_and_groups_of_versions")]
    operations = [migrations.RunPython(end_and_fill, migrations.RunPython.noop)]
