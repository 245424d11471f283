import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import tongxin.records.clock


class Migration(migrations.Migration):
    dependencies = [("people", "0004_history_of_organisations_is_guarded")]

    operations = [
        migrations.AddField(
            "account",
            "oidc_subject",
            models.CharField(
                blank=True,
                default="",
                help_text="the provider's claim `sub`",
                max_length=120,
                verbose_name="name at the county's sign-in",
            ),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            "account",
            models.UniqueConstraint(
                condition=models.Q(("oidc_subject", ""), _negated=True),
                fields=("oidc_subject",),
                name="subject_of_one_account",
            ),
        ),
        migrations.CreateModel(
            "OneTimeCode",
            [
                (
                    "account",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="one_time_code",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("digest", models.CharField(editable=False, max_length=64, unique=True)),
                ("made_at", models.DateTimeField(default=tongxin.records.clock.now, editable=False)),
                ("expires_at", models.DateTimeField(verbose_name="good until")),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("expires_at__gt", models.F("made_at"))),
                        name="code_ends_after_it_is_made",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            "SignIn",
            [
                ("session_key", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("session_data", models.TextField(verbose_name="session data")),
                ("expire_date", models.DateTimeField(db_index=True, verbose_name="expire date")),
                (
                    "device",
                    models.CharField(
                        blank=True, help_text="coarse, as `devices.Device.key` writes it", max_length=40
                    ),
                ),
                ("signed_in_at", models.DateTimeField(blank=True, null=True, verbose_name="signed in")),
                (
                    "last_used_on",
                    models.DateField(
                        default=tongxin.records.clock.today,
                        help_text="the day, nothing finer",
                        verbose_name="last used",
                    ),
                ),
                (
                    "account",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sign_ins",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-last_used_on", "-signed_in_at", "session_key"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("signed_in_at__isnull", True), ("account__isnull", False), _connector="OR"
                        ),
                        name="sign_in_has_an_account",
                    )
                ],
            },
        ),
    ]
