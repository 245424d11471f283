"""What each organisation is called becomes the first row of its history; since when is not known."""

import datetime

from django.db import migrations

from tongxin.records.ids import new_id

BEFORE_RECORDS = datetime.date(1900, 1, 1)


def begin_history(apps, schema_editor):
    organisation = apps.get_model("people", "Organisation")
    version = apps.get_model("people", "OrganisationVersion")
    version.objects.bulk_create(
        [
            version(id=new_id(), organisation_id=pk, name=name, since=BEFORE_RECORDS, until=None)
            for pk, name in organisation.objects.order_by("pk").values_list("pk", "name")
        ],
        batch_size=1000,
    )


class Migration(migrations.Migration):
    dependencies = [("people", "0002_organisations_in_full")]
    operations = [migrations.RunPython(begin_history, migrations.RunPython.noop)]
