"""Pictures of the running demonstration for README.md: `make demo`, then `make screenshots` in a second shell.

Nothing is looked up by number: each picture begins at an address everybody knows and follows links. The one act,
beginning a bid, is taken back. Pictures go to docs/screenshots as `NAME-WIDTH.webp`.
"""

from __future__ import annotations

import argparse
import base64
import csv
import hmac
import io
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tests import services

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs/screenshots"
ACCOUNTS = ROOT / "var/demo-accounts.csv"
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]
WIDE, PHONE = 1280, 390
TALLEST = {WIDE: 1800, PHONE: 1700}  # pixels; the rest of a long page is cut off
QUALITY = 70
_sent: set[str] = set()
# A draw seats two of them; whom, nobody knows before.
JUDGES = tuple(f"resident-representative-510106035003-{number}@demo.example" for number in range(1, 5))


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture: where to begin, which links to follow, whose eyes: the first of the accounts, "" a visitor."""

    name: str
    path: str
    follow: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ("",)
    widths: tuple[int, ...] = (WIDE, PHONE)


SHOTS = (
    Shot("home", "/"),
    Shot("batch", "/demands/batches/", ("tbody th a",)),
    Shot("call", "/tenders/", (".result:has(.tag-open) h3 a",)),
    Shot("project-file", "/contracts/?state=completed", ("tbody th a", 'a[href^="/projects/"]')),
    Shot("funds", "/funds/"),
    Shot("roster", "/roster/"),
    Shot(
        "provider",
        "/contracts/?state=completed",
        ("tbody th a", 'a[href^="/projects/"]', 'a[href^="/roster/providers/"]'),
    ),
    Shot(
        "satisfaction",
        "/contracts/",
        ("tbody th a", 'a[href*="/panel/"]', 'a[href$="/survey/"]'),
        accounts=("resident@demo.example",),
        widths=(PHONE,),
    ),
    Shot("workbench-community", "/workbench/", accounts=("community@demo.example",)),
    Shot("workbench-street", "/workbench/", accounts=("street@demo.example",)),
    Shot("workbench-provider", "/workbench/", accounts=("provider@demo.example",)),
    Shot("score-sheet", "/evaluation/", ("tbody th a", 'a[href$="/sheet/"]'), accounts=JUDGES),
)


class Visitor:
    """A browser window in Chinese, signed in or not."""

    def __init__(self, browser: Browser, base: str, account: str, password: str) -> None:
        self.base = base
        context = browser.new_context(viewport={"width": WIDE, "height": 900}, locale="zh-CN")
        context.add_cookies([{"name": "django_language", "value": "zh-hans", "url": base}])
        self.page: Page = context.new_page()
        if account:
            self._sign_in(account, password)

    def _sign_in(self, account: str, password: str) -> None:
        self.go("/accounts/login/")
        self.page.fill("input[name=login]", account)
        self.page.fill("input[name=password]", password)
        self._send("form:has(input[name=password])")
        if self.page.locator("input[name=code]").count():
            self.page.fill("input[name=code]", _code(account))
            self._send("form:has(input[name=code])")

    def go(self, path: str) -> None:
        self.page.goto(urljoin(self.base, path), wait_until="load")

    def _send(self, form: str) -> None:
        self.page.locator(f"{form} [type=submit]").first.click()
        self.page.wait_for_load_state()

    def seek(self, path: str, follow: tuple[str, ...]) -> bool:
        """Go there and follow links, the first way that leads to the end."""
        self.go(path)
        if not follow:
            return True
        links = self.page.locator(follow[0]).evaluate_all("links => links.map(link => link.href)")
        return any(self.seek(link, follow[1:]) for link in dict.fromkeys(links))

    @contextmanager
    def bid(self) -> Iterator[None]:
        """On the page of the quote of a bid of ours; a draft begun for the picture is given up afterwards."""
        self.go("/tenders/")
        calls = self.page.locator(".result:has(.tag-open) h3 a").evaluate_all("links => links.map(link => link.href)")
        numbers = [link.rstrip("/").rsplit("/", 1)[-1] for link in calls]
        drafted = next((number for number in numbers if self._drafted(number)), None)
        begun = None if drafted else next((number for number in numbers if self._begins(number)), None)
        if not (drafted or begun):
            raise SystemExit("no open call takes a bid of the demonstration's provider")
        self.go(f"/bids/{drafted or begun}/price/")
        yield
        if begun:
            self.go(f"/bids/{begun}/discard/")
            self._send("main form[method=post]")

    def _drafted(self, number: str) -> bool:
        self.go(f"/bids/{number}/")
        return self.page.locator('main a[href$="/price/"]').count() > 0

    def _begins(self, number: str) -> bool:
        self.go(f"/bids/{number}/")
        if not self.page.locator('main a.btn[href$="/start/"]').count():
            return False
        self.go(f"/bids/{number}/start/")
        self._send("main form[method=post]")
        return self.page.url.endswith(f"/bids/{number}/")

    def take(self, name: str, widths: tuple[int, ...]) -> None:
        """The page as it stands, at each width."""
        for width in widths:
            self.page.set_viewport_size({"width": width, "height": 900})
            height = min(self.page.evaluate("document.documentElement.scrollHeight"), TALLEST[width])
            self.page.set_viewport_size({"width": width, "height": height})
            picture = Image.open(io.BytesIO(self.page.screenshot()))
            target = FOLDER / f"{name}-{width}.webp"
            picture.convert("RGB").save(target, "WEBP", quality=QUALITY, method=6)
            sys.stdout.write(f"{target.relative_to(ROOT)}  {target.stat().st_size // 1024} kB\n")


def _code(account: str) -> str:
    """The six digits of this half minute (RFC 6238); digits are good once, so an account waits for the next ones."""
    while (code := _digits(account)) in _sent:
        time.sleep(1)
    _sent.add(code)
    return code


def _digits(account: str) -> str:
    with ACCOUNTS.open(encoding="utf-8-sig", newline="") as rows:
        secret = next(row["second_factor_secret"] for row in csv.DictReader(rows) if row["account"] == account)
    digest = hmac.digest(base64.b32decode(secret), (int(time.time()) // 30).to_bytes(8, "big"), "sha1")
    start = digest[-1] & 15
    return f"{(int.from_bytes(digest[start : start + 4], 'big') & 0x7FFFFFFF) % 1_000_000:06d}"


def main() -> None:
    """Take them all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("base", nargs="?", default="http://127.0.0.1:8000", help="address of the demonstration")
    parser.add_argument("--password", default="jinniu-demo-2026")
    options = parser.parse_args()
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=services.chromium(), args=FLAGS)
        for shot in SHOTS:
            visitors = (Visitor(browser, options.base, account, options.password) for account in shot.accounts)
            visitor = next((one for one in visitors if one.seek(shot.path, shot.follow)), None)
            if visitor is None:
                raise SystemExit(f"no way to {shot.name} from {shot.path}")
            visitor.take(shot.name, shot.widths)
        bidder = Visitor(browser, options.base, "provider@demo.example", options.password)
        with bidder.bid():
            bidder.take("bid-form", (WIDE, PHONE))
        browser.close()


if __name__ == "__main__":
    main()
