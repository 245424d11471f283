"""Pairs of the checks of people, posts, register and accounts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django_otp.plugins.otp_totp.models import TOTPDevice

from tests.checks.of_ground import new_village
from tests.checks.pair import DAY, House, pair
from tests.town import LIANHUA, TOWN, register_file
from tongxin.people import roles
from tongxin.people.actions import (
    add_organisation,
    appoint,
    end_post,
    forget_files,
    grant_leave,
    hand_over,
    join_organisation,
    open_accounts,
    renew_slips,
    set_account_active,
    start_import,
    switch_id_numbers,
    take_effect,
    take_on_area,
)
from tongxin.people.models import (
    Account,
    HandOver,
    Leave,
    Membership,
    OneTimeCode,
    Organisation,
    Post,
    RegisterEntry,
    RegisterImport,
)
from tongxin.people.roles import Role
from tongxin.records import clock
from tongxin.territory.actions import (
    add_doors,
    add_group,
    close_doors,
    merge_households,
    put_into_grid,
    reopen_doors,
)
from tongxin.territory.ground import division_ground
from tongxin.territory.kinds import SiteKind
from tongxin.territory.models import Grid, Site

MONTHS_AGO = timedelta(days=60)


def leading(house: House) -> Post:
    """The post of the grid leader."""
    return Post.objects.get(grid=house.town.grid, role=Role.GRID_LEADER)


@pair("people.grid_without_leader")
def grid_without_leader(house: House) -> Iterator[None]:
    yield
    end_post(leading(house), on=clock.today(), by=house.founder)
    yield
    person = house.somebody("龙云")
    appoint(
        person, role=Role.GRID_LEADER, ground=house.town.grid.ground, since=clock.today(), by=house.founder
    )


@pair("people.village_without_secretary")
def village_without_secretary(house: House) -> Iterator[None]:
    yield
    village = new_village(house)
    yield
    person = house.somebody("龙云")
    appoint(person, role=Role.VILLAGE_SECRETARY, ground=village.ground, since=clock.today(), by=house.founder)


@pair("people.group_without_leader")
def group_without_leader(house: House) -> Iterator[None]:
    yield
    group = add_group(house.town.lianhua, name="大箐组", number=9, by=house.founder)
    yield
    person = house.somebody("龙云")
    appoint(person, role=Role.GROUP_LEADER, ground=group.ground, since=clock.today(), by=house.founder)


@pair("people.place_without_steward")
def place_without_steward(house: House) -> Iterator[None]:
    yield
    end_post(leading(house), on=clock.today(), by=house.founder)
    yield
    put_into_grid(house.town.next_grid, members=[house.town.public_place.pk], by=house.founder)


@pair("people.post_on_closed_ground")
def post_on_closed_ground(house: House) -> Iterator[None]:
    yield
    Grid.objects.filter(pk=house.town.grid.pk).update(closed_on=clock.today())
    yield
    end_post(leading(house), on=clock.today(), by=house.founder)


@pair("people.post_ends_soon")
def post_ends_soon(house: House) -> Iterator[None]:
    yield
    end_post(leading(house), on=clock.today() + 9 * DAY, by=house.founder)
    yield
    successor = house.somebody("龙云")
    on, ground = clock.today() + 9 * DAY, house.town.grid.ground
    appoint(successor, role=Role.GRID_LEADER, ground=ground, since=on, by=house.founder)


@pair("people.role_over_number")
def role_over_number(house: House) -> Iterator[None]:
    ground = house.town.grid.ground
    posts = [
        appoint(house.somebody(name), role=Role.GRID_MEMBER, ground=ground, since=clock.today() - DAY, by=house.founder)
        for name in ("龙云", "龙海")
    ]  # fmt: skip
    yield
    number = {"per_ground": 1}
    members = roles.standard_roles()["grid_member"]
    narrowed = {**roles.standard_roles(), "grid_member": roles.RoleType(**{**vars(members), **number})}
    house.patch.setattr("tongxin.people.catalogue.standard_roles", lambda: narrowed)
    yield
    end_post(posts[1], on=clock.today(), by=house.founder)


@pair("people.deputy_without_account")
def deputy_without_account(house: House) -> Iterator[None]:
    deputy = house.persons.next_grid_leader
    days = {"since": clock.today(), "back_on": clock.today() + 9 * DAY}
    grant_leave(leading(house), deputy=deputy, reason=Leave.Reason.DUTY, by=house.founder, **days)
    yield
    set_account_active(house.persons.account("next_grid_leader"), active=False, by=house.founder)
    yield
    set_account_active(house.persons.account("next_grid_leader"), active=True, by=house.founder)


@pair("people.hand_over_not_done")
def hand_over_not_done(house: House) -> Iterator[None]:
    yield
    successor = house.somebody("龙云", with_account=True)
    hand_over(leading(house), to=successor, on=clock.today() - DAY, by=house.founder)
    HandOver.objects.update(effective_at=None)
    yield
    take_effect(HandOver.objects.get(), by=house.founder)


@pair("people.organisation_without_head")
def organisation_without_head(house: House) -> Iterator[None]:
    yield
    branch = add_organisation(
        name="莲华村总支", kind=Organisation.Kind.GENERAL_BRANCH, division_code=LIANHUA, by=house.founder
    )
    yield
    head = house.persons.village_secretary
    join_organisation(branch, person=head, duty=Membership.Duty.HEAD, since=clock.today(), by=house.founder)


@pair("people.partner_without_area")
def partner_without_area(house: House) -> Iterator[None]:
    yield
    unit = add_organisation(
        name="东华供销社", kind=Organisation.Kind.PARTNER_UNIT, division_code=TOWN, by=house.founder
    )
    yield
    ground = division_ground(LIANHUA)
    take_on_area(unit, ground=ground, agreed="每月参加一次清理", since=clock.today(), by=house.founder)


@pair("people.household_without_entry")
def household_without_entry(house: House) -> Iterator[None]:
    yield
    entry = RegisterEntry.objects.get(site=house.town.household)
    entry.delete()
    yield
    RegisterEntry.objects.create(site=house.town.household, head="李小明")


@pair("people.entry_on_closed_door")
def entry_on_closed_door(house: House) -> Iterator[None]:
    yield
    close_doors([house.town.household.pk], on=clock.today())
    yield
    reopen_doors([house.town.household.pk])


@pair("people.same_phone")
def same_phone(house: House) -> Iterator[None]:
    yield
    one = RegisterEntry.objects.get(site=house.town.household)
    other = RegisterEntry.objects.filter(site=house.town.next_household)
    own = other.get().phone
    other.update(phone=one.phone)
    yield
    other.update(phone=own)


@pair("people.import_waits")
def import_waits(house: House) -> Iterator[None]:
    yield
    run = start_import(register_file(), name="户册.csv", by=house.clerk)
    RegisterImport.objects.filter(pk=run.pk).update(uploaded_at=clock.now() - 8 * DAY)
    yield
    forget_files()


@pair("people.door_twice")
def door_twice(house: House) -> Iterator[None]:
    yield
    group = house.town.group
    door = Site(
        kind=SiteKind.HOUSEHOLD, division_code=LIANHUA, group=group, grid=house.town.grid, door="０1号"
    )
    add_doors([door])
    yield
    merge_households(house.town.household, door, reason="录了两次", by=house.founder)


@pair("people.id_numbers_kept")
def id_numbers_kept(house: House) -> Iterator[None]:
    yield
    RegisterEntry.objects.filter(site=house.town.household).update(id_number="53230119800101001X")
    yield
    switch_id_numbers(house.town.division, on=False, reason="没有用处", by=house.founder)


@pair("people.account_without_post")
def account_without_post(house: House) -> Iterator[None]:
    yield
    house.somebody("龙云", with_account=True)
    yield
    account = Account.objects.order_by("-created_at", "-id").first()
    assert account is not None
    set_account_active(account, active=False, by=house.founder)


@pair("people.account_never_used")
def account_never_used(house: House) -> Iterator[None]:
    Account.objects.update(last_login=clock.now())
    yield
    Account.objects.filter(username="villager").update(last_login=None, created_at=clock.now() - MONTHS_AGO)
    yield
    set_account_active(house.persons.account("villager"), active=False, by=house.founder)


@pair("people.slip_ran_out")
def slip_ran_out(house: House) -> Iterator[None]:
    person = house.somebody("龙云")
    open_accounts([person], by=house.founder)
    yield
    past = {"made_at": clock.now() - 9 * DAY, "expires_at": clock.now() - DAY}
    OneTimeCode.objects.filter(account__person=person).update(**past)
    yield
    renew_slips(list(Account.objects.filter(person=person)), by=house.founder)


@pair("people.too_few_administrators")
def too_few_administrators(house: House) -> Iterator[None]:
    second = house.somebody("龙云", with_account=True)
    ground = division_ground(TOWN)
    post = appoint(
        second, role=Role.ADMINISTRATOR, ground=ground, since=clock.today() - DAY, by=house.founder
    )
    yield
    end_post(post, on=clock.today(), by=house.founder)
    yield
    appoint(second, role=Role.ADMINISTRATOR, ground=ground, since=clock.today(), by=house.founder)


@pair("people.administrator_without_second_factor")
def administrator_without_second_factor(house: House) -> Iterator[None]:
    yield
    TOTPDevice.objects.all().delete()
    yield
    TOTPDevice.objects.create(user=house.persons.account("administrator"), name="手机", confirmed=True)
