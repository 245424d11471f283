"""Chinese is complete: every message has its translation, and no template holds text outside of them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from tests.architecture.tree import ROOT, SOURCE, place, templates

TRANSLATED = re.compile(r"{%-?\s*blocktrans(?:late)?\b.*?{%-?\s*endblocktrans(?:late)?\s*-?%}", re.DOTALL)
# What no reader sees: comments, and the id of the menu's current entry.
UNSEEN = re.compile(
    r"{%-?\s*block nav\s*-?%}.*?{%-?\s*endblock(?: nav)?\s*-?%}|"
    r"{%-?\s*comment\b.*?{%-?\s*endcomment\s*-?%}|{#.*?#}|<!--.*?-->",
    re.DOTALL,
)
TAG = re.compile(r"{%.*?%}|{{.*?}}", re.DOTALL)
WORD = re.compile(r"[A-Za-z]{2,}|[\u3400-\u9fff]")
SPOKEN = {"title", "alt", "placeholder", "aria-label", "aria-description", "summary", "label"}
# The same in every language: the name, and file formats.
NAMES = {
    "Tongxin",
    "XLSX",
    "CSV",
    "DOCX",
    "PDF",
    "HTML",
    "GeoJSON",
    "GeoPackage",
    "Word",
    "English",
    "中文",
    "同心",
}


class TextOfPage(HTMLParser):
    """Collects (line, text) that a reader of the page would see or hear."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.seen: list[tuple[int, str]] = []
        self._quiet = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"script", "style"}:
            self._quiet += 1
        self.seen += [(self.getpos()[0], value) for name, value in attrs if name in SPOKEN and value]

    def handle_endtag(self, tag: str) -> None:
        if tag in {"script", "style"}:
            self._quiet -= 1

    def handle_data(self, data: str) -> None:
        if not self._quiet:
            self.seen.append((self.getpos()[0], data))


def blank(match: re.Match[str]) -> str:
    """As many lines as before, without their text."""
    return " " + "\n" * match[0].count("\n")


def untranslated(text: str) -> list[tuple[int, str]]:
    """(line, text) of a template that stands outside of translation."""
    for pattern in (UNSEEN, TRANSLATED, TAG):
        text = pattern.sub(blank, text)
    parser = TextOfPage()
    parser.feed(text)
    rest = ((line, seen.strip()) for line, seen in parser.seen)
    return [
        (line, seen) for line, seen in rest if any(word not in NAMES for word in WORD.findall(seen) if word)
    ]


@pytest.mark.parametrize(
    "text", ["<p>Save</p>", '<a title="Open">{{ x }}</a>', "<p>{% translate 'A' %} 保存</p>"]
)
def test_text_outside_of_translation_is_seen(text: str) -> None:
    assert untranslated(text)


@pytest.mark.parametrize(
    "text",
    [
        "<p class='lead'>{% translate 'Save' %}</p>",
        "{# a note #}<b>{{ name }}</b>",
        "{% blocktranslate with a=b %}Saved {{ a }}{% endblocktranslate %}",
    ],
)
def test_translated_text_is_let_through(text: str) -> None:
    assert not untranslated(text)


def test_templates_hold_no_text_outside_of_translation() -> None:
    found = {
        place(path, line): text
        for path in templates()
        for line, text in untranslated(path.read_text("utf-8"))
    }
    assert not found


def catalogue(path: Path) -> Catalog:
    """A .po file, read."""
    with path.open("rb") as stream:
        return read_po(stream)


def catalogues(source: Path) -> dict[str, Catalog]:
    """Room → its Chinese catalogue."""
    found = sorted(source.glob("*/locale/zh_Hans/LC_MESSAGES/django.po"))
    return {path.relative_to(source).parts[0]: catalogue(path) for path in found}


def messages(book: Catalog) -> set[tuple[object, str | None]]:
    """(msgid, context) of all messages but the header."""
    return {(message.id, message.context) for message in book if message.id}


@pytest.fixture(scope="module")
def extracted(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Catalog]:
    """The catalogues as makemessages writes them from the source of today."""
    copy = tmp_path_factory.mktemp("messages") / "tongxin"
    shutil.copytree(SOURCE, copy, ignore=shutil.ignore_patterns("__pycache__", "*.mo", "dist"))
    for room in copy.iterdir():
        if room.is_dir():
            (room / "locale").mkdir(exist_ok=True)
    command = [
        sys.executable,
        "-m",
        "django",
        "makemessages",
        "-l",
        "zh_Hans",
        "--no-location",
        "--no-obsolete",
    ]
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    subprocess.run(command, cwd=copy, env=environment, check=True, capture_output=True)
    return catalogues(copy)


def test_every_message_of_a_room_is_in_its_catalogue(extracted: dict[str, Catalog]) -> None:
    kept = catalogues(SOURCE)
    missing = {
        room: sorted(str(message) for message in messages(book) - messages(kept.get(room, Catalog())))
        for room, book in extracted.items()
    }
    assert not {room: lacking for room, lacking in missing.items() if lacking}


def test_no_catalogue_holds_a_message_that_is_gone(extracted: dict[str, Catalog]) -> None:
    gone = {
        room: messages(book) - messages(extracted.get(room, Catalog()))
        for room, book in catalogues(SOURCE).items()
    }
    assert not {room: sorted(map(str, left)) for room, left in gone.items() if left}


def is_translated(message: Message) -> bool:
    """Whether each form of the message has its text and none is a guess."""
    forms = [message.string] if isinstance(message.string, str) else list(message.string or [""])
    return all(forms) and not message.fuzzy


def test_every_message_is_translated() -> None:
    books = catalogues(SOURCE)
    assert books
    lacking = {
        room: [str(m.id) for m in book if m.id and not is_translated(m)] for room, book in books.items()
    }
    assert not {room: ids for room, ids in lacking.items() if ids}


def test_translations_keep_the_placeholders() -> None:
    done = [
        subprocess.run(
            ["msgfmt", "--check", "-o", os.devnull, str(path)], cwd=ROOT, capture_output=True, check=False
        )
        for path in sorted(SOURCE.glob("*/locale/*/LC_MESSAGES/*.po"))
    ]
    assert not [result.stderr.decode() for result in done if result.returncode]


def differing(catalogues: dict[str, Catalog]) -> list[str]:
    """Messages that two rooms translate differently: Django keeps one of them for the whole house."""
    said: dict[tuple[str | None, str], set[str]] = {}
    for catalogue in catalogues.values():
        for message in catalogue:
            if isinstance(message.id, str) and message.id and message.string:
                said.setdefault((message.context, message.id), set()).add(str(message.string))
    return [f"{key[1]}: {sorted(words)}" for key, words in said.items() if len(words) > 1]


def test_rooms_that_share_a_message_share_its_translation() -> None:
    catalogues = {}
    for path in SOURCE.glob("*/locale/zh_Hans/LC_MESSAGES/django.po"):
        with path.open("rb") as stream:
            catalogues[path.parts[-5]] = read_po(stream)
    assert catalogues
    assert differing(catalogues) == []


def test_a_message_with_two_translations_is_noticed() -> None:
    one, other = Catalog(locale="zh"), Catalog(locale="zh")
    one.add("closed", "已办结")
    other.add("closed", "已关闭")
    assert differing({"cases": one, "rounds": other}) == ["closed: ['已关闭', '已办结']"]
