"""Names in a figure can be read: none lies over another, over a point, or outside the axes."""

from itertools import combinations

import pytest
from matplotlib.axes import Axes
from matplotlib.text import Annotation

import creditarium as cr
from creditarium.views.naming import name_points
from creditarium.views.style import figure, settle, styled


def legible(axes: Axes) -> list[str]:
    """Give the names in some axes, and see that they can be read."""
    names = [text for text in axes.texts if isinstance(text, Annotation)]
    boxes = [text.get_window_extent() for text in names]
    assert [(one, two) for one, two in combinations(boxes, 2) if one.overlaps(two)] == []
    dots = [axes.transData.transform(line.get_xydata()) for line in axes.lines if line.get_marker() == "o"]
    assert [box for box in boxes for corners in dots if box.contains(*corners[0])] == []
    assert [box for box in boxes if box.x0 < axes.bbox.x0 or box.x1 > axes.bbox.x1] == []
    return [text.get_text() for text in names]


@pytest.mark.parametrize("width", [3, 8])
@pytest.mark.parametrize("at", [0.02, 0.5, 0.98])
def test_points_close_together_are_named_apart(width: int, at: float) -> None:
    points = [(at, 0.5 + place / 100) for place in range(6)]
    with styled():
        drawn = figure(width, 2)
        axes = drawn.subplots()
        axes.set(xlim=(0, 1), ylim=(0, 1))
        for x, y in points:
            axes.plot([x], [y], "o")
        settle(drawn)
        names = {f"−{place} late instalment": [point] for place, point in enumerate(points)}
        name_points(axes, names, points, above=["−0 late instalment"])
    written = legible(axes)
    assert written
    assert written[0] == "−0 late instalment", "what comes first has the best place"


def test_the_moves_of_a_busy_life_are_named_where_they_can_be_read(reported: cr.Run) -> None:
    busy = max(range(200), key=lambda person: len(cr.replay(reported, person=person).ledger))
    told = cr.explain(reported, person=busy)
    axes = told.plot().axes[0]
    dots = [line for line in axes.lines if line.get_marker() == "o"]
    assert len(dots) > 10
    names = legible(axes)
    assert len(names) > 2
    assert any(name.endswith(" times)") for name in names), "equal moves are named once"
