"""Up to now every role had its own row of the table of rights."""

from django.db import migrations
from django.db.models import F


def fill(apps, schema_editor):
    apps.get_model("people", "Post").objects.filter(acts_as="").update(acts_as=F("role"))


class Migration(migrations.Migration):
    dependencies = [("people", "0006_roles_leaves_and_hand_overs")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
