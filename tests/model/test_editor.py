"""What an editor makes of the schemas, by the language server that editors use; skipped where it is not on the path.

`npm install --global yaml-language-server` puts it there. Nothing of the product needs it.
"""

import itertools
import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from creditarium.model.json_schema import shipped_schema
from creditarium.model.templates import template
from tests.model.test_json_schema import FILES

SERVER = shutil.which("yaml-language-server")
pytestmark = pytest.mark.skipif(
    SERVER is None, reason="no yaml-language-server: npm install --global yaml-language-server"
)
SETTINGS = {"yaml": {"validate": True, "completion": True, "hover": True, "schemaStore": {"enable": False}}}


class Editor:
    """As much of an editor as speaks to the server: it opens a text, points into it, and reads the answer."""

    def __init__(self) -> None:
        assert SERVER is not None
        self.process = subprocess.Popen([SERVER, "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.numbers = itertools.count(1)
        self.underlined: dict[str, list[str]] = {}
        offers = {"completionItem": {"snippetSupport": True, "documentationFormat": ["markdown"]}}
        capabilities = {"workspace": {"configuration": True}, "textDocument": {"completion": offers}}
        self.ask("initialize", {"processId": None, "rootUri": None, "capabilities": capabilities})
        self.send("initialized", {})

    def send(self, method: str, params: Any, **more: Any) -> None:
        self._write({"method": method, "params": params, **more})

    def ask(self, method: str, params: Any) -> Any:
        number = next(self.numbers)
        self.send(method, params, id=number)
        while (read := self._read()).get("id") != number or "method" in read:
            pass
        return read["result"]

    def open(self, text: str) -> str:
        """Open a text, wait for what is underlined in it, and give its address."""
        address = f"file:///{next(self.numbers)}.yaml"
        self.send(
            "textDocument/didOpen", {"textDocument": {"uri": address, "languageId": "yaml", "version": 1, "text": text}}
        )
        while address not in self.underlined:
            self._read()
        return address

    def offered(self, text: str) -> dict[str, str]:
        """Give what is offered where a bar stands in a text, with what is said of it."""
        found = self.ask("textDocument/completion", self._at(text))
        items = found["items"] if isinstance(found, dict) else found
        return {item["label"]: str(item.get("documentation", "")) for item in items}

    def shown(self, text: str) -> str:
        """Give what is shown over the word in which a bar stands."""
        return str(self.ask("textDocument/hover", self._at(text))["contents"])

    def end(self) -> None:
        self.ask("shutdown", None)
        self.send("exit", None)
        self.process.wait(10)
        for pipe in (self.process.stdin, self.process.stdout):
            assert pipe is not None
            pipe.close()

    def _at(self, text: str) -> dict[str, Any]:
        before, _, after = text.partition("|")
        address = self.open(before + after)
        line = before.count("\n")
        where = {"line": line, "character": len(before.splitlines()[-1]) if not before.endswith("\n") else 0}
        return {"textDocument": {"uri": address}, "position": where}

    def _write(self, message: dict[str, Any]) -> None:
        assert self.process.stdin is not None
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self.process.stdin.flush()

    def _read(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        length = 0
        while line := self.process.stdout.readline().strip():
            name, _, value = line.partition(b":")
            length = int(value) if name.lower() == b"content-length" else length
        message: dict[str, Any] = json.loads(self.process.stdout.read(length))
        if message.get("method") == "textDocument/publishDiagnostics":
            params = message["params"]
            self.underlined[params["uri"]] = [one["message"] for one in params["diagnostics"]]
        elif "method" in message and "id" in message:
            items = message["params"].get("items", [])
            self._write(
                {"id": message["id"], "result": [SETTINGS.get(item.get("section"), {}) for item in items] or None}
            )
        return message


@pytest.fixture(scope="module")
def editor() -> Iterator[Editor]:
    editor = Editor()
    yield editor
    editor.end()


@pytest.fixture
def scheme(tmp_path: Path) -> str:
    return template("scheme", "", tmp_path / "my-scheme.yaml")


@pytest.mark.parametrize(("kind", "path"), FILES, ids=lambda part: part if isinstance(part, str) else part.stem)
def test_nothing_that_is_shipped_is_underlined(editor: Editor, kind: str, path: Path) -> None:
    text = f"# yaml-language-server: $schema={shipped_schema(kind).as_uri()}\n{path.read_text(encoding='utf-8')}"
    assert editor.underlined[editor.open(text)] == []


@pytest.mark.parametrize("kind", ["scheme", "population", "scenario", "case", "tests"])
def test_no_new_file_is_underlined(editor: Editor, kind: str, tmp_path: Path) -> None:
    assert editor.underlined[editor.open(template(kind, "rongcheng-2018", tmp_path / "new.yaml"))] == []


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        ("disclosure:", "disclosrue:", "disclosrue"),
        ("disclosure: published", "disclosure: hidden", "published"),
        ("{assume: 100", "{asume: 100", "asume"),
        ("to_band: low", "to_bnad: low", "to_bnad"),
    ],
)
def test_a_misspelt_key_or_word_is_underlined(editor: Editor, scheme: str, old: str, new: str, word: str) -> None:
    assert old in scheme
    assert any(word in said for said in editor.underlined[editor.open(scheme.replace(old, new, 1))])


@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        ("owner: city", "owner: city\n|", {"consent", "stock"}),
        ("disclosure: published", "disclosure: p|", {"published", "secret"}),
        ("feeds: [traffic_police", "feeds: [|, traffic_police", {"court_register", "bank_reports"}),
        ("  drink_driving: {to_band: low}", "  d|", {"littering", "red_light"}),
        ("{to_band: low}", "\n    p|", {"points", "tariff", "term"}),
        (
            "floor: {fixed: 0, unit: points, because: the scale begins here}",
            "floor: {a|}",
            {"assume", "value", "fixed"},
        ),
    ],
)
def test_what_fits_is_offered_with_a_word_on_it(
    editor: Editor, scheme: str, old: str, new: str, wanted: set[str]
) -> None:
    assert old in scheme
    offered = editor.offered(scheme.replace(old, new, 1))
    assert wanted <= offered.keys()
    assert all(offered[key] for key in wanted - {"published", "secret", "court_register", "bank_reports"})


@pytest.mark.parametrize(
    ("stage", "name"), [("population", "rongcheng"), ("conduct", "china-2020"), ("consequences", "none")]
)
def test_a_scenario_is_offered_the_presets_of_each_stage(editor: Editor, stage: str, name: str) -> None:
    head = f"# yaml-language-server: $schema={shipped_schema('scenario').as_uri()}\n"
    assert name in editor.offered(f"{head}title: A town\n{stage}: |\n")


@pytest.mark.parametrize(("key", "says"), [("feeds", "sensors"), ("disclosure", "secret"), ("appeal", "appealed")])
def test_a_key_says_what_it_is_when_pointed_at(editor: Editor, scheme: str, key: str, says: str) -> None:
    assert says in editor.shown(scheme.replace(f"\n{key}:", f"\n{key[0]}|{key[1:]}:", 1))
