"""What is installed has licences that ask for no more than a notice, and the bill of it is a CycloneDX document."""

import importlib.metadata
import json
import runpy
from email.message import Message
from pathlib import Path

import pytest

BILL = runpy.run_path(str(Path(__file__).resolve().parents[1] / "requirements" / "make_sbom.py"))


def test_the_bill_names_every_package_and_none_is_odd(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert BILL["main"]([str(tmp_path / "made" / "sbom.json")]) == 0, capsys.readouterr().err
    content = json.loads((tmp_path / "made" / "sbom.json").read_text())
    installed = {dist.name.lower() for dist in importlib.metadata.distributions()} - {"creditarium"}
    assert {part["name"] for part in content["components"]} == installed
    assert (content["bomFormat"], content["specVersion"]) == ("CycloneDX", "1.6")
    assert all(part["version"] and part["licenses"] for part in content["components"])


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"License-Expression": "MIT AND PSF-2.0"}, "MIT AND PSF-2.0"),
        ({"License": "BSD-3-Clause"}, "BSD-3-Clause"),
        ({"License": "Copyright (c) 2020", "Classifier": "License :: OSI Approved :: MIT License"}, "MIT"),
        ({"License": "UNKNOWN"}, ""),
    ],
)
def test_a_licence_is_read_where_metadata_says_it(fields: dict[str, str], said: str) -> None:
    metadata = Message()
    for name, text in fields.items():
        metadata[name] = text
    assert BILL["licence"]("anything", metadata) == said


@pytest.mark.parametrize("said", ["AGPL-3.0-only", "MIT AND GPL-3.0-or-later", ""])
def test_a_licence_that_is_not_allowed_is_one_line(said: str) -> None:
    part = {"name": "other", "version": "1.0", "licenses": [{"expression": said}] if said else []}
    assert len(BILL["odd"]({"components": [part]})) == 1
    assert BILL["odd"]({"components": [part | {"licenses": [{"expression": "MIT"}]}]}) == []
