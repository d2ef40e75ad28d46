"""Reading a page back: its elements, the text in them, and its tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"meta", "link", "br", "img", "input", "hr", "base"}


@dataclass
class Node:
    """An element of a page."""

    name: str
    attributes: dict[str, str]
    children: list[Node | str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(child if isinstance(child, str) else child.text for child in self.children)

    def every(self, *names: str) -> Iterator[Node]:
        """Give the elements of these names below, in their order; all of them if none is named."""
        for child in self.children:
            if isinstance(child, Node):
                if not names or child.name in names:
                    yield child
                yield from child.every(*names)

    def the(self, name: str) -> Node:
        found = list(self.every(name))
        assert len(found) == 1, f"{len(found)} {name}"
        return found[0]

    @property
    def rows(self) -> list[list[str]]:
        """The cells of a table's body."""
        return [[cell.text for cell in row.every("td")] for row in self.the("tbody").every("tr")]


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open = [Node("", {})]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(set(names)) == len(names), f"{tag}: an attribute stands twice"
        node = Node(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(node)
        if tag not in VOID:
            self.open.append(node)

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1].name == tag, f"{tag} ends inside {self.open[-1].name}"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def page_of(text: str) -> Node:
    """Read a page; what is not closed in its order is an error."""
    builder = _Builder()
    builder.feed(text)
    builder.close()
    assert len(builder.open) == 1
    return builder.open[0]


def tables_of(page: Node) -> dict[str, Node]:
    """Give a page's tables by their captions."""
    return {
        frame.attributes["aria-label"]: frame.the("table")
        for frame in page.every("div")
        if "frame" in frame.attributes.get("class", "")
    }
