"""Persons, the household register, organisations, posts, accounts: one file for each."""

from tongxin.people.models.accounts import Account, AccountManager
from tongxin.people.models.hand_overs import HandOver
from tongxin.people.models.imports import ImportedRow, ImportFault, LearntHeading, RegisterImport
from tongxin.people.models.leaves import Leave
from tongxin.people.models.lines import LineDuty
from tongxin.people.models.organisations import (
    AreaPartnership,
    Membership,
    Organisation,
    OrganisationVersion,
)
from tongxin.people.models.own_roles import OwnRole
from tongxin.people.models.persons import Person
from tongxin.people.models.posts import Post
from tongxin.people.models.register import IdNumberSwitch, RegisterEntry, RegisterMember
from tongxin.people.models.sign_ins import OneTimeCode, SignIn

__all__ = [
    "Account",
    "AccountManager",
    "AreaPartnership",
    "HandOver",
    "IdNumberSwitch",
    "ImportFault",
    "ImportedRow",
    "LearntHeading",
    "Leave",
    "LineDuty",
    "Membership",
    "OneTimeCode",
    "Organisation",
    "OrganisationVersion",
    "OwnRole",
    "Person",
    "Post",
    "RegisterEntry",
    "RegisterImport",
    "RegisterMember",
    "SignIn",
]
