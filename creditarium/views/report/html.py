"""A report as one HTML page: no network, no script, no other file, and a policy that forbids them all."""

from __future__ import annotations

import re
from base64 import b64encode
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

from creditarium.views import style
from creditarium.views.languages import Wording, report_wording
from creditarium.views.report.blocks import block
from creditarium.views.report.content import Section
from creditarium.views.report.markup import element, foreign, written
from creditarium.views.wording import WORLD

if TYPE_CHECKING:
    from creditarium.views.report.document import Report

_COLOURS = ("black", "orange", "sky", "green", "yellow", "blue", "vermilion", "purple", "grey")


_ON_A_LINE = re.compile("<(?=(head|meta|body|header|nav|main|section|footer|h[1-4]|figure|table|tr)[ >])")
"""Before these the page begins a new line, so that a person or a diff can read it."""


def html_of(report: Report) -> str:
    """Write a report as a page of HTML; the same report gives the same bytes."""
    sheet, wording = style_sheet(), report_wording(report.language)
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=policy(sheet)),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="generator", content=report.made_by),
        element("meta", name="referrer", content="no-referrer"),
        element("meta", name="color-scheme", content="light dark"),
        element("title", f"{report.title} – {wording.text(report.made_by)}"),
        element("style", sheet),
    )
    body = element(
        "body",
        element("a", wording.text("Skip to the report"), href=f"#{report.sections[0].key}", class_="skip"),
        _header(report, wording),
        _contents(report.sections, wording),
        element("main", *(block(section, 2, wording) for section in report.sections)),
        _footer(report, wording),
    )
    page = element("html", head, body, lang=report.language)
    return _ON_A_LINE.sub("\n<", f"<!doctype html>\n{written(page)}\n")


@cache
def style_sheet() -> str:
    """Give the one style sheet, with the colours of the house in front."""
    colours = "".join(f"--{name}:{getattr(style, name.upper())};" for name in _COLOURS)
    text = files("creditarium.views.report").joinpath("style.css").read_text(encoding="utf-8")
    return f":root{{{colours}}}\n{text}"


def policy(sheet: str) -> str:
    """Give the policy of the page: nothing is loaded, nothing runs, and the one style sheet is known by its digest."""
    digest = b64encode(sha256(sheet.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def _header(report: Report, wording: Wording) -> Element:
    return element(
        "header",
        element("p", wording.text("Creditarium · a society under glass"), class_="eyebrow"),
        element("h1", report.title, lang=foreign(report.title)),
        element("p", report.about, class_="about"),
    )


def _contents(sections: tuple[Section, ...], wording: Wording) -> Element:
    links = (element("li", element("a", one.title, href=f"#{one.key}")) for one in sections)
    return element("nav", element("ol", *links), aria_label=wording.text("Contents"))


def _footer(report: Report, wording: Wording) -> Element:
    imaginary = f"Everybody in it is imaginary; it shows {WORLD}. A model of scoring systems, never such a system."
    return element("footer", element("p", f"{wording.text(report.made_by)}. {wording.text(imaginary)}"))
