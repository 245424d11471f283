"""Persons, the household register, organisations, posts, accounts: one file for each."""

from tongxin.people.models.accounts import Account, AccountManager
from tongxin.people.models.organisations import Organisation
from tongxin.people.models.persons import Person
from tongxin.people.models.posts import Post
from tongxin.people.models.register import RegisterEntry, RegisterImport

__all__ = [
    "Account",
    "AccountManager",
    "Organisation",
    "Person",
    "Post",
    "RegisterEntry",
    "RegisterImport",
]
