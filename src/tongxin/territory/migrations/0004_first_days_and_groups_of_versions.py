import django.db.models.deletion
from django.db import migrations, models

FIRST_DAY = models.DateField(blank=True, null=True, help_text="its first day; empty: before our records")


class Migration(migrations.Migration):
    dependencies = [("territory", "0003_first_placements")]
    operations = [
        migrations.AddField(model_name="division", name="opened_on", field=FIRST_DAY),
        migrations.AddField(model_name="villagergroup", name="opened_on", field=FIRST_DAY.clone()),
        migrations.AddField(
            model_name="gridversion",
            name="group",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="territory.villagergroup",
            ),
        ),
    ]
