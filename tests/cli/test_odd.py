"""`creditarium odd`: to the output or a file, by its ending or as asked, and what it refuses."""

from pathlib import Path


def test_to_the_output_as_markdown(call) -> None:
    answer = call("odd", "no-scheme")
    assert (answer.code, answer.err) == (0, "")
    assert "## 7. Submodels" in answer.out


def test_to_a_file_as_its_ending_says(call, tmp_path: Path) -> None:
    assert call("odd", "no-scheme", "--out", "odd.html").code == 0
    assert (tmp_path / "odd.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    assert call("odd", "no-scheme", "--format", "md", "--out", "odd.html").code == 0
    assert "# " in (tmp_path / "odd.html").read_text(encoding="utf-8")


def test_bad_words_are_refused(refused, tmp_path: Path) -> None:
    assert "html" in refused("odd", "no-scheme", "--format", "htm").err
    refused("odd", "nowhere")
    for name in ("odd.pdf", "odd.json"):
        assert name in refused("odd", "no-scheme", "--out", name).err
        assert not (tmp_path / name).exists()
    (tmp_path / "mine.md").write_text("mine", encoding="utf-8")
    refused("odd", "no-scheme", "--out", "mine.md")
