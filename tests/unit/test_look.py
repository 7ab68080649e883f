"""The look of a report: whose brand it takes, which colours can be read, which logos are taken."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from reporter.config import AudienceSettings, ReportSettings
from reporter.errors import ConfigError
from reporter.look import LEAST_CONTRAST, MOST_LOGO_BYTES, PLAIN, contrast, legible, look

if TYPE_CHECKING:
    from pathlib import Path

SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>'


def report(**values: Any) -> ReportSettings:  # noqa: ANN401 - settings of any kind
    return ReportSettings.model_validate(values)


def branded(logo: Path) -> ReportSettings:
    return report(brand={"logo": str(logo)})


def test_nothing_configured_is_the_programs_own_look() -> None:
    (everybody,) = report().readers
    assert look(report(), everybody) == PLAIN


def test_an_audience_goes_before_its_report(tmp_path: Path) -> None:
    settings = report(brand={"name": "Acme"}, template=str(tmp_path), locale="de")
    own = AudienceSettings.model_validate({"name": "x", "brand": {"name": "Bolt"}, "locale": "en"})
    other = AudienceSettings(name="y")
    assert (look(settings, own).brand_name, look(settings, own).language) == ("Bolt", "en")
    assert (look(settings, other).brand_name, look(settings, other).language) == ("Acme", "de")
    assert look(settings, own).template_folder == tmp_path


@pytest.mark.parametrize(
    ("channels", "ratio"),
    [((255, 255, 255), 1.0), ((0, 0, 0), 21.0), ((118, 118, 118), 4.54), ((255, 0, 0), 4.0)],
)
def test_contrast_is_that_of_wcag(channels: tuple[int, ...], ratio: float) -> None:
    assert contrast(channels) == pytest.approx(ratio, abs=0.005)


@pytest.mark.parametrize("colour", ["#00698c", "#000000", "#7a0019"])
def test_a_colour_that_can_be_read_stays(colour: str) -> None:
    assert legible(colour) == colour


@pytest.mark.parametrize("colour", ["#ffee00", "#ffffff", "#ff8800", "#00ff99"])
def test_a_pale_colour_is_darkened_until_it_can_be_read_and_no_further(colour: str) -> None:
    found = legible(colour)
    channels = [int(found[i : i + 2], 16) for i in (1, 3, 5)]
    assert LEAST_CONTRAST <= contrast(tuple(channels)) < LEAST_CONTRAST + 0.3
    before = [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
    assert sorted(range(3), key=before.__getitem__) == sorted(range(3), key=channels.__getitem__)


def test_a_logo_is_known_by_its_content(tmp_path: Path) -> None:
    file = tmp_path / "logo"
    for content, kind in ((SVG, "image/svg+xml"), (b"\x89PNG\r\n\x1a\n...", "image/png")):
        file.write_bytes(content)
        logo = look(branded(file), AudienceSettings(name="x")).logo
        assert logo is not None
        assert (logo.kind, logo.content) == (kind, content)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, r"brand\.logo: .* cannot be read \(No such file"),
        (b"GIF89a", "neither SVG nor PNG"),
        (SVG + b" " * MOST_LOGO_BYTES, "200,000 may be"),
    ],
)
def test_any_other_logo_is_refused(tmp_path: Path, content: bytes | None, said: str) -> None:
    file = tmp_path / "logo.svg"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(ConfigError, match=said):
        look(branded(file), AudienceSettings(name="x"))


def test_templates_need_their_folder(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="is no folder"):
        look(report(template=str(tmp_path / "none")), AudienceSettings(name="x"))
