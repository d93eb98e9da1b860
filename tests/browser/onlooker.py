"""Watches a page while it loads, and looks at it afterwards."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import axe_playwright_python
from playwright.sync_api import ConsoleMessage, Page, Request

PROBE = (Path(__file__).parent / "probe.js").read_text(encoding="utf-8")
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
LOOKS = (Path(__file__).parent / "looks.js").read_text(encoding="utf-8")
# Contrast alone is four fifths of what axe costs: it looks at one text of each look, everything else at the whole page.
RUN_AXE = f"""(async () => {{
  const line = (one) => `axe ${{one.id}}: ${{one.nodes[0].target.join(" ")}} ×${{one.nodes.length}}`;
  const told = (found) => found.violations.map(line);
  const resultTypes = ["violations"];
  const whole = await axe.run(document, {{resultTypes, rules: {{"color-contrast": {{enabled: false}}}}}});
  const include = ({LOOKS.rstrip().rstrip(";")})();
  const runOnly = {{type: "rule", values: ["color-contrast"]}};
  const contrast = include.length ? await axe.run({{include}}, {{resultTypes, runOnly}}) : {{violations: []}};
  return JSON.stringify([...told(whole), ...told(contrast)]);
}})()"""
PHONE = 390
WIDTHS = (1280, PHONE)


@dataclass
class Onlooker:
    """One browser page and everything wrong that was seen on it, by address."""

    page: Page
    base: str
    findings: dict[str, list[str]] = field(default_factory=dict)
    _heard: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self._heard.append(f"script error: {error}"))
        self.page.on("request", self._request)

    def _console(self, message: ConsoleMessage) -> None:
        # Violations of the content security policy are told here as well.
        if message.type in ("error", "warning"):
            address = urlsplit(message.location.get("url", ""))
            self._heard.append(f"console: {message.text[:200]} {address.path}".rstrip())

    def _request(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme.startswith("http") and address.netloc != urlsplit(self.base).netloc:
            self._heard.append(f"asks another host: {request.url[:80]}")

    def look_at(
        self, path: str, *, status: int = 200, widths: Sequence[int] = WIDTHS, axe_at: Sequence[int] = WIDTHS
    ) -> list[str]:
        """Open an address and look at it in both widths, or these; returns the addresses it links to.

        Axe, which takes long, looks at the widths `axe_at` alone.

        What is wrong goes to `findings`, with what an earlier look at it found.
        """
        self._heard.clear()
        response = self.page.goto(urljoin(self.base, path), wait_until="load")
        if response is None or "html" not in response.headers.get("content-type", ""):
            return []
        seen = [f"status {response.status}"] if response.status != status else []
        for width in widths:
            self.page.set_viewport_size({"width": width, "height": 900})
            lines = [*self.page.evaluate(PROBE), *(self.violations() if width in axe_at else [])]
            seen += [f"{width}: {line}" for line in lines]
        if status == 200:
            seen += self._heard
        if seen:
            self.findings[path] = list(dict.fromkeys([*self.findings.get(path, []), *seen]))
        return self.links()

    def pass_by(self, path: str) -> list[str]:
        """Open an address only to see where it leads: the addresses it links to."""
        response = self.page.goto(urljoin(self.base, path), wait_until="commit")
        if response is None or "html" not in response.headers.get("content-type", ""):
            return []
        if response.status != 200:
            self.findings[path] = [f"status {response.status}"]
        self.page.wait_for_load_state("domcontentloaded")
        return self.links()

    def violations(self) -> list[str]:
        """What axe finds; it goes in through the debugger, which the page's policy does not stop."""
        session = self.page.context.new_cdp_session(self.page)
        session.send("Runtime.evaluate", {"expression": AXE})
        command = {"expression": RUN_AXE, "awaitPromise": True, "returnByValue": True}
        answer = session.send("Runtime.evaluate", command)
        session.detach()
        return list(json.loads(answer["result"]["value"]))

    def links(self) -> list[str]:
        """Addresses of this site that the page links to, without fragments."""
        found: list[str] = self.page.eval_on_selector_all("a[href]", "links => links.map((link) => link.href)")
        here = [urlsplit(url) for url in found]
        ours = [url for url in here if url.netloc == urlsplit(self.base).netloc]
        return list(dict.fromkeys(url.path + (f"?{url.query}" if url.query else "") for url in ours))
