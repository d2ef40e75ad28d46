"""The population's spec and tables: the closed list of attributes, and what is refused."""

import csv
import shutil
from pathlib import Path

import pytest

from creditarium.engine.people import compile_people
from creditarium.engine.people_tables import read_places
from creditarium.model.catalogue import PRESETS
from creditarium.model.population import (
    AGE_GROUP_OF_BAND,
    AGE_GROUPS,
    ATTRIBUTES,
    BAND_STARTS,
    BANDS,
    Population,
    bands_of,
)
from creditarium.model.problem import Problem
from creditarium.model.reading import find_preset, load, preset_names
from creditarium.model.resolve import resolve
from creditarium.model.tables import LEAST_CELL, table_path, tables_digest, tables_of

NAMES = ("china-2020", "rongcheng", "sweden-2021")
COUNTS = {"male", "female", "population", "households"}


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A user's own copy of a population, with its tables beside it."""
    shutil.copy(find_preset("populations", "rongcheng"), tmp_path / "own.yaml")
    shutil.copytree(PRESETS / "populations" / "rongcheng", tmp_path / "rongcheng")
    return tmp_path / "own.yaml"


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def problem(path: Path) -> str:
    with pytest.raises(Problem) as caught:
        compile_people(load(Population, path), 1000)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_the_attributes_are_sixteen_bits_without_overlap() -> None:
    taken = [bit for shift, bits, _ in ATTRIBUTES.values() for bit in range(shift, shift + bits)]
    assert sorted(taken) == list(range(16))
    assert all(len(categories) <= 1 << bits for _, bits, categories in ATTRIBUTES.values())


def test_no_attribute_is_free_text_or_of_a_forbidden_sort() -> None:
    words = {*ATTRIBUTES, *(word for _, _, categories in ATTRIBUTES.values() for word in categories)}
    assert not {"name", "ethnicity", "religion", "party", "orientation", "address"} & words


def test_bands_fall_into_their_age_groups() -> None:
    for band, group in zip(BANDS, AGE_GROUP_OF_BAND, strict=True):
        low = BAND_STARTS[BANDS.index(band)]
        first, _, last = AGE_GROUPS[group].rstrip("+").partition("-")
        assert int(first) <= low <= int(last or 200)


def test_ranges_of_whole_bands() -> None:
    assert [BANDS[band] for band in bands_of("15-24")] == ["15-17", "18-19", "20-24"]
    assert list(bands_of("0+")) == list(range(len(BANDS)))
    for wrong in ("16-24", "15-25", "x", "85-90"):
        with pytest.raises(Problem, match="no range of whole age bands"):
            bands_of(wrong)


def test_the_shipped_populations_are_these() -> None:
    assert tuple(preset_names("populations")) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_every_shipped_cell_holds_ten_or_none(name: str) -> None:
    population = load(Population, find_preset("populations", name))
    for table in tables_of(population):
        with (PRESETS / "populations" / table.file).open(encoding="utf-8") as file:
            for row in csv.DictReader(file):
                for column in COUNTS & set(row):
                    assert int(row[column]) == 0 or int(row[column]) >= LEAST_CELL


def test_the_census_adds_up() -> None:
    places = read_places(load(Population, find_preset("populations", "china-2020")))
    assert places.counts.sum() == pytest.approx(1_409_778_724)
    assert places.counts.sum(axis=(1, 2, 3)).tolist() == pytest.approx(list(places.people))
    assert places.counts[:, 0].sum() == pytest.approx(575_170_855)
    assert places.counts[:, :, :3].sum() == pytest.approx(253_383_938)
    assert sum(places.counts[..., 0].ravel()) == pytest.approx(721_416_394)


def test_a_cell_under_ten_is_refused_with_the_advice_to_pool(own: Path) -> None:
    table = own.parent / "rongcheng" / "age_sex.csv"
    line = table.read_text(encoding="utf-8").splitlines()[5]
    change(table, line, ",".join([*line.split(",")[:3], "7", *line.split(",")[4:]]))
    said = problem(own)
    assert "age_sex.csv:6" in said
    assert "a cell of 7 in column 'male' is too small" in said
    assert "pool it with its neighbours" in said


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("rongcheng,city,0-4,", "rongcheng,citi,0-4,", "unknown stratum 'citi'"),
        ("rongcheng,city,0-4,", "rongcheng,city,0-3,", "no range of whole age bands"),
        ("rongcheng,city,5-9,", "rongcheng,city,0-4,", "stands twice"),
        ("rongcheng,city,0-4,", "rongcheng,city,0-4,-", "is no count"),
        ("rongcheng,city,0-4,", "rongcheng,city,0-4,1,1,", "more or fewer fields"),
        ("male", "mail", "no column 'male'"),
        ("confidence", "confidence,name", "unknown column 'name'"),
        ("search", "guess", "found_by is 'guess'"),
        ("search", "memory", "the row is from memory"),
    ],
)
def test_a_faulty_table_is_refused_in_one_line(own: Path, old: str, new: str, says: str) -> None:
    change(own.parent / "rongcheng" / "age_sex.csv", old, new)
    assert says in problem(own)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("file: rongcheng/age_sex.csv", "file: rongcheng/ages.csv", "the table cannot be read"),
        ("source: census-2020-ages", "source: census-2020-age", "no source is called 'census-2020-age'"),
        ("source: census-2020-ages", "source: gamers-women-2019", "is no source"),
        ("  migrant:\n", "  migrants:\n", "no trait is called 'migrants'"),
        ("      sex:\n", "      six:\n", "no attribute is called 'six'"),
        ("        male: {value: 0.5469", "        men: {value: 0.5469", "no sex is called 'men'"),
        ("        18-24:", "        18-25:", "no range of whole age bands"),
        ("  range: [0.9, 1.0]", "  range: [1.1, 1.2]", "a factor around 1"),
        ("counts: region and stratum", "counts: national", "'strata' goes with national counts"),
    ],
)
def test_a_faulty_spec_is_refused_in_one_line(own: Path, old: str, new: str, says: str) -> None:
    change(own, old, new)
    assert says in problem(own)


def test_people_who_cannot_live_together_are_refused(own: Path) -> None:
    text = own.read_text(encoding="utf-8")
    before, rest = text.split("  generations:\n", 1)
    own.write_text(before + '  generations:\n    "46": {fixed: 1.0, because: test}\n' + rest[rest.index("  at_home") :])
    assert "cannot be fitted to its ages" in problem(own)


def test_a_users_table_stands_beside_the_file_and_changes_the_digest(own: Path) -> None:
    shipped = load(Population, find_preset("populations", "rongcheng"))
    population = load(Population, own)
    assert tables_digest(population) == tables_digest(shipped)
    change(own.parent / "rongcheng" / "regions.csv", "946134", "946000")
    assert tables_digest(population) != tables_digest(shipped)
    assert read_places(population).people == (946_000,)


def test_own_tables_are_found_again_where_a_scenario_is_changed_as_an_object(own: Path, tmp_path: Path) -> None:
    shutil.copy(find_preset("scenarios", "rongcheng"), tmp_path / "mine.yaml")
    change(tmp_path / "mine.yaml", "population: rongcheng", "population: ./own.yaml")
    whole = resolve(str(tmp_path / "mine.yaml"))
    for other in (whole, whole.without("sharing"), resolve(whole, people=100, settings=("population.size=900000",))):
        assert {table_path(other.population, table).parent for table in tables_of(other.population)} == {
            tmp_path / "rongcheng", PRESETS / "populations" / "china-2020",
        }  # fmt: skip
