"""The households' table of a population of one's own: what it must hold, said in one line."""

import shutil
from pathlib import Path

import pytest

from creditarium.engine.people import compile_people
from creditarium.model.population import Population
from creditarium.model.problem import Problem
from creditarium.model.reading import load

TOWNS = Path(__file__).parents[1] / "fixtures" / "towns"
HEAD = "kind,size,couple,children,elders,others,per_1000_of_size,found_by,confidence"


@pytest.mark.parametrize(
    ("couple", "what"), [(0, "no kind of household has a couple"), (1, "no household kind has size 1")]
)
def test_a_table_without_couples_or_without_others_is_one_line(couple: int, what: str, tmp_path: Path) -> None:
    for file in TOWNS.iterdir():
        shutil.copy(file, tmp_path)
    rows = [] if couple else ["alone,1,0,0,0,0,1000,assumption,low"]
    for size in range(2, 12):
        rows.append(f"adults {size},{size},{couple},0,0,{size - 1 - couple},500,assumption,low")
        rows.append(f"children {size},{size},{couple},{size - 1 - couple},0,0,500,assumption,low")
    (tmp_path / "kinds.csv").write_text("\n".join([HEAD, *rows]) + "\n", encoding="utf-8")
    text = (tmp_path / "few.yaml").read_text(encoding="utf-8")
    (tmp_path / "few.yaml").write_text(text.replace("sweden-2021/household_kinds.csv", "kinds.csv"), encoding="utf-8")
    with pytest.raises(Problem, match=what):
        compile_people(load(Population, tmp_path / "few.yaml"), 4_000)
