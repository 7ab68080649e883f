"""The report as a tagged PDF, made by WeasyPrint from packaged files and nothing else."""

from __future__ import annotations

import gc
import logging
import os
from contextlib import contextmanager
from hashlib import sha256
from pathlib import PurePath
from typing import TYPE_CHECKING

from reporter.errors import OutputError
from reporter.look import PLAIN
from reporter.render.document import document
from reporter.render.native import urls, weasyprint
from reporter.render.pages import WEIGHTS, font_face, page, stylesheet
from reporter.render.svg_text import whole_lines
from reporter.resources import font_files

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from reporter.figures.chart import Chart
    from reporter.look import Look
    from reporter.report import Report
    from reporter.words import Words

TEMPLATE = "print.html.j2"
STYLESHEETS = ("base.css", "print.css")
VARIANT = "pdf/ua-1"
SCHEME = "report:"
LOGO = "logo"
EPOCH = "315532800"
"""1980-01-01 in SOURCE_DATE_EPOCH's form, the earliest that fonts and archives can all say."""
LOGGERS = ("weasyprint", "fontTools")
MISSING_GLYPH = ".notdef glyph rendered"


def render(report: Report, charts: tuple[Chart, ...], words: Words, look: Look = PLAIN) -> bytes:
    """Print a report on paper of the size that its scope names.

    Args:
        report: what was found.
        charts: its pictures.
        words: the language.
        look: brand and templates.

    Returns:
        A PDF/UA-1 file, the same bytes for the same report.

    Raises:
        OutputError: a resource is missing or a stylesheet is not understood; the message has
            WeasyPrint's own words.
    """
    made = document(report, charts, words, look.brand_name or "")
    files = {f"charts/{chart.id}.svg": ("image/svg+xml", chart.text_svg) for chart in charts}
    fonts = [font for font in font_files() if font.weight in WEIGHTS and not font.italic]
    files |= {f"fonts/{font.file.name}": ("font/ttf", font.file.read_bytes()) for font in fonts}
    if look.logo:
        files[LOGO] = (look.logo.kind, look.logo.content)
    faces = "\n".join(
        font_face(font, f"{SCHEME}fonts/{font.file.name}", "truetype") for font in fonts
    )
    text = page(
        TEMPLATE,
        made,
        lambda chart: f"{SCHEME}charts/{chart.id}.svg",
        style=stylesheet(*STYLESHEETS, faces=faces, look=look),
        logo=f"{SCHEME}{LOGO}" if look.logo else "",
        folder=look.template_folder,
    )
    with _fixed_epoch(), _no_warnings(words.letters), _no_collection(), whole_lines():
        return _write(text, files)


def _write(text: str, files: Mapping[str, tuple[str, bytes]]) -> bytes:
    try:
        page = weasyprint.HTML(string=text, base_url=SCHEME, url_fetcher=PackagedFiles(files))
        pdf: bytes = page.write_pdf(
            pdf_variant=VARIANT, pdf_identifier=sha256(text.encode("utf-8")).digest()[:16]
        )
    except urls.FatalURLFetchingError as error:
        msg = f"the PDF asks for something that is not in the package: {error}"
        raise OutputError(msg) from error
    return pdf


class PackagedFiles(urls.URLFetcher):  # type: ignore[misc]
    """Serves the report's own charts and fonts; any other address stops the rendering.

    Args:
        files: path below `SCHEME` -> (media type, content).
    """

    def __init__(self, files: Mapping[str, tuple[str, bytes]]) -> None:
        super().__init__(fail_on_errors=True)
        self._files = files

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> urls.URLFetcherResponse:
        """The file behind an address of this report.

        Raises:
            PermissionError: it is none; WeasyPrint makes a fatal error of it.
        """
        del headers
        name = url.removeprefix(SCHEME)
        if name == url or name not in self._files:
            raise PermissionError(url)
        kind, content = self._files[name]
        return urls.URLFetcherResponse(url, content, {"Content-Type": kind})


@contextmanager
def _fixed_epoch() -> Iterator[None]:
    """Fonts inside the PDF bear a date: one that never changes."""
    name = "SOURCE_DATE_EPOCH"
    before = os.environ.get(name)
    os.environ[name] = EPOCH
    try:
        yield
    finally:
        if before is None:
            del os.environ[name]
        else:
            os.environ[name] = before


@contextmanager
def _no_collection() -> Iterator[None]:
    """Boxes live until the last page is drawn: looking for garbage among them costs a quarter."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


class _Collector(logging.Handler):
    def __init__(self, letters: frozenset[str]) -> None:
        super().__init__(logging.WARNING)
        self._letters = letters
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if not _is_about_data(record, self._letters):
            self.messages.append(record.getMessage())


def _is_about_data(record: logging.LogRecord, letters: frozenset[str]) -> bool:
    """Whether a warning is about letters of a name that no font here has, or about their font.

    Such names are printed as well as this machine can. A letter of our own words is no such case.
    """
    if str(record.msg).startswith(MISSING_GLYPH):
        letter = str(record.args[0]) if isinstance(record.args, tuple) and record.args else ""
        return letter not in letters
    return PurePath(record.pathname).parts[-2:] == ("pdf", "fonts.py")


@contextmanager
def _no_warnings(letters: frozenset[str]) -> Iterator[None]:
    """Whatever the libraries warn of inside the block is an error at its end.

    Args:
        letters: those that our own words are written in.
    """
    collector = _Collector(letters)
    loggers = [logging.getLogger(name) for name in LOGGERS]
    before = [(logger.propagate, logger.level, list(logger.handlers)) for logger in loggers]
    for logger in loggers:
        logger.propagate, logger.handlers = False, [collector]
        logger.setLevel(logging.WARNING)
    try:
        yield
    finally:
        for logger, (propagate, level, handlers) in zip(loggers, before, strict=True):
            logger.propagate, logger.handlers = propagate, handlers
            logger.setLevel(level)
    if collector.messages:
        msg = "the PDF could not be printed as it should be: " + "; ".join(collector.messages[:3])
        raise OutputError(msg)
