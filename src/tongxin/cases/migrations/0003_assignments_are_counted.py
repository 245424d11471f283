"""How often each case was assigned, from its timeline. A case that changed hands while it was with its assignee
counts one more, as the timeline of that time does not tell a hand-over from an assignment."""

from django.db import migrations
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce


def count_assignments(apps, schema_editor):
    case, event = apps.get_model("cases", "Case"), apps.get_model("cases", "CaseEvent")
    assigned = event.objects.filter(case=OuterRef("pk"), move="assign", state="assigned").order_by()
    number = assigned.values("case").annotate(number=Count("pk")).values("number")
    case.objects.filter(assigned_at__isnull=False).update(assign_count=Coalesce(Subquery(number), 0))


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_the_life_in_full")]
    operations = [migrations.RunPython(count_assignments, migrations.RunPython.noop)]
