from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("territory", "0007_outlines_and_map_files")]
    operations = [
        migrations.AlterField(
            model_name="groundchange",
            name="kind",
            field=models.CharField(
                choices=[
                    ("merge", "merged"),
                    ("split", "split"),
                    ("rename", "renamed"),
                    ("redraw", "drawn anew"),
                    ("close", "closed"),
                ],
                max_length=8,
            ),
        ),
    ]
