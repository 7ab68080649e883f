"""The mail as the press makes it, with pictures that were really drawn."""

from __future__ import annotations

import re

from reporter import press
from reporter.render.mail import Cover
from tests.factories import make_report

ATTACHED = Cover("ops@example.org", csv="attached")
LINKED = Cover("ops@example.org", csv="left_out", pdf_at="output/weekly/report.pdf")


def test_each_cover_has_a_mail_with_the_same_pictures() -> None:
    attached, linked = press.mail(make_report(), (ATTACHED, LINKED))
    assert attached.images == linked.images
    assert attached.subject == linked.subject
    assert attached.html != linked.html
    names = re.findall(r'src="cid:([^"]+)"', attached.html)
    assert names == [image.cid for image in attached.images]
    assert len(names) == 7
    assert all(image.png.startswith(b"\x89PNG") for image in attached.images)
    assert "Skip rate, Android +5.1" in attached.images[5].alt
    assert len(attached.html.encode("utf-8")) < 60_000
