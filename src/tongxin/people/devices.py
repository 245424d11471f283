"""What a browser says of the device it runs on, told coarsely: "Android phone, WeChat". Pure but for the words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

LONGEST = 400  # signs of a browser's line that are looked at


class System(StrEnum):
    """What kind of device."""

    ANDROID_PHONE = "android_phone"
    ANDROID_TABLET = "android_tablet"
    IPHONE = "iphone"
    IPAD = "ipad"
    HARMONY = "harmony"
    WINDOWS = "windows"
    MAC = "mac"
    LINUX = "linux"
    OTHER = ""


class Browser(StrEnum):
    """Which browser, as its user knows it."""

    WECHAT = "wechat"
    DINGTALK = "dingtalk"
    EDGE = "edge"
    QQ = "qq"
    UC = "uc"
    QIHOO = "360"
    HUAWEI = "huawei"
    MIUI = "miui"
    FIREFOX = "firefox"
    CHROME = "chrome"
    SAFARI = "safari"
    OTHER = ""


# The first sign that is found decides: browsers name those they descend from as well.
_SYSTEM_SIGNS = (
    (re.compile(r"OpenHarmony|HarmonyOS", re.IGNORECASE), System.HARMONY),
    (re.compile(r"iPad"), System.IPAD),
    (re.compile(r"iPhone|iPod"), System.IPHONE),
    (re.compile(r"Android.*Mobile"), System.ANDROID_PHONE),
    (re.compile(r"Android"), System.ANDROID_TABLET),
    (re.compile(r"Windows"), System.WINDOWS),
    (re.compile(r"Macintosh|Mac OS X"), System.MAC),
    (re.compile(r"Linux|X11"), System.LINUX),
)
_BROWSER_SIGNS = (
    (re.compile(r"MicroMessenger/"), Browser.WECHAT),
    (re.compile(r"DingTalk/"), Browser.DINGTALK),
    (re.compile(r"\bEdg(?:e|A|iOS)?/"), Browser.EDGE),
    (re.compile(r"M?QQBrowser/"), Browser.QQ),
    (re.compile(r"UCBrowser/|UBrowser/"), Browser.UC),
    (re.compile(r"QihooBrowser|360SE|360EE"), Browser.QIHOO),
    (re.compile(r"HuaweiBrowser/"), Browser.HUAWEI),
    (re.compile(r"MiuiBrowser/"), Browser.MIUI),
    (re.compile(r"(?:Firefox|FxiOS)/"), Browser.FIREFOX),
    (re.compile(r"(?:Chrome|CriOS|Chromium)/"), Browser.CHROME),
    (re.compile(r"Safari/"), Browser.SAFARI),
)

_SYSTEM_WORDS: dict[System, str | Promise] = {
    System.ANDROID_PHONE: gettext_lazy("Android phone"),
    System.ANDROID_TABLET: gettext_lazy("Android tablet"),
    System.IPHONE: gettext_lazy("iPhone"),
    System.IPAD: gettext_lazy("iPad"),
    System.HARMONY: gettext_lazy("HarmonyOS device"),
    System.WINDOWS: gettext_lazy("Windows computer"),
    System.MAC: gettext_lazy("Apple computer"),
    System.LINUX: gettext_lazy("Linux computer"),
    System.OTHER: gettext_lazy("Unknown device"),
}
_BROWSER_WORDS: dict[Browser, str | Promise] = {
    Browser.WECHAT: gettext_lazy("WeChat"),
    Browser.DINGTALK: gettext_lazy("DingTalk"),
    Browser.EDGE: gettext_lazy("Edge"),
    Browser.QQ: gettext_lazy("QQ Browser"),
    Browser.UC: gettext_lazy("UC Browser"),
    Browser.QIHOO: gettext_lazy("360 Browser"),
    Browser.HUAWEI: gettext_lazy("Huawei Browser"),
    Browser.MIUI: gettext_lazy("Xiaomi Browser"),
    Browser.FIREFOX: gettext_lazy("Firefox"),
    Browser.CHROME: gettext_lazy("Chrome"),
    Browser.SAFARI: gettext_lazy("Safari"),
}
_PHONES = frozenset({System.ANDROID_PHONE, System.IPHONE, System.HARMONY})


@dataclass(frozen=True)
class Device:
    """A kind of device and a browser; no model, no version, nothing that tells two like devices apart."""

    system: System
    browser: Browser

    @classmethod
    def of_browser_line(cls, line: str) -> Device:
        """From the header `User-Agent`, whatever is in it."""
        seen = line[:LONGEST]
        system = next((system for sign, system in _SYSTEM_SIGNS if sign.search(seen)), System.OTHER)
        browser = next((browser for sign, browser in _BROWSER_SIGNS if sign.search(seen)), Browser.OTHER)
        return cls(system, browser)

    @classmethod
    def of_key(cls, key: str) -> Device:
        """From what `key` wrote; a key of another version of this table is an unknown device."""
        system, _mark, browser = key.partition(":")
        try:
            return cls(System(system), Browser(browser))
        except ValueError:
            return cls(System.OTHER, Browser.OTHER)

    @property
    def key(self) -> str:
        """How the table keeps it."""
        return f"{self.system}:{self.browser}"

    @property
    def words(self) -> str:
        """In the reader's language."""
        system = str(_SYSTEM_WORDS[self.system])
        if self.browser not in _BROWSER_WORDS:
            return system
        return _("%(device)s, %(browser)s") % {"device": system, "browser": _BROWSER_WORDS[self.browser]}

    @property
    def is_phone(self) -> bool:
        """Is it held in the hand?"""
        return self.system in _PHONES
