"""What a page says in a language its reader did not choose, in texts and in what is read out beside them.

The rule of the browser's probe, made stricter, without a browser: cheap enough for every address and every role.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser

LANGUAGES = ("zh-hans", "en")
CHINESE = re.compile(r"[\u3400-\u9fff]")
WORD = re.compile(r"[A-Za-z]{3,}")
# Addresses, file names, keys and numbers are no words of a language.
NO_WORD = re.compile(r"[A-Za-z]*[0-9@:/._+=%-][\w@:/.+=%-]*", re.ASCII)
# Names that Chinese texts leave in Latin letters.
FILES = frozenset({"CSV", "DOCX", "HTML", "ICS", "JPEG", "JPG", "JSON", "PDF", "PNG", "TXT", "WEBP", "XLSX", "xlsx"})
NAMES = FILES | {"Atom", "Authenticator", "Base", "Cookie", "HTTP", "RFC", "SHA", "WCAG", "Web"}
RAW = re.compile(r"\{\{|\{%|\bNone\b(?! [a-z])|\bundefined\b|\bNaN\b|\[object |%\(\w+\)s")
# What is read out or shown of an element beside its text.
SPOKEN = ("title", "alt", "aria-label", "aria-description", "placeholder", "label", "data-label")
BUTTONS = frozenset({"submit", "button", "reset"})
UNREAD = frozenset({"script", "style", "code", "pre", "kbd", "template"})
VOID = frozenset(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"])


class Tongues(HTMLParser):
    """Reads a page with its marks of language."""

    def __init__(self, language: str) -> None:
        super().__init__(convert_charrefs=True)
        self.language = language
        self.inside = [("page", language)]
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep the element's language; judge what it says beside its text."""
        named = dict(attrs)
        language = (named.get("lang") or self.inside[-1][1]).lower()
        if tag == "html" and language != self.language:
            self.found.append(f"a page in {language}")
        if tag not in VOID:
            self.inside.append((tag, language))
        spoken = [(key, named.get(key)) for key in SPOKEN]
        if tag == "input" and named.get("type") in BUTTONS:
            spoken.append(("value", named.get("value")))
        for key, text in spoken:
            if text:
                self.judge(text, language, f"{key} of {tag}")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Of a drawing."""
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.inside.pop()

    def handle_endtag(self, tag: str) -> None:
        """An element that is not closed where it ought to be would lend its language to what follows."""
        if tag in VOID:
            return
        if self.inside[-1][0] == tag:
            self.inside.pop()
        else:
            self.found.append(f"</{tag}> closes {self.inside[-1][0]}")

    def handle_data(self, data: str) -> None:
        """Judge a text that is read."""
        text = " ".join(data.split())
        if text and UNREAD.isdisjoint(name for name, _ in self.inside):
            self.judge(text, self.inside[-1][1], self.inside[-1][0])

    def judge(self, text: str, language: str, where: str) -> None:
        """A text of this language, on a page of that one."""
        if raw := RAW.search(text):
            self.found.append(f"raw in {where}: {raw.group()}")
        if self.language == "en":
            if CHINESE.search(text) and not language.startswith("zh"):
                self.found.append(f"Chinese in {where}: {text[:60]}")
        elif not language.startswith("en"):
            words = [word for word in WORD.findall(NO_WORD.sub(" ", text)) if word not in NAMES]
            if words:
                self.found.append(f"English in {where}: {' '.join(words)[:60]}")


def amiss(page: str, language: str) -> list[str]:
    """What a page, or a piece of one, says that its reader did not choose."""
    reader = Tongues(language)
    reader.feed(page)
    reader.close()
    left = [f"<{name}> is left open" for name, _ in reader.inside[1:]]
    return list(dict.fromkeys([*reader.found, *left]))
