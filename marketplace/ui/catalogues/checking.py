"""What is wrong with the catalogues."""

from __future__ import annotations

import re
from collections.abc import Iterator

import polib

from marketplace.ui.catalogues.extraction import Message, used
from marketplace.ui.catalogues.files import PROJECT, Section, sections

_LATIN = re.compile(r"[\u4e00-\u9fff”》）][,;:?!]|[,;:?!][\u4e00-\u9fff]|\([\u4e00-\u9fff]|[\u4e00-\u9fff]\)")
_CHOICE = re.compile(r"\w+(,\w+)+")
_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")

Key = tuple[str, str]
Known = dict[Key, dict[str, polib.POEntry]]


def _key(message: Message) -> Key:
    return message.context, message.id


def load(section: Section) -> polib.POFile:
    """The catalogue of a section, empty where none is written yet."""
    if section.catalogue.exists():
        return polib.pofile(str(section.catalogue), wrapwidth=120)
    empty = polib.POFile(wrapwidth=120)
    empty.metadata = {
        "Language": "zh_Hans",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": "nplurals=1; plural=0;",
    }
    return empty


def words(entry: polib.POEntry) -> str:
    """The Chinese of an entry; a plural has one form."""
    return str(entry.msgstr_plural.get(0, "") if entry.msgid_plural else entry.msgstr)


def translations() -> Known:
    """Entries by message and by the section whose catalogue holds them."""
    found: Known = {}
    for section in sections():
        for entry in load(section):
            if not entry.obsolete:
                found.setdefault((entry.msgctxt or "", entry.msgid), {})[section.name] = entry
    return found


def _missing(needed: dict[str, list[Message]], known: Known) -> Iterator[str]:
    for section, messages in needed.items():
        for message in messages:
            entries = known.get(_key(message), {}).values()
            if not any(words(entry) and not entry.fuzzy for entry in entries):
                yield f"{section}: no Chinese for {message.id!r} ({message.place})"
            elif message.plural and not any(entry.msgid_plural == message.plural for entry in entries):
                yield f"{section}: no plural {message.plural!r} ({message.place})"


def _unequal(known: Known) -> Iterator[str]:
    for (_context, text), entries in known.items():
        chinese = {words(entry) for entry in entries.values() if words(entry)}
        if len(chinese) > 1:
            yield f"{text!r} has several translations: " + "; ".join(f"{s}: {words(e)}" for s, e in entries.items())


def _placeholders(known: Known) -> Iterator[str]:
    for entries in known.values():
        for section, entry in entries.items():
            original = set(_PLACEHOLDER.findall(entry.msgid_plural or entry.msgid))
            if words(entry) and set(_PLACEHOLDER.findall(words(entry))) != original:
                yield f"{section}: placeholders differ in {entry.msgid!r}: {words(entry)!r}"


def _punctuation(known: Known) -> Iterator[str]:
    """Chinese sentences take Chinese commas, colons and brackets; what `yesno` takes apart is no sentence."""
    for entries in known.values():
        for section, entry in entries.items():
            if _LATIN.search(words(entry)) and not _CHOICE.fullmatch(entry.msgid):
                yield f"{section}: Latin punctuation in the Chinese {words(entry)!r}"


def _repeated(known: Known) -> Iterator[str]:
    for (_context, text), entries in known.items():
        if len(entries) > 1:
            yield f"{text!r} stands in several catalogues: {', '.join(entries)}"


def _unused(needed: dict[str, list[Message]], known: Known) -> Iterator[str]:
    wanted = {_key(message) for messages in needed.values() for message in messages}
    for key, entries in known.items():
        if key not in wanted:
            # The project's own catalogue says what packages leave without Chinese, too.
            yield from (f"{section}: nothing says {key[1]!r}" for section in entries if section != PROJECT)


def problems(needed: dict[str, list[Message]], known: Known) -> list[str]:
    """One line for each message without Chinese, with several entries, unused, with other placeholders or signs."""
    return [
        *_missing(needed, known),
        *_unequal(known),
        *_repeated(known),
        *_unused(needed, known),
        *_placeholders(known),
        *_punctuation(known),
    ]


def update() -> list[str]:
    """Add what is missing to the catalogue of the app that uses it; Chinese known elsewhere is not repeated."""
    known = translations()
    folders = {section.name: section for section in sections()}
    added = []
    for name, messages in used().items():
        lacking = [message for message in messages if _key(message) not in known]
        if not lacking:
            continue
        catalogue = load(folders[name])
        catalogue.extend(_entry(message) for message in lacking)
        folders[name].catalogue.parent.mkdir(parents=True, exist_ok=True)
        catalogue.save(str(folders[name].catalogue))
        added += [f"{name}: {message.id}" for message in lacking]
    return added


def _entry(message: Message) -> polib.POEntry:
    if message.plural:
        return polib.POEntry(
            msgctxt=message.context or None,
            msgid=message.id,
            msgid_plural=message.plural,
            msgstr_plural={0: ""},
        )
    return polib.POEntry(msgctxt=message.context or None, msgid=message.id, msgstr="")
