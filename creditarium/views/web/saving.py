"""A run's scenario or its levers as a small file, which `creditarium run` takes as it is."""

from __future__ import annotations

from creditarium.results.scenario_file import yaml_text
from creditarium.views.web.answers import FileMade
from creditarium.views.web.pair import Pair, scenario_of, written


def saved(pair: Pair, what: str) -> FileMade:
    """Give the file: the whole `scenario`, or the levers as a `reform` of the shipped one."""
    name = pair.choice.scenario
    if what == "scenario":
        return FileMade(
            name=f"{name}.yaml", text=yaml_text(scenario_of(pair.plain, pair.log).model_dump(mode="python"))
        )
    text = yaml_text(written(pair.plain, pair.log))
    choice = pair.choice
    left = "".join(f" --without {stage}" for stage in choice.without)
    file = f"{name}-levers.yaml"
    run = f"creditarium run {name} --people {choice.people} --days {choice.days} --seed {choice.seed}{left}"
    return FileMade(name=file, text=f"# {run} --reform {file}\n{text}")
