"""`creditarium check`: every kind of file, presets made of others, catalogues beside others, files of another kind."""

import json
from pathlib import Path

import pytest

from creditarium.model.catalogue import find_preset
from creditarium.model.population import STRATA

ROOT = Path(__file__).resolve().parents[2]
LIBRARY = ROOT / "examples" / "library-fees" / "library_fees" / "presets"


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("occasions/china-2020-lean", "china-2020-lean: fine (occasions: China about 2020, lean)"),
        ("responses/learned", "learned: fine (responses: "),
        ("sensors/china-2020", "china-2020: fine (sensors: "),
        ("schemes/sesame", "sesame: fine (scheme: "),
        ("populations/rongcheng", "rongcheng: fine (population: "),
        ("targets/court-blacklist", "court-blacklist: fine (targets: "),
        (
            "occasions/sweden-2021",
            "sweden-2021: fine (occasions: Sweden about 2021)\n  tried on            sweden-2021\n",
        ),
        ("sensors/sweden-2021", "sweden-2021: fine (sensors: "),
        ("institutions/court-blacklist", "court-blacklist: fine (institutions: "),
    ],
)
def test_presets_of_every_kind_are_checked(call, name: str, says: str) -> None:
    answer = call("check", name)
    assert (answer.code, answer.err) == (0, "")
    assert answer.out.startswith(says)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("title: Mine\nof: rongcheng-2018\ndisclosure: secret\n", "mine: fine (scheme: Mine)"),
        ("title: Mine\nof: rongcheng\npeople: 300\n", "mine: fine (scenario: Mine)"),
        ("title: Mine\nof: china-2020\nleaves_out: {kinds: [tidy_yard]}\n", "mine: fine (occasions: Mine)"),
    ],
)
def test_a_file_that_is_made_of_a_preset_is_of_its_kind(call, tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "mine.yaml").write_text(text, encoding="utf-8")
    answer = call("check", "mine.yaml")
    assert (answer.code, answer.err) == (0, "")
    assert answer.out.startswith(says)
    (tmp_path / "again.yaml").write_text("title: Again\nof: mine.yaml\n", encoding="utf-8")
    assert call("check", "again.yaml").out.startswith(says.replace("mine", "again").replace("Mine", "Again"))


def test_a_part_is_tried_on_the_smallest_scenario_that_it_belongs_to(call, refused, tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text("of: sweden-2021\nleaves_out: {kinds: [web_order]}\n", encoding="utf-8")
    assert json.loads(call("check", "mine.yaml", "--json").out)["on"] == "sweden-2021"
    text = find_preset("institutions", "sesame").read_text(encoding="utf-8")
    (tmp_path / "doors.yaml").write_text(text, encoding="utf-8")
    assert json.loads(call("check", "doors.yaml", "--json").out)["on"] == "sesame-2018"
    (tmp_path / "doors.yaml").write_text(text.replace("scheme: sesame", "scheme: mine"), encoding="utf-8")
    said = refused("check", "doors.yaml").err
    assert said.startswith(
        "doors.yaml: its rules speak of schemes that no preset scenario has: mine. Mend: creditarium"
    )
    assert "check doors.yaml --on SCENARIO tries it on one that has them" in said


def test_a_file_that_is_made_of_itself_describes_nothing(refused, tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text("title: Mine\nof: mine.yaml\n", encoding="utf-8")
    assert "it cannot be told what this file describes" in refused("check", "mine.yaml").err


def test_a_catalogue_stands_beside_that_of_the_scenario_unless_both_use_a_name(call, refused, tmp_path: Path) -> None:
    (tmp_path / "library.yaml").write_text((LIBRARY / "occasions" / "library.yaml").read_text(encoding="utf-8"))
    assert "book_loan 10, nappy_purchase 5.1" in call("check", "library.yaml").out
    text = (tmp_path / "library.yaml").read_text(encoding="utf-8").replace("book_lost:", "speeding:")
    (tmp_path / "roads.yaml").write_text(text, encoding="utf-8")
    said = refused("check", "roads.yaml").err
    assert said.startswith("roads.yaml: the catalogue has no kind ")
    assert "(presets/sensors/china-2020.yaml:" in said
    assert said.endswith(
        "Mend: creditarium check roads.yaml --on SCENARIO tries it on the scenario that it belongs to.\n"
    )


def test_targets_are_asked_of_the_scenario_that_is_named(call, refused) -> None:
    assert "of national-lists" in call("check", "targets/court-blacklist", "--on", "national-lists").out
    said = refused("check", "targets/court-blacklist", "--on", "rongcheng").err
    assert "the scenario counts no 'entered' of scheme 'court-blacklist'" in said


def test_a_case_that_asks_for_what_its_world_has_not_is_refused(call, refused, tmp_path: Path) -> None:
    call("new", "case", "mine.yaml")
    text = (tmp_path / "mine.yaml").read_text(encoding="utf-8")
    (tmp_path / "mine.yaml").write_text(text.replace("consequence: court_no_flight", "consequence: no_flight", 1))
    assert "no_flight" in refused("check", "mine.yaml").err


# Files of another kind -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "words", "says"),
    [
        ("scheme", ["run"], "this is a scheme, and a scenario is wanted. Mend: put it over a town: creditarium new "
         "scenario TOWN.yaml --scheme mine.yaml."),
        ("scheme", ["test"], "creditarium new tests FILE.yaml --scheme mine.yaml."),
        ("scheme", ["run", "rongcheng", "--reform"], "this is a scheme, and a reform is wanted"),
        ("scheme", ["run", "--days", 7], "this is a scheme, and a scenario is wanted"),
        ("scenario", ["validate"], "this is a scenario, and a validation case is wanted"),
        ("scenario", ["new", "tests", "new.yaml", "--scheme"], "this is a scenario, and a scheme is wanted"),
        ("case", ["run"], "this is a validation case, and a scenario is wanted. Mend: creditarium validate mine.yaml"),
        ("tests", ["run"], "Mend: creditarium test mine.yaml tries them."),
        ("population", ["calibrate", "national-lists", "--targets"], "this is a population, and a file of targets is"),
    ],
)  # fmt: skip
def test_a_file_of_another_kind_is_named_as_what_it_is(
    call, refused, kind: str, words: list[object], says: str
) -> None:
    call("new", kind, "mine.yaml")
    assert says in refused(*words, "mine.yaml").err


@pytest.mark.parametrize("words", [["run"], ["check"], ["show"], ["validate"], ["test"], ["run", "--reform"]])
def test_a_page_is_no_file_of_ours(refused, tmp_path: Path, words: list[str]) -> None:
    (tmp_path / "README.md").write_text((ROOT / "README.md").read_text(encoding="utf-8"), encoding="utf-8")
    said = refused(*words, "README.md").err
    assert said.startswith("README.md:")
    assert "Mend: give a YAML file; the name of this one ends in .md." in said
    (tmp_path / "notes.txt").write_text("just some words", encoding="utf-8")
    assert "the name of this one ends in .txt" in refused(*words, "notes.txt").err


def test_what_is_not_there_is_answered_with_what_may_be_given(refused) -> None:
    assert "or a shipped case by number, V1 to V11." in refused("validate", "nope.yaml").err
    assert "give one of V1 to V11, or the path of a case of your own" in refused("validate", "nope").err
    assert "or a scheme that has tests by name." in refused("test", "nope.yaml").err
    assert "or a preset by name." in refused("show", "nope.yaml").err
    assert "or one of the scenarios by name." in refused("run", "nope.yaml").err


@pytest.mark.parametrize(
    ("key", "written", "says"),
    [
        ("scoring", "", "'scoring' lists schemes, each by its name. Mend: write 'scoring: [NAME, ./FILE.yaml]'"),
        ("scoring", "rongcheng-2018", "'scoring' lists schemes"),
        ("scoring", "[5]", "'scoring' lists schemes"),
        ("conduct", "[5, china-2020]", "'conduct' lists presets or files"),
        ("conduct", "[]", "'conduct' lists presets or files"),
        ("clock", "5", "clock"),
    ],
)
def test_a_part_of_a_scenario_that_cannot_be_is_one_line(
    call, refused, tmp_path: Path, key: str, written: str, says: str
) -> None:
    text = f"title: Mine\nof: rongcheng\n{key}: {written}\n"
    (tmp_path / "mine.yaml").write_text(text, encoding="utf-8")
    for words in ([], ["--days", 7], ["--transparent"]):
        said = refused("run", "mine.yaml", *words).err
        assert says in said
        assert said.startswith("mine.yaml:3: ")


# Names that stand for nothing ------------------------------------------------------------------------------

TIDY = (
    "title: Mine\nof: china-2020\nkinds:\n  mine:\n    title: A tidy yard\n    sort: duty\n    domain: care\n"
    "    rate: {assume: 2, range: [1, 3], because: no published number}\n"
)
SENSOR = (
    "title: Mine\nsensors:\n  mine:\n    title: A neighbour\n    delay: {fixed: 0, because: at once}\n"
    "    mistaken: {fixed: 0, because: none}\n    coverage:\n"
    + "".join(f"      {stratum}: {{fixed: 1, because: all}}\n" for stratum in STRATA)
)


POINTS = "title: Mine\nof: rongcheng-2018\nrules:\n"
ONE = "{fixed: 1, because: one}"


@pytest.mark.parametrize(
    ("part", "written", "says"),
    [
        ("conduct", f"{TIDY}    requires:\n      nowhere: [1, 1]\n", "no view or state is called 'nowhere'"),
        ("conduct", f"{TIDY}    depends:\n      - times: {ONE}\n        view: nowhere\n", "no view or state is called"),
        ("conduct", f"{TIDY}    then:\n      - on: act\n        add: {ONE}\n        state: nowhere\n", "no view or"),
        ("conduct", f"{TIDY}    who:\n      sex: [nowhere]\n", "sex has no category 'nowhere'"),
        ("conduct", f"{TIDY}    by:\n      nowhere: {{}}\n", "no attribute is called 'nowhere'"),
        ("observation", f"{SENSOR}    sees:\n      nowhere: {ONE}\n", "the catalogue has no kind 'nowhere'"),
        ("scoring", f"{POINTS}  nowhere:\n    points: {ONE}\n", "the catalogue has no kind 'nowhere'"),
        ("scoring", f"{POINTS}  speeding:\n    points: {ONE}\n    cap: nowhere\n", "is called 'cap.part.nowhere'"),
    ],
)
def test_a_name_that_stands_for_nothing_has_its_line_in_a_check_and_in_a_run(
    refused, tmp_path: Path, part: str, written: str, says: str
) -> None:
    line = next(number for number, text in enumerate(written.splitlines(), 1) if "nowhere" in text)
    (tmp_path / "part.yaml").write_text(written, encoding="utf-8")
    town = f"title: Mine\nof: no-scheme\n{part}: {'[part.yaml]' if part == 'scoring' else 'part.yaml'}\n"
    (tmp_path / "town.yaml").write_text(town, encoding="utf-8")
    for words in (("check", "part.yaml"), ("check", "town.yaml"), ("run", "town.yaml", "--people", 300, "--days", 7)):
        said = refused(*words).err
        assert said.startswith(f"part.yaml:{line}: "), words
        assert says in said


@pytest.mark.parametrize(
    ("of", "words"),
    [
        ("no-scheme", ("decompose", "town.yaml", "--days", 28)),
        ("no-scheme", ("estimate", "town.yaml", "--days", 28)),
        ("no-scheme", ("sweep", "town.yaml", "--days", 28, "--members", 2, "--out", "kept")),
        ("no-scheme", ("sensitivity", "town.yaml", "--days", 28, "--out", "kept")),
        ("national-lists", ("calibrate", "town.yaml", "--targets", "court-blacklist", "--out", "kept")),
    ],
)
def test_a_name_that_stands_for_nothing_has_its_line_before_many_worlds_are_lived(
    refused, tmp_path: Path, of: str, words: tuple[object, ...]
) -> None:
    (tmp_path / "part.yaml").write_text(f"{TIDY}    requires:\n      nowhere: [1, 1]\n", encoding="utf-8")
    (tmp_path / "town.yaml").write_text(f"title: Mine\nof: {of}\nconduct: part.yaml\n", encoding="utf-8")
    said = refused(*words, "--people", 300).err
    assert said.startswith("part.yaml:10: no view or state is called 'nowhere'")
    assert not (tmp_path / "kept").exists()


def test_a_name_set_to_nothing_has_the_setting_as_its_place(refused) -> None:
    setting = "observation.sensors.police.false.claims=nothing"
    said = refused("run", "rongcheng", "--people", 300, "--days", 7, "--set", setting).err
    assert said.startswith("--set observation.sensors.police.false.claims: the catalogue has no kind 'nothing'")
