"""The report as a mail: page one and a few charts as HTML that mail clients show, and as text.

Nothing in it is fetched and nothing in it runs: styles stand on the elements themselves, pictures
come with the message and are named by `cid:`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import css_inline

from reporter.look import PLAIN, png_size
from reporter.period import DAY
from reporter.render import front, text
from reporter.render.context import Context
from reporter.render.pages import filled, stylesheet, trusted, worn

if TYPE_CHECKING:
    from reporter.figures.chart import Chart
    from reporter.look import Look
    from reporter.render.blocks import Front
    from reporter.report import Report
    from reporter.words import Words

HTML, TEXT = "mail.html.j2", "mail.txt.j2"
STYLESHEET, SCREENS = "mail.css", "mail-screens.css"
LONGEST_SUBJECT = 250
SPARK, LOGO = "spark_", "logo"
LARGEST_LOGO = (240, 42)
"""Width and height in CSS pixels."""
WEB = ("https://", "http://")


@dataclass(frozen=True, slots=True)
class Cover:
    """What a mail says about itself.

    Attributes:
        owner: address of who may be asked, and takes a reader off the list.
        csv: what became of the summary tables; `none` is not spoken of.
        pdf_at: where the PDF is, if it is too large to be attached: an address or a path.
    """

    owner: str
    csv: Literal["attached", "left_out", "none"] = "none"
    pdf_at: str = ""


@dataclass(frozen=True, slots=True)
class MailImage:
    """A picture of a mail.

    Attributes:
        cid: its name in the HTML, as `cid:<name>`.
        png: the file; a chart has two by two pixels in each pixel of CSS.
        width: in CSS pixels.
        height: in CSS pixels.
        alt: what it shows, in words.
    """

    cid: str
    png: bytes
    width: int
    height: int
    alt: str


@dataclass(frozen=True, slots=True)
class MailPage:
    """A mail without its envelope and its attachments.

    Attributes:
        subject: one line.
        html: asks for `images` and for nothing else.
        text: the same in lines of plain text.
        images: in the order of the HTML.
    """

    subject: str
    html: str
    text: str
    images: tuple[MailImage, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart below page one: its message above its picture."""

    title: str
    image: MailImage


@dataclass(frozen=True, slots=True)
class View:
    """What both templates print.

    Attributes:
        language: BCP 47.
        preheader: what an inbox shows behind the subject.
        logo: the brand's; none where it has none that a mail can show.
        sparks: the tiles' pictures by the ids of their charts.
        enclosed: sentences on what is attached; `pdf_at` follows them.
        is_web: `pdf_at` can be followed.
    """

    language: str
    subject: str
    preheader: str
    front: Front
    logo: MailImage | None
    sparks: dict[str, MailImage]
    figures_heading: str
    figures: tuple[Figure, ...]
    pdf: str
    pdf_at: str
    is_web: bool
    csv: str
    owner: str
    footer: str


def render(
    report: Report, charts: tuple[Chart, ...], words: Words, cover: Cover, look: Look = PLAIN
) -> MailPage:
    """Write a mail.

    Args:
        report: what was found.
        charts: those of `figures.letter.draw_mail`; charts without pixels are left out.
        words: the language.
        cover: what comes with it, and from whom.
        look: brand, colour and templates. Mail clients show no SVG, so that a logo is a PNG here
            or is left out.
    """
    shown = {chart.id: chart for chart in charts if chart.raster}
    context = Context(report, shown, words)
    images = {chart.id: image for chart in shown.values() if (image := _image(chart))}
    view, folder = _view(context, images, cover, look), look.template_folder
    style = trusted(stylesheet(SCREENS, faces=""))
    sparks = (view.sparks[tile.spark.id] for tile in view.front.tiles if tile.spark)
    return MailPage(
        subject=view.subject,
        html=_inlined(filled(HTML, folder, mail=view, style=style), look),
        text=filled(TEXT, folder, mail=view),
        images=(
            *((view.logo,) if view.logo else ()),
            *sparks,
            *(figure.image for figure in view.figures),
        ),
    )


def _view(context: Context, images: dict[str, MailImage], cover: Cover, look: Look) -> View:
    say, page_one = context.words, front.front(context, look.brand_name or "")
    values = (say("mail.tile", label=tile.label, value=tile.value) for tile in page_one.tiles)
    day = context.report.scope.data_through - DAY
    return View(
        language=say("report.language"),
        subject=_subject(page_one, front.period(context, in_short=True), say),
        preheader=" · ".join(values),
        front=page_one,
        logo=_logo(look, page_one.logo_alt),
        sparks={name: image for name, image in images.items() if name.startswith(SPARK)},
        figures_heading=say("mail.charts.heading"),
        figures=tuple(
            Figure(context.charts[name].title, image)
            for name, image in images.items()
            if not name.startswith(SPARK)
        ),
        pdf=say("mail.pdf.linked" if cover.pdf_at else "mail.pdf.attached"),
        pdf_at=cover.pdf_at,
        is_web=cover.pdf_at.startswith(WEB),
        csv="" if cover.csv == "none" else say(f"mail.csv.{cover.csv}"),
        owner=say("mail.owner", owner=cover.owner),
        footer=say("report.footer", day=day, version=context.report.version),
    )


def _subject(page_one: Front, period: str, say: Words) -> str:
    """Short before the headline, of which an inbox shows the beginning."""
    headline = page_one.headline.removesuffix(".")
    subject = say("mail.subject", name=page_one.name, period=period, headline=headline)
    return text.printable(subject, "", LONGEST_SUBJECT)


def _image(chart: Chart) -> MailImage | None:
    if chart.raster is None:
        return None
    drawn = chart.raster
    return MailImage(chart.id, drawn.png, drawn.width_px, drawn.height_px, chart.alt)


def _logo(look: Look, alt: str) -> MailImage | None:
    """The logo as large as its place takes it, and no larger than it is."""
    size = png_size(look.logo.content) if look.logo and look.logo.kind == "image/png" else None
    if look.logo is None or size is None:
        return None
    scale = min(1.0, *(most / own for most, own in zip(LARGEST_LOGO, size, strict=True)))
    width, height = (max(1, round(scale * own)) for own in size)
    return MailImage(LOGO, look.logo.content, width, height, alt)


def _inlined(html: str, look: Look) -> str:
    """The page with its stylesheet written onto its elements."""
    inliner = css_inline.CSSInliner(
        extra_css=worn(stylesheet(STYLESHEET, faces=""), look),
        load_remote_stylesheets=False,
    )
    return inliner.inline(html)
