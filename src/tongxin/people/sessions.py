"""The session engine: sessions in the database that know their account and device.

The table keeps the digest of a session's key, the device keeps the key. A session whose row is gone is over at
the next request, and cannot write itself back.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.http import HttpRequest

from tongxin.people.devices import Device
from tongxin.people.models import SignIn
from tongxin.records import clock

DEVICE = "device"
SIGNED_IN_AT = "signed_in_at"


def digest_of_key(key: str | None) -> str:
    """What the table keeps of a session's key; of none, a text that is no digest."""
    return sha256(key.encode()).hexdigest() if key else ""


def note_device(request: HttpRequest) -> None:
    """Keeps with the session just signed in which kind of device it is on, and since when."""
    request.session[DEVICE] = Device.of_browser_line(request.headers.get("User-Agent", "")).key
    request.session[SIGNED_IN_AT] = clock.now().isoformat()


class SessionStore(DatabaseStore):
    """Django's sessions in the database with another table, whose key is a digest."""

    @classmethod
    def get_model_class(cls) -> type[SignIn]:
        """The table of sessions."""
        return SignIn

    def create_model_instance(self, data: dict[str, Any]) -> SignIn:
        """The row as the session's data say; nothing in it is kept from the row before."""
        signed_in_at = data.get(SIGNED_IN_AT)
        return SignIn(
            session_key=digest_of_key(self.session_key),
            session_data=self.encode(data),
            expire_date=clock.now() + timedelta(seconds=self.get_expiry_age()),
            account_id=data.get(SESSION_KEY),
            device=data.get(DEVICE, ""),
            signed_in_at=datetime.fromisoformat(signed_in_at) if signed_in_at else None,
            last_used_on=clock.today(),
        )

    def exists(self, session_key: str) -> bool:
        """Is there such a session?"""
        return SignIn.objects.filter(session_key=digest_of_key(session_key)).exists()

    def delete(self, session_key: str | None = None) -> None:
        """Ends a session, by default this one."""
        SignIn.objects.filter(session_key=digest_of_key(session_key or self.session_key)).delete()

    @classmethod
    def clear_expired(cls) -> None:
        """Removes the sessions whose time is up."""
        SignIn.objects.filter(expire_date__lte=clock.now()).delete()

    def _get_session_from_db(self) -> SignIn | None:
        """The live row. The first request of a day notes the day."""
        row = SignIn.objects.live().filter(session_key=digest_of_key(self.session_key)).first()
        if row is None:
            self._session_key = None
            return None
        today = clock.today()
        if row.last_used_on != today:
            SignIn.objects.filter(pk=row.pk).update(last_used_on=today)
        return row
