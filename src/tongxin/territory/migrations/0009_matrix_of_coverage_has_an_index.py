"""An index in the order of the matrix of coverage: village, kind, day last seen."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("territory", "0008_a_change_may_be_a_closing")]
    operations = [
        migrations.AddIndex(
            model_name="site",
            index=models.Index(
                fields=["division_code", "kind", "last_seen_on", "closed_on", "id"], name="site_seen"
            ),
        )
    ]
