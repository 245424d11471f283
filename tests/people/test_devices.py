"""Sessions with their devices: told coarsely, listed, ended; nothing from which a time online could be had."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.backends.base import UpdateError
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import translation

from tests.conftest import ClientFor
from tests.persons import PASSWORD, Persons
from tongxin.people.actions import end_sign_ins, reset_password, set_account_active
from tongxin.people.devices import Browser, Device, System
from tongxin.people.models import SignIn
from tongxin.people.sessions import SessionStore, digest_of_key
from tongxin.records import clock
from tongxin.records.permission import NotAllowed

CHROME = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0 Mobile Safari/537.36"
LINES = {
    CHROME: ("安卓手机，Chrome 浏览器", "Android phone, Chrome"),
    CHROME + " XWEB/1160065 MMWEBSDK/20231202 MicroMessenger/8.0.47.2560(0x28002F30)": (
        "安卓手机，微信",
        "Android phone, WeChat",
    ),
    "Mozilla/5.0 (Linux; Android 13; SM-X700) AppleWebKit/537.36 Chrome/124.0 Safari/537.36": (
        "安卓平板，Chrome 浏览器",
        "Android tablet, Chrome",
    ),
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 Version/17.4 Mobile/15E148 "
    "Safari/604.1": ("苹果手机，Safari 浏览器", "iPhone, Safari"),
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/124.0 Safari/537.36 Edg/124.0": (
        "Windows 电脑，Edge 浏览器",
        "Windows computer, Edge",
    ),
    "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/109.0 Safari/537.36 QIHU 360SE": (
        "Windows 电脑，360 浏览器",
        "Windows computer, 360 Browser",
    ),
    "Mozilla/5.0 (Phone; OpenHarmony 5.0) AppleWebKit/537.36 Chrome/114.0 Safari/537.36 HuaweiBrowser/5.0": (
        "鸿蒙设备，华为浏览器",
        "HarmonyOS device, Huawei Browser",
    ),
    "Mozilla/5.0 (X11; Linux x86_64; rv:125.0) Gecko/20100101 Firefox/125.0": (
        "Linux 电脑，Firefox 浏览器",
        "Linux computer, Firefox",
    ),
    "curl/8.0": ("不认识的设备", "Unknown device"),
    "": ("不认识的设备", "Unknown device"),
}


@pytest.mark.parametrize("line", LINES)
def test_a_device_is_told_in_words(line: str) -> None:
    device = Device.of_browser_line(line)
    with translation.override("zh-hans"):
        assert Device.of_key(device.key).words == LINES[line][0]
    with translation.override("en"):
        assert Device.of_key(device.key).words == LINES[line][1]


def test_a_device_is_told_without_model_and_version() -> None:
    assert Device.of_browser_line(CHROME).key == f"{System.ANDROID_PHONE}:{Browser.CHROME}"


@pytest.mark.parametrize("key", ["", ":", "gramophone:horn", "x" * 40])
def test_a_key_that_nobody_knows_is_an_unknown_device(key: str) -> None:
    assert Device.of_key(key) == Device(System.OTHER, Browser.OTHER)


def signed_in(name: str, line: str = CHROME) -> Client:
    """Somebody at a device of their own."""
    client = Client(headers={"user-agent": line})
    client.post("/sign-in/", {"username": name, "password": PASSWORD})
    return client


def test_a_sign_in_is_kept_with_account_device_and_day(persons: Persons) -> None:
    client = signed_in("grid_leader")
    row = SignIn.objects.of(persons.account("grid_leader")).get()
    assert row.device == "android_phone:chrome"
    assert row.last_used_on == clock.today()
    assert row.session_key == digest_of_key(client.session.session_key)


def test_the_key_itself_is_not_in_the_table(persons: Persons) -> None:
    key = signed_in("grid_leader").session.session_key
    assert key
    assert not SignIn.objects.filter(session_key=key).exists()
    assert Client(headers={"cookie": f"sessionid={digest_of_key(key)}"}).get("/").status_code == 302


def test_neither_address_nor_times_of_use_are_kept() -> None:
    columns = {field.name for field in SignIn._meta.get_fields()}
    assert columns == {
        "session_key", "session_data", "expire_date", "account", "device", "signed_in_at", "last_used_on",
    }  # fmt: skip
    assert SignIn._meta.get_field("last_used_on").get_internal_type() == "DateField"


def test_signing_out_leaves_no_trace_of_how_long_it_was(persons: Persons) -> None:
    client = signed_in("grid_leader")
    client.post("/sign-out/")
    assert not SignIn.objects.filter(account=persons.account("grid_leader")).exists()


def test_the_day_is_noted_once_a_day(persons: Persons, client_for: ClientFor) -> None:
    client = client_for(persons.grid_leader)
    later = clock.now() + timedelta(days=3)
    with clock.travel(to=later):
        client.get("/account/")
        assert SignIn.objects.get(account=persons.account("grid_leader")).last_used_on == clock.today()


def test_a_session_ends_when_its_time_is_up(persons: Persons) -> None:
    client = signed_in("town_clerk")
    assert client.get("/").status_code == 200
    with clock.travel(to=clock.now() + timedelta(hours=12, minutes=1)):
        assert client.get("/").status_code == 302


def test_a_revoked_session_is_over_at_the_next_request(persons: Persons) -> None:
    phone, computer = signed_in("grid_leader"), signed_in("grid_leader", "curl/8.0")
    one = digest_of_key(phone.session.session_key)
    assert computer.post("/account/devices/", {"device": one}).headers["Location"] == "/account/"
    assert phone.get("/").headers["Location"] == "/sign-in/?next=/"
    assert computer.get("/").status_code == 200


def test_a_revoked_session_does_not_write_itself_back(persons: Persons) -> None:
    client = signed_in("grid_leader")
    store = SessionStore(client.session.session_key)
    store["note"] = "begun before the end"
    end_sign_ins(persons.account("grid_leader"), by=persons.viewer("administrator"))
    with pytest.raises(UpdateError):
        store.save()


def test_all_others_go_and_this_one_stays(persons: Persons) -> None:
    here, there, elsewhere = (signed_in("grid_leader") for _ in range(3))
    here.post("/account/devices/")
    assert here.get("/").status_code == 200
    assert [each.get("/").status_code for each in (there, elsewhere)] == [302, 302]


def test_nobody_ends_the_sessions_of_another(persons: Persons) -> None:
    leader, clerk = signed_in("grid_leader"), signed_in("town_clerk")
    clerk.post("/account/devices/", {"device": digest_of_key(leader.session.session_key)})
    assert leader.get("/").status_code == 200
    with pytest.raises(NotAllowed):
        end_sign_ins(persons.account("grid_leader"), by=persons.viewer("town_clerk"))


def test_the_administrator_signs_a_person_out(persons: Persons, client_for: ClientFor) -> None:
    leader = signed_in("grid_leader")
    account = persons.account("grid_leader")
    client_for(persons.administrator).post(f"/people/accounts/{account.pk}/devices/")
    assert leader.get("/").status_code == 302


@pytest.mark.parametrize("ending", ["password", "reset", "close"])
def test_a_new_password_a_new_slip_and_closing_end_the_others(persons: Persons, ending: str) -> None:
    here, there = signed_in("grid_leader"), signed_in("grid_leader")
    account, administrator = persons.account("grid_leader"), persons.viewer("administrator")
    if ending == "password":
        new = {
            "old_password": PASSWORD,
            "new_password1": "水沟每周清理一次",
            "new_password2": "水沟每周清理一次",
        }
        here.post("/password/", new)
        assert here.get("/").status_code == 200
    elif ending == "reset":
        reset_password(account, by=administrator)
    else:
        set_account_active(account, active=False, by=administrator)
    assert there.get("/").status_code == 302
    assert SignIn.objects.of(account).count() == (1 if ending == "password" else 0)


def test_without_ending_the_other_would_stay(persons: Persons, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tongxin.people.actions.accounts._end", lambda *_account, **_which: 0)
    here, there = signed_in("grid_leader"), signed_in("grid_leader")
    here.post("/account/devices/")
    assert there.get("/").status_code == 200


def test_a_time_of_sign_in_needs_an_account(db: None) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        SignIn.objects.create(session_key="x", expire_date=clock.now(), signed_in_at=clock.now())


def test_the_own_page_lists_devices_in_few_queries(
    persons: Persons, django_assert_max_num_queries: object
) -> None:
    client = signed_in("grid_leader")
    for _ in range(5):
        signed_in("grid_leader")
    with django_assert_max_num_queries(10):  # type: ignore[operator]  # a fixture
        page = client.get("/account/").content.decode()
    assert page.count("安卓手机，Chrome 浏览器") >= 6
    assert "本机" in page


def test_the_session_engine_is_ours() -> None:
    assert settings.SESSION_ENGINE == "tongxin.people.sessions"
    assert "django.contrib.sessions" not in settings.INSTALLED_APPS
