"""A run's scenario or its levers as a small file, which `creditarium run` takes as it is."""

from __future__ import annotations

from creditarium.results.scenario_file import yaml_text
from creditarium.views.web.answers import FileMade
from creditarium.views.web.pair import Pair, scenario_of, written


def saved(pair: Pair, what: str) -> FileMade:
    """Give the file: the whole `scenario`, or the levers as a `reform` of the shipped one."""
    choice, name = pair.choice, pair.choice.scenario
    digest = pair.world.run.manifest.digest if pair.over else ""
    if what == "scenario":
        file, run = f"{name}.yaml", f"creditarium run {name}.yaml"
        text = yaml_text(scenario_of(pair.plain, pair.log).model_dump(mode="python"))
    else:
        left = "".join(f" --without {stage}" for stage in choice.without)
        file, text = f"{name}-levers.yaml", yaml_text(written(pair.plain, pair.log))
        size = f"--people {choice.people} --days {choice.days} --seed {choice.seed}"
        run = f"creditarium run {name} {size}{left} --reform {file}"
    head = f"# {run}\n" + (f"# gives tables with the digest {digest}\n" if digest else "")
    return FileMade(name=file, text=head + text, digest=digest)
