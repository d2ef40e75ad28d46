"""The walk over a spec's parameters, and a spec with other ones in their places."""

from __future__ import annotations

import pytest

from creditarium.model.inventory import parameters, with_parameters
from creditarium.model.parameter import Parameter
from creditarium.model.problem import Problem
from creditarium.model.resolve import resolve

PATH = "conduct.kinds.speeding.rate"


def set_to(value: object) -> Parameter[object]:
    return Parameter.of({"set": value, "because": "a test"}, allow_set=True)


def test_a_parameter_is_put_in_its_place_and_the_rest_is_shared() -> None:
    town = resolve("rongcheng")
    made = with_parameters(town, {PATH: set_to(2)})
    assert dict(parameters(made))[PATH].value == 2
    assert made.population is town.population
    assert all(made.conduct.kinds[name] is kind for name, kind in town.conduct.kinds.items() if name != "speeding")
    changed = {path for path, one in parameters(made) if one != dict(parameters(town))[path]}
    assert changed == {PATH}


def test_nothing_moved_is_the_same_spec() -> None:
    town = resolve("rongcheng")
    assert with_parameters(town, {}) is town


@pytest.mark.parametrize(("value", "says"), [(-1, "at least 0"), ("often", "no rate")])
def test_what_does_not_fit_its_place_is_refused(value: object, says: str) -> None:
    with pytest.raises(Problem, match=says):
        with_parameters(resolve("rongcheng"), {PATH: set_to(value)})
