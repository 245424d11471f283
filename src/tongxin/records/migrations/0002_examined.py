import tongxin.records.clock
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("records", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Examined",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60)),
                ("division_code", models.CharField(blank=True, help_text="empty: the whole house", max_length=12)),
                ("count", models.PositiveIntegerField(default=0)),
                ("detail", models.JSONField(default=dict)),
                ("mend", models.JSONField(default=dict)),
                ("subjects", models.JSONField(default=list)),
                ("examined_at", models.DateTimeField(default=tongxin.records.clock.now, editable=False)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("name", "division_code"), name="examined_once_a_place"),
                ],
            },
        ),
    ]
