"""Persons, the household register, organisations, posts, accounts."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tongxin.people.queries import (
    OrganisationQuerySet,
    PersonQuerySet,
    PostQuerySet,
    RegisterImportQuerySet,
    RegisterQuerySet,
)
from tongxin.people.roles import Role
from tongxin.people.rules import mask_name, mask_phone
from tongxin.records import clock
from tongxin.records.ids import new_id
from tongxin.records.models import StoredFile
from tongxin.territory.models import Division, GroundedModel, Site


class Person(models.Model):
    """A person (人员): once, whatever the posts."""

    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ("name", "phone", "sort_key")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(pgettext_lazy("person", "name"), max_length=40)
    phone = models.CharField(_("mobile number"), max_length=20, blank=True)
    sort_key = models.CharField(max_length=120, blank=True, help_text="pinyin, for the order of lists")

    objects = PersonQuerySet.as_manager()

    class Meta:
        ordering = ["sort_key", "name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["phone"], condition=~Q(phone=""), name="phone_of_one_person"),
        ]
        indexes = [models.Index(fields=["name"], name="person_by_name")]

    def __str__(self) -> str:
        return self.masked_name

    @property
    def masked_name(self) -> str:
        """The name as screens show it."""
        return mask_name(self.name)

    @property
    def masked_phone(self) -> str:
        """The number as screens show it."""
        return mask_phone(self.phone)


class RegisterEntry(models.Model):
    """A household of the register (农户): who lives behind a door.

    Opened by `access` only, and each opening is recorded (A5).
    """

    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ("head", "phone", "note")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    site = models.OneToOneField(Site, on_delete=models.PROTECT, related_name="register")
    head = models.CharField(_("household head"), max_length=40)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    people = models.PositiveSmallIntegerField(_("people"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)
    changed_at = models.DateTimeField(default=clock.now, editable=False)

    objects = RegisterQuerySet.as_manager()

    def __str__(self) -> str:
        return mask_name(self.head)


class RegisterImport(models.Model):
    """One upload of a household register (户册导入), from preview to result. The file is kept for some days only."""

    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ("file_name",)

    class State(models.TextChoices):
        PREVIEW = "preview", _("waits for a decision")
        WAITING = "waiting", _("is being imported")
        DONE = "done", _("imported")
        REFUSED = "refused", _("not imported")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    file = models.ForeignKey(StoredFile, on_delete=models.SET_NULL, null=True, related_name="+")
    file_name = models.CharField(max_length=120)
    village = models.ForeignKey(Division, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    division_code = models.CharField(max_length=12, db_index=True, help_text="ground of the one who imports")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    rows = models.PositiveIntegerField(default=0, help_text="households of the file")
    state = models.CharField(max_length=8, choices=State.choices, default=State.PREVIEW)
    seen = models.CharField(
        max_length=64, blank=True, help_text="digest of the difference that was confirmed"
    )
    gone = models.JSONField(default=list, help_text="ids of households that were ticked as gone")
    counts = models.JSONField(default=dict)
    fault = models.CharField(max_length=500, blank=True)
    job_id = models.UUIDField(null=True)
    uploaded_at = models.DateTimeField(default=clock.now, editable=False)
    finished_at = models.DateTimeField(null=True)

    objects = RegisterImportQuerySet.as_manager()

    class Meta:
        ordering = ["-uploaded_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="done", finished_at__isnull=False) | ~Q(state="done"),
                name="import_done_when",
            ),
            models.CheckConstraint(condition=Q(fault="") | Q(state="refused"), name="import_fault_is_told"),
        ]

    def __str__(self) -> str:
        return self.file_name


class Organisation(models.Model):
    """A branch, committee, office, team or partner unit (组织)."""

    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ()

    class Kind(models.TextChoices):
        TOWN_OFFICE = "town_office", _("town office")
        PARTY_BRANCH = "party_branch", _("party branch")
        GENERAL_BRANCH = "general_branch", _("general party branch")
        VILLAGERS_COMMITTEE = "villagers_committee", _("villagers' committee")
        RESIDENT_TEAM = "resident_team", _("resident work team")
        PARTNER_UNIT = "partner_unit", _("partner unit")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(_("name"), max_length=80)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    division_code = models.CharField(max_length=12, db_index=True)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ["division_code", "kind", "name"]
        constraints = [
            models.UniqueConstraint(fields=["division_code", "name"], name="organisation_once_per_division"),
        ]

    def __str__(self) -> str:
        return self.name


class Post(GroundedModel):
    """A person in a role on a ground, from a day until a day (任职). History is never overwritten (A6)."""

    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ()

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="posts")
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="posts"
    )
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True, blank=True, help_text="first day no longer in force")

    objects = PostQuerySet.as_manager()

    class Meta:
        ordering = ["division_code", "role", "since"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("since")), name="post_ends_after_start"
            ),
            models.UniqueConstraint(
                fields=["grid"],
                condition=Q(role=Role.GRID_LEADER, until__isnull=True),
                name="one_leader_per_grid",
            ),
            models.UniqueConstraint(
                fields=["group"],
                condition=Q(role=Role.GROUP_LEADER, until__isnull=True),
                name="one_leader_per_group",
            ),
            models.UniqueConstraint(
                fields=["site"],
                condition=Q(role=Role.STEWARD, until__isnull=True),
                name="one_steward_per_place",
            ),
            models.UniqueConstraint(
                fields=["division_code"],
                condition=Q(role=Role.VILLAGE_SECRETARY, until__isnull=True),
                name="one_secretary_per_village",
            ),
        ]
        indexes = [
            models.Index(fields=["person", "until"], name="post_of_person"),
            models.Index(fields=["role", "grid"], name="post_of_grid"),
            models.Index(fields=["role", "site"], name="post_of_site"),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.place_name}"


class AccountManager(BaseUserManager["Account"]):
    """Finds accounts by their sign-in name."""

    def get_by_natural_key(self, username: str | None) -> Account:
        """The account with this sign-in name; letter case does not matter."""
        return self.get(username__iexact=username)


class Account(AbstractBaseUser):
    """What a person signs in with (账号): one person, named, never shared."""

    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ("username",)

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="account")
    username = models.CharField(_("sign-in name"), max_length=40, unique=True)
    is_active = models.BooleanField(_("may sign in"), default=True)
    must_change_password = models.BooleanField(default=True)
    elder_mode = models.BooleanField(_("large text"), default=False)
    language = models.CharField(max_length=10, blank=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    objects: ClassVar[AccountManager] = AccountManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        ordering = ["username"]

    def __str__(self) -> str:
        return self.username

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Rights come from posts only; Django's own permissions grant nothing."""
        return False

    def has_module_perms(self, app_label: str) -> bool:
        """Rights come from posts only; Django's own permissions grant nothing."""
        return False
