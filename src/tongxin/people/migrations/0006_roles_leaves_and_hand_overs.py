"""Roles of a town's own, leaves with their deputies, hand-overs; a post says whose rights it has."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q

import tongxin.people.models.own_roles
import tongxin.records.clock
import tongxin.records.ids
from tongxin.records import guards


def step_aside(apps, schema_editor):
    """The next migration fills a column of posts that have ended; the one after it installs the guards again."""
    guards.remove(schema_editor.connection)


def _id():
    return models.UUIDField(
        default=tongxin.records.ids.new_id, editable=False, primary_key=True, serialize=False
    )


def _moment():
    return models.DateTimeField(default=tongxin.records.clock.now, editable=False)


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0005_codes_and_devices_of_accounts"),
        ("territory", "0003_first_placements"),
    ]

    operations = [
        migrations.RunPython(step_aside, migrations.RunPython.noop),
        migrations.RemoveIndex("post", "post_of_grid"),
        migrations.RemoveIndex("post", "post_of_site"),
        migrations.AddField("post", "acts_as", models.CharField(default="", editable=False, max_length=20)),
        migrations.AlterField("post", "role", models.CharField(max_length=20, verbose_name="role")),
        migrations.AddIndex("post", models.Index(fields=["acts_as", "grid"], name="post_of_grid")),
        migrations.AddIndex("post", models.Index(fields=["acts_as", "site"], name="post_of_site")),
        migrations.CreateModel(
            "OwnRole",
            fields=[
                (
                    "code",
                    models.CharField(
                        default=tongxin.people.models.own_roles.own_code,
                        editable=False,
                        max_length=20,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "division_code",
                    models.CharField(db_index=True, editable=False, help_text="the town's", max_length=12),
                ),
                (
                    "like",
                    models.CharField(
                        help_text="code of a role of the catalogue", max_length=20, verbose_name="like"
                    ),
                ),
                ("zh", models.CharField(max_length=20, verbose_name="name")),
                ("en", models.CharField(blank=True, max_length=40, verbose_name="name in English")),
                (
                    "per_ground",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="holders of one ground"
                    ),
                ),
                (
                    "per_person",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="grounds of one person"
                    ),
                ),
                ("added_at", _moment()),
                (
                    "retired_on",
                    models.DateField(
                        blank=True, help_text="first day on which nobody is appointed to it", null=True
                    ),
                ),
            ],
            options={
                "ordering": ["division_code", "added_at"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=["division_code", "zh"],
                        condition=Q(retired_on__isnull=True),
                        name="own_role_name_once_per_town",
                    ),
                    models.CheckConstraint(
                        condition=(Q(per_ground__isnull=True) | Q(per_ground__gt=0))
                        & (Q(per_person__isnull=True) | Q(per_person__gt=0)),
                        name="own_role_numbers_are_positive",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            "Leave",
            fields=[
                ("id", _id()),
                ("since", models.DateField(verbose_name="first day away")),
                ("back_on", models.DateField(verbose_name="first day back")),
                (
                    "until",
                    models.DateField(
                        blank=True, help_text="first day no longer in force, where ended early", null=True
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("duty", "away on duty"),
                            ("training", "training"),
                            ("leave", "on leave"),
                            ("other", "other"),
                        ],
                        max_length=8,
                        verbose_name="reason",
                    ),
                ),
                ("granted_at", _moment()),
                (
                    "deputy",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="leaves_as_deputy",
                        to="people.person",
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="leaves", to="people.post"
                    ),
                ),
            ],
            options={
                "ordering": ["-since", "id"],
                "indexes": [
                    models.Index(fields=["deputy", "since"], name="leave_of_deputy"),
                    models.Index(fields=["post", "since"], name="leave_of_post"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(back_on__gt=F("since")), name="leave_ends_after_start"
                    ),
                    models.CheckConstraint(
                        condition=Q(until__isnull=True) | Q(until__gte=F("since"), until__lt=F("back_on")),
                        name="leave_ended_early_is_earlier",
                    ),
                    models.CheckConstraint(
                        condition=Q(reason__in=["duty", "training", "leave", "other"]),
                        name="leave_reason_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            "HandOver",
            fields=[
                ("id", _id()),
                ("made_at", _moment()),
                (
                    "effective_at",
                    models.DateTimeField(help_text="when what was open went to the successor", null=True),
                ),
                ("moved", models.JSONField(default=dict)),
                (
                    "after",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="taken_over",
                        to="people.post",
                    ),
                ),
                (
                    "before",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="given_on", to="people.post"
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "ordering": ["-made_at"],
                "constraints": [
                    models.CheckConstraint(condition=~Q(before=F("after")), name="hand_over_has_two_posts"),
                ],
            },
        ),
    ]
