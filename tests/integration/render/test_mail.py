"""The mail as the press makes it, with pictures that were really drawn."""

from __future__ import annotations

import re

from reporter.delivery.stored import from_json
from reporter.press.drawing import draw_mail
from reporter.press.screen import mail
from tests.factories import make_report


def test_each_cover_has_a_mail_with_the_same_pictures() -> None:
    report = make_report()
    subject, kept = mail(report, draw_mail(report, None), "ops@example.org", 10)
    stored = from_json(kept)
    attached, linked = (stored.page(way, "output/a&b/report.pdf") for way in ("all", "none"))
    assert stored.subject == subject == linked.subject
    assert stored.several_listeners
    assert not stored.withheld
    assert attached.images == linked.images
    assert "output/a&b/report.pdf" in linked.text
    assert "output/a&amp;b/report.pdf" in linked.html
    assert "report.pdf" not in attached.text
    assert attached.html != linked.html
    names = re.findall(r'src="cid:([^"]+)"', attached.html)
    assert names == [image.cid for image in attached.images]
    assert len(names) == 7
    assert all(image.png.startswith(b"\x89PNG") for image in attached.images)
    assert "Skip rate, Android +5.1" in attached.html
    assert len(attached.html.encode("utf-8")) < 60_000
