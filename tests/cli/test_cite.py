"""`creditarium cite`: the software, the run with its digest, and each work behind a number once."""

import json

from creditarium.model.source import is_weak, sources
from creditarium.results.run import open_run


def test_it_names_all_that_it_takes_to_live_the_run_again(call, run_folder) -> None:
    answer, manifest = call("cite", run_folder), open_run(run_folder).manifest
    assert answer.code == 0
    for part in (manifest.digest, manifest.rules, manifest.creditarium, manifest.title, f"seed {manifest.seed}"):
        assert part in answer.out


def test_every_source_behind_a_number_is_cited_and_none_that_is_weak(call, run_folder) -> None:
    content = json.loads(call("cite", run_folder, "--json").out)
    cited = {source["id"] for source in content["sources"]}
    assert cited
    assert not [name for name in cited if is_weak(sources()[name])]
    assert content["assumed"] > 0
    said = json.loads(call("sources", run_folder / "scenario.yaml", "--json").out)
    assert cited <= {one["id"] for one in said}


def test_bibtex_has_one_entry_for_each_work(call, run_folder) -> None:
    answer, content = call("cite", run_folder, "--bibtex"), json.loads(call("cite", run_folder, "--json").out)
    works = {(one["title"], one["year"], one["address"]) for one in content["sources"]}
    assert answer.out.count("\n@") + 1 == 2 + len(works)
    assert answer.out.count("{") == answer.out.count("}")


def test_what_is_no_run_and_two_forms_are_one_line(call, tmp_path) -> None:
    for arguments in ((tmp_path / "none",), (tmp_path, "--json", "--bibtex")):
        answer = call("cite", *arguments)
        assert answer.code == 2
        assert "Mend:" in answer.err
