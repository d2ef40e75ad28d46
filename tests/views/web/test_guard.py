"""Who is let in: nobody without the token, from a foreign origin, or under another host name."""

from __future__ import annotations

import socket

import httpx
import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from creditarium.model.problem import Problem
from creditarium.views.web.guard import Guard
from creditarium.views.web.serving import LEAST_TOKEN, Place, token_for

REFUSED = 403


def test_the_page_is_there_for_who_has_its_address(served) -> None:
    answer = served.get("api/standing")
    assert answer.status_code == 200
    assert answer.json()["caps"] == {"people": 200_000, "days": 400, "runs": 6, "queue": 2}


def test_without_the_token_nothing_is_given(served) -> None:
    root = f"http://{served.host}/"
    token = served.address.split("/")[3]
    for path in (
        "",
        "api/standing",
        f"{token[:-1]}/api/standing",
        f"{token}x/api/standing",
        token,
        "x/../api/standing",
    ):
        answer = httpx.get(root + path)
        assert answer.status_code == REFUSED, path
        assert token not in answer.text


@pytest.mark.parametrize("name", [
    "evil.example", "evil.example:80", "127.0.0.1.evil.example", "192.0.2.7", "localhost.",
])  # fmt: skip
def test_a_rebound_host_is_refused(served, name: str) -> None:
    assert served.get("api/standing", headers={"Host": name}).status_code == REFUSED
    token = served.address.split("/")[3]
    port = int(served.host.partition(":")[2])
    with socket.create_connection(("127.0.0.1", port)) as held, pytest.raises(InvalidStatus) as refused:
        connect(f"ws://{name}/{token}/ws", sock=held)
    assert refused.value.response.status_code == REFUSED


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "https://localhost", "http://localhost:1"])
def test_a_foreign_origin_is_refused(served, origin: str) -> None:
    assert served.get("api/standing", headers={"Origin": origin}).status_code == REFUSED
    with pytest.raises(InvalidStatus) as refused, served.visit(origin=origin):
        pass
    assert refused.value.response.status_code == REFUSED


def test_a_socket_without_the_token_is_refused(served) -> None:
    with pytest.raises(InvalidStatus) as refused:
        connect(f"ws://{served.host}/guessed/ws")
    assert refused.value.response.status_code == REFUSED


def test_its_own_origin_is_let_in(served) -> None:
    origin = f"http://{served.host}"
    assert served.get("api/standing", headers={"Origin": origin}).status_code == 200
    with served.visit(origin=origin) as visit:
        visit.say(type="pause")
        assert visit.hear()["type"] == "problem"


def test_every_answer_forbids_the_browser_what_the_page_never_does(served) -> None:
    for path in ("api/standing", "api/schemes/none", "assets/none"):
        headers = served.get(path).headers
        policy = headers["content-security-policy"]
        assert policy.startswith("default-src 'self';")
        assert "unsafe" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert "set-cookie" not in headers
        assert "access-control-allow-origin" not in headers


def test_for_other_machines_a_token_must_be_chosen() -> None:
    assert len(token_for("127.0.0.1", None)) >= LEAST_TOKEN
    assert token_for("127.0.0.1", None) != token_for("127.0.0.1", None)
    with pytest.raises(Problem, match="other machines can reach this page"):
        token_for("0.0.0.0", None)
    with pytest.raises(Problem, match="easy to guess"):
        token_for("0.0.0.0", "short")
    assert token_for("192.0.2.1", "a-token-for-the-class") == "a-token-for-the-class"
    assert Place("::1", 80, "t").address == "http://[::1]:80/t/"


@pytest.mark.parametrize(("host", "known"), [
    ("127.0.0.1:8765", True), ("localhost", True), ("[::1]:8765", True), ("192.0.2.9:8765", False), ("a.b", False),
])  # fmt: skip
def test_only_bare_addresses_are_let_in_besides_the_names_of_the_list(host: str, known: bool) -> None:
    async def app(scope, receive, send) -> None:
        return

    here = Guard(app, "t", frozenset({"127.0.0.1", "localhost", "[::1]"}))
    everywhere = Guard(app, "t", frozenset({"127.0.0.1", "localhost", "[::1]", "*"}))
    assert here._knows(host) is known
    assert everywhere._knows(host) is (known or host.startswith("192"))
