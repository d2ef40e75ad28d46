"""How every figure looks: colours that colour-blind readers can tell apart, and whose it is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from creditarium.model.problem import Problem, suggestion
from creditarium.results.places import check_file, unwritable_file
from creditarium.views.wording import WORLD

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from creditarium.model.scenario import Scenario

BLACK, ORANGE, SKY, GREEN, YELLOW, BLUE, VERMILION, PURPLE = (
    "#000000", "#E69F00", "#56B4E9", "#009E73", "#F0E442", "#0072B2", "#D55E00", "#CC79A7",
)  # fmt: skip
"""The colours of Okabe and Ito (2008)."""
GREY = "#8C8C8C"
LADDER = (VERMILION, ORANGE, YELLOW, SKY, BLUE, GREEN, PURPLE, BLACK)
"""From the lowest band to the highest."""
FORMATS = ("png", "svg")
_DOTS = 144
_DIGITS = 4
_RULES: dict[str, Any] = {
    "font.family": "DejaVu Sans",
    "font.size": 9.0,
    "axes.titlesize": 10.0,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "grid.color": "#DDDDDD",
    "legend.frameon": False,
    "svg.hashsalt": "creditarium",
}


@contextmanager
def styled() -> Iterator[None]:
    """Draw in the style of the house, whatever the caller's own settings are."""
    import matplotlib.style

    with matplotlib.style.context(_RULES, after_reset=True):
        yield


def figure(width: float, height: float) -> Figure:
    """Make an empty figure of a size in inches; it belongs to no window of the screen."""
    from matplotlib.figure import Figure

    return Figure(figsize=(width, height), layout="constrained", facecolor="white")


def settle(drawn: Figure) -> None:
    """Lay a finished figure out once, and keep its axes at rounded places.

    Text is measured with a last bit that varies from drawing to drawing, and an SVG names its clips by it.
    """
    drawn.draw_without_rendering()
    drawn.set_layout_engine("none")
    for axes in drawn.axes:
        left, low, width, height = (round(part, _DIGITS) for part in axes.get_position().bounds)
        axes.set_position((left, low, width, height))


def label_of(scenario: Scenario) -> str:
    """Say whose results a figure shows: scenario, people, seed, and that it is one world of many."""
    return f"{scenario.name} · {scenario.people:,} people · seed {scenario.seed} · {WORLD}"


def check_format(path: str | Path) -> str:
    """Give the format that a file's ending asks for; one that no figure is written in is a `Problem`."""
    kind = Path(path).suffix.removeprefix(".").lower()
    if kind not in FORMATS:
        raise Problem(f"a figure cannot be written as '{kind}'", place=str(path), mend=suggestion(kind, FORMATS))
    return kind


def check_picture(path: str | Path) -> None:
    """Refuse a file of another format, and one that cannot be written, before anything is lived for it."""
    check_format(path)
    check_file(Path(path))


def save(drawn: Figure, path: str | Path, *, title: str = "", description: str = "") -> Path:
    """Write a figure as PNG or SVG, told by the ending; the same figure gives the same bytes.

    A ``title`` and a ``description`` in words go into the file, for those who do not see it.
    """
    target = Path(path)
    kind = check_format(path)
    metadata: dict[str, str | None] = {"Date": None} if kind == "svg" else {"Software": None}
    metadata |= {name: text for name, text in (("Title", title), ("Description", description)) if text}
    part = target.with_name(f".{target.name}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with styled():
            drawn.savefig(part, format=kind, dpi=_DOTS, metadata=metadata)
        part.replace(target)
    except OSError as error:
        raise unwritable_file(target, error, "figure") from error
    finally:
        if part.exists():
            part.unlink()
    return target
