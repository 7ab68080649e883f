"""The HTML in a narrow window, scrolled sideways: names, captions and notes stay in sight."""

from __future__ import annotations

import json
import re
import subprocess
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest

from reporter.figures import charts
from reporter.render import html
from reporter.words import ENGLISH
from tests.factories import make_report

if TYPE_CHECKING:
    from pathlib import Path

WIDTH = 500
"""The narrowest window, in CSS pixels, that Chromium opens without a screen."""
SCRIPT = """
const tables = [...document.querySelectorAll('.table')];
const scrolls = tables.filter((table) => table.scrollWidth > table.clientWidth + 60);
scrolls.forEach((table) => { table.scrollLeft = 60; });
const still = scrolls.flatMap((table) => [...table.querySelectorAll('caption, .note')]);
const boxes = still.map((one) => one.getBoundingClientRect());
const first = 'tr:not(.group) > :first-child';
const names = scrolls.flatMap((table) => [...table.querySelectorAll(first)]);
const covered = names.filter((name) => {
  name.scrollIntoView({ block: 'center', inline: 'nearest' });
  const box = name.getBoundingClientRect();
  const top = document.elementFromPoint(box.right - 8, box.top + box.height / 2);
  return !name.contains(top);
});
document.body.dataset.seen = JSON.stringify({
  tables: scrolls.length,
  names: names.length,
  left: Math.min(...boxes.map((box) => box.left)),
  right: Math.max(...boxes.map((box) => box.right)),
  covered: covered.map((name) => name.textContent),
  wide: document.documentElement.scrollWidth,
});
"""


@pytest.fixture(scope="module")
def seen(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What a browser finds in its narrowest window once all tables are scrolled to the right."""
    report = make_report()
    page = html.render(report, charts(report, ENGLISH), ENGLISH).decode("utf-8")
    page = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", page)
    file: Path = tmp_path_factory.mktemp("phone") / "report.html"
    file.write_text(page.replace("</body>", f"<script>{SCRIPT}</script></body>"), encoding="utf-8")
    command = [chromium, "--headless", "--no-sandbox", "--hide-scrollbars", "--dump-dom"]
    size = f"--window-size={WIDTH},900"
    made = subprocess.run([*command, size, file.as_uri()], capture_output=True, check=True)
    found = re.search(r'data-seen="([^"]*)"', made.stdout.decode("utf-8"))
    assert found
    read: dict[str, Any] = json.loads(unescape(found[1]))
    return read


def test_only_tables_and_pictures_scroll_sideways(seen: dict[str, Any]) -> None:
    assert seen["wide"] == WIDTH
    assert seen["tables"] >= 3


def test_captions_and_notes_stay_within_the_window(seen: dict[str, Any]) -> None:
    assert seen["left"] >= 0
    assert seen["right"] <= WIDTH


def test_no_cell_covers_the_name_of_its_row(seen: dict[str, Any]) -> None:
    assert seen["names"] > 10
    assert seen["covered"] == []
