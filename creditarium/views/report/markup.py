"""Building HTML and SVG as a tree of elements; the standard library escapes every text and attribute."""

from __future__ import annotations

from xml.etree.ElementTree import Element, tostring

from creditarium.views.sayings import Foreign

Child = Element | str | None
Attribute = str | int | float | None
_PLACES = 3


def element(tag: str, /, *children: Child, **attributes: Attribute) -> Element:
    """Make an element; `class_` is written class, `text_anchor` text-anchor, and what is None is left out.

    >>> written(element("p", "1 < 2, ", element("b", "so"), class_="lead"))
    '<p class="lead">1 &lt; 2, <b>so</b></p>'
    """
    named = {key.rstrip("_").replace("_", "-"): value for key, value in attributes.items() if value is not None}
    made = Element(tag, {key: _attribute(value) for key, value in named.items()})
    last: Element | None = None
    for child in children:
        if child is None:
            continue
        if isinstance(child, Element):
            made.append(child)
            last = child
        elif last is None:
            made.text = (made.text or "") + child
        else:
            last.tail = (last.tail or "") + child
    return made


def written(tree: Element) -> str:
    """Write a tree as HTML."""
    return tostring(tree, encoding="unicode", method="html")


def foreign(text: str) -> str | None:
    """Give the language of words that stayed in English in a page of another."""
    return "en" if isinstance(text, Foreign) else None


def percent(share: float) -> str:
    """Write a place along the width of a drawing.

    >>> percent(0.5)
    '50%'
    """
    return f"{round(100 * share, _PLACES):g}%"


def _attribute(value: Attribute) -> str:
    return f"{round(value, _PLACES):g}" if isinstance(value, float) else str(value)
