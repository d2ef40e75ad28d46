"""A population's fit that is kept is the fit made anew, and whatever is wrong with a kept one, it is made anew."""

from pathlib import Path

import numpy as np
import pytest

from creditarium.engine import people, people_kept
from creditarium.engine.people import compile_people
from creditarium.engine.people_kept import keep, kept, name_of
from creditarium.model.population import Population
from creditarium.model.resolve import resolve


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / "kept"))
    return tmp_path / "kept"


@pytest.fixture(scope="module")
def population() -> Population:
    return resolve("rongcheng").population


def flat(value: object) -> list[object]:
    return [part for item in value for part in flat(item)] if isinstance(value, tuple) else [value]


def same(one: people.Built, other: people.Built) -> bool:
    pairs = [(one.tables, other.tables), (one.places, other.places), (one.kinds, other.kinds), (one.fit, other.fit)]
    return all(np.array_equal(a, b) for x, y in pairs for a, b in zip(flat(tuple(x)), flat(tuple(y)), strict=True))


def test_a_kept_fit_is_the_fit_made_anew(folder: Path, population: Population, monkeypatch: pytest.MonkeyPatch) -> None:
    made = compile_people(population, 1_000)
    assert len(list(folder.iterdir())) == 1
    monkeypatch.setattr(people, "fit_people", lambda _: pytest.fail("it was raked again"))
    assert same(compile_people(population, 1_000), made)
    assert compile_people(population, 70_000).layout.people == 70_000


@pytest.mark.parametrize("content", [b"", b"PK", b"no archive at all"])
def test_a_damaged_one_is_made_anew(folder: Path, population: Population, content: bytes) -> None:
    made = compile_people(population, 500)
    [file] = folder.iterdir()
    whole = file.read_bytes()
    for damaged in (content, whole[:-200], whole[: len(whole) // 2]):
        file.write_bytes(damaged)
        assert same(compile_people(population, 500), made)
        assert file.read_bytes() == whole


def test_without_a_place_to_write_nothing_is_kept(
    folder: Path, population: Population, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.write_text("a file where the folder should be")
    assert compile_people(population, 500).layout.people == 500
    assert kept(name_of(population)) is None


def test_another_population_has_another_name(population: Population) -> None:
    names = {name_of(resolve(name).population) for name in ("rongcheng", "reported-2020", "sweden-2021")}
    share = population.minors_of_15_19
    other = population.model_copy(update={"minors_of_15_19": type(share).of({"fixed": 0.5, "because": "a test"})})
    assert len(names | {name_of(other)}) == 4


def test_a_population_of_ones_own_tables_is_not_kept(
    folder: Path, population: Population, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(people_kept, "table_path", lambda _, table: Path("mine") / table.file)
    assert name_of(population) == ""
    keep("", {})
    assert kept("") is None
    assert not folder.exists()


def test_only_the_newest_stay(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(people_kept, "_MOST", 2)
    for number in range(4):
        keep(f"fit-{number}", {"x": np.arange(number)})
    assert sorted(path.name for path in folder.iterdir()) == ["fit-2.npz", "fit-3.npz"]
