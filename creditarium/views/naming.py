"""Names beside the points of a figure, so that none lies over another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from matplotlib.axes import Axes
from matplotlib.text import Annotation
from matplotlib.transforms import Bbox

_SIZE = 6.5
_LEFT, _RIGHT, _UP, _DOWN = -4, 4, 5, -9
"""How far a name stands from its point, in typographic points."""
_FURTHER = (0, 8)
"""How much further up or down it may stand where the nearest places are taken."""
_DOT = 3.0
"""Half the width of a point, in dots of the figure."""

Point = tuple[float, float]


def name_points(axes: Axes, names: Mapping[str, Sequence[Point]], line: Sequence[Point], above: Iterable[str]) -> None:
    """Write each name once, beside the first of its points that has room; a name without room is left out.

    The points are in the units of the axes, the names of the earlier keys are placed first, and those in `above`
    rather over their points than under them. `line` are the corners of what is drawn through the points. A name stands
    inside the axes, over no other text and no point, and off the lines where it can. Call it when the figure is laid
    out.
    """
    rising = frozenset(above)
    dots = [_dot(axes, point) for points in names.values() for point in points]
    lines = [_stretch(axes, one, two) for one, two in pairwise(line)]
    left, right = axes.get_xlim()
    lines += [_stretch(axes, (left, y), (right, y)) for y in _across(axes)]
    texts = [text.get_window_extent() for text in axes.texts]
    for name, points in names.items():
        for point in points:
            box = _written(axes, name, point, _places(name in rising), [*texts, *dots], lines)
            if box is not None:
                texts.append(box)
                break


def _across(axes: Axes) -> list[float]:
    """Give the heights of the lines that go right across the axes, as the bounds of bands do."""
    return [float(line.get_ydata()[0]) for line in axes.lines if line.get_linestyle() == "--"]  # type: ignore[index,arg-type]


def _places(above: bool) -> list[tuple[int, int]]:
    """Give the places of a name beside its point, the best first."""
    near, far = (_UP, _DOWN) if above else (_DOWN, _UP)
    nearest = [(right, up) for up in (near, far) for right in (_RIGHT, _LEFT)]
    return [(right, up + (more if up > 0 else -more)) for more in _FURTHER for right, up in nearest]


def _written(
    axes: Axes, name: str, point: Point, places: list[tuple[int, int]], taken: list[Bbox], lines: list[Bbox]
) -> Bbox | None:
    """Write a name at the first of its places that crosses the fewest lines; None where something stands in each."""
    found: list[tuple[int, Annotation, Bbox]] = []
    for place in places:
        text = axes.annotate(
            name, point, place, textcoords="offset points", fontsize=_SIZE, ha="left" if place[0] > 0 else "right"
        )
        text.set_in_layout(False)
        box = text.get_window_extent()
        if _inside(box, axes.bbox) and not box.count_overlaps(taken):
            found.append((int(box.count_overlaps(lines)), text, box))
        else:
            text.remove()
    if not found:
        return None
    best = min(found, key=lambda one: one[0])
    for one in found:
        if one is not best:
            one[1].remove()
    return best[2]


def _inside(box: Bbox, frame: Bbox) -> bool:
    return bool(frame.x0 <= box.x0 and box.x1 <= frame.x1 and frame.y0 <= box.y0 and box.y1 <= frame.y1)


def _dot(axes: Axes, point: Point) -> Bbox:
    x, y = axes.transData.transform(point)
    return Bbox.from_extents(x - _DOT, y - _DOT, x + _DOT, y + _DOT)


def _stretch(axes: Axes, one: Point, two: Point) -> Bbox:
    (x, y), (to_x, to_y) = axes.transData.transform([one, two])
    return Bbox.from_extents(min(x, to_x) - 1, min(y, to_y) - 1, max(x, to_x) + 1, max(y, to_y) + 1)
