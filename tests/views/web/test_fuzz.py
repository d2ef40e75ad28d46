"""Whatever is sent, nothing breaks: requests by the description of the addresses, and messages of any sort."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import response_schema_conformance
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from creditarium.views.web.asking import MESSAGE
from tests.views.web.server import PATIENCE

FEW, MANY = 2, 200


def test_the_description_names_every_address_that_the_documentation_names(served) -> None:
    paths = set(served.get("api/openapi.json").json()["paths"])
    assert paths == {
        "/api/catalog", "/api/scenario", "/api/schemes/{name}", "/api/sources", "/api/glossary", "/api/stories",
        "/api/words/{language}", "/api/standing", "/api/reports/{name}", "/api/runs",
    }  # fmt: skip


def test_no_address_takes_persons_or_events(served) -> None:
    """Only seeds, sizes, names of presets, levers and choices on a living run come in, and only by GET."""
    described = served.get("api/openapi.json").json()
    assert {method for path in described["paths"].values() for method in path} == {"get"}
    named = {one["name"] for path in described["paths"].values() for one in path["get"].get("parameters", ())}
    assert named == {"scenario", "people", "days", "seed", "without", "levers", "name", "language", "save"}
    fields = {name for model in MESSAGE.json_schema()["$defs"].values() for name in model["properties"]}
    assert fields == {
        "ask", "by", "choice", "choices", "day", "days", "decision", "first", "id", "layers", "lever", "levers", "nth",
        "ordinal", "other", "outcome", "pace", "paused", "people", "person", "question", "refusal", "run", "scenario",
        "sections", "seed", "seeds", "segment", "type", "value", "what", "window", "windows", "without",
    }  # fmt: skip


def test_no_request_breaks_the_server(served, heavy: bool) -> None:
    schema = schemathesis.openapi.from_url(served.address + "api/openapi.json")
    schema.config.update(base_url=served.address.rstrip("/"))
    for operation in schema.get_all_operations():
        _fuzzed(operation.ok().as_strategy(), MANY if heavy else FEW)


def _fuzzed(cases, count: int) -> None:
    @settings(
        max_examples=count, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), database=None
    )
    @given(case=cases)
    def asked(case) -> None:
        answer = case.call(timeout=PATIENCE)
        assert answer.status_code < 500, answer.text
        if answer.status_code in (200, 404, 422):
            case.validate_response(answer, checks=[not_a_server_error, response_schema_conformance])

    asked()


KEYS = st.sampled_from(["type", "ask", "id"])
TEXTS = st.one_of(
    st.text(max_size=50),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
        lambda part: st.lists(part, max_size=3) | st.dictionaries(KEYS, part, max_size=3),
        max_leaves=6,
    ).map(json.dumps),
    st.builds(
        lambda kind, rest: json.dumps({"type": kind, **rest}),
        st.sampled_from(["pause", "resume", "step", "lever", "watch", "seek", "again", "stop", "ask", "start"]),
        st.dictionaries(st.sampled_from(["windows", "window", "layers", "lever", "value", "question", "id"]),
                        st.integers(-2, 2) | st.text(max_size=4), max_size=3),
    ),
)  # fmt: skip


def test_no_message_breaks_the_socket(served, heavy: bool) -> None:
    held = served.runs()
    with served.visit() as visit:

        @settings(max_examples=MANY if heavy else 10 * FEW, deadline=None, derandomize=True, database=None)
        @given(TEXTS)
        def said(text: str) -> None:
            visit.socket.send(text)

        said()
        visit.say(type="stop")
        visit.say(type="start", choice={"people": 64, "days": 7}, pace=0)
        while True:
            heard = visit.hear()
            if not isinstance(heard, tuple) and heard["type"] == "ended":
                break
            assert isinstance(heard, tuple) or not heard.get("fatal"), heard
    _emptied(served, held)


@pytest.mark.parametrize("data", [b"\0\1\2", b"", "x" * (1 << 17)], ids=["bytes", "nothing", "much"])
def test_a_frame_that_is_no_text_or_too_long_closes_the_socket_only(served, data) -> None:
    held = served.runs()
    address = served.address.replace("http", "ws") + "ws"
    with connect(address) as socket, suppress(ConnectionClosed):
        socket.send(data)
        socket.recv(PATIENCE)
    assert served.get("api/standing").status_code == 200
    _emptied(served, held)


def _emptied(served, held: int) -> None:
    for _ in range(200):
        if served.runs() == held:
            return
    raise AssertionError("a run was not freed")
