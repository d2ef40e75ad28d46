"""A server that runs: what it shows is what the engine lives, and whatever is closed or killed is freed."""

from __future__ import annotations

import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

import creditarium as cr
from creditarium.analysis.other_world import without_schemes
from creditarium.views.web.asking import Choice
from creditarium.views.web.pair import plain
from tests.views.web.server import PATIENCE, SMALL, serving


@pytest.fixture(scope="module")
def shown(served):
    with served.visit() as visit:
        visit.say(type="start", choice=SMALL, pace=0, layers=["refusal", "band", "wrong"])
        started, _ = visit.until("started")
        ended, frames = visit.until("ended")
        yield visit, started, frames, ended


@pytest.fixture(scope="module")
def compared():
    scenario = plain(Choice(**SMALL))
    return cr.compare(without_schemes(scenario), scenario, everyone=True)


def test_what_is_shown_is_what_the_command_line_lives(shown, compared) -> None:
    visit, started, frames, _ = shown
    run = compared.worlds[1].run
    for what in ("scenario", "reform"):
        file = visit.ask({"ask": "save", "what": what})
        assert file["digest"] == run.manifest.digest
        assert file["digest"] in file["text"]
    head, arrays = frames[-1]
    assert [head.window, head.day, head.ended] == [4, 28, True]
    bands = run.bands(by=("scheme", "band"))
    for c, scheme in enumerate(started["schemes"]):
        held = {row["band"]: row["people"] for row in bands.iter_rows(named=True) if row["scheme"] == scheme["name"]}
        assert {band: int(n) for band, n in zip(scheme["bands"], arrays["bands"][c], strict=False)} == held
    assert arrays["group_people"].sum() == started["adults"] == head.tally.adults


def test_the_measures_and_the_picture_are_those_of_every_person(shown, compared) -> None:
    _, started, frames, _ = shown
    _, arrays = frames[-1]
    persons = compared.persons.sort("person")
    adults = persons["age_group"].is_in(["0-14", "15-17"]).not_().to_numpy()
    for m, measure in enumerate(started["measures"]):
        name, divisor = measure["name"], measure["divisor"]
        twin = persons[f"{name}.first"].to_numpy()
        for w, values in enumerate((twin + persons[name].to_numpy(), twin)):
            assert arrays["sums"][w, m].sum() / divisor == pytest.approx(values[adults].sum()), name
            assert arrays["persons"][w, m].sum() == np.count_nonzero(np.round(values[adults], 9)), name
    denied = (persons["denied"] + persons["denied.first"]).to_numpy() > 0
    anyway = persons["refused.first"].to_numpy() > 0
    assert np.array_equal(arrays["refusal"], 2 * denied + anyway)
    assert np.array_equal(arrays["refusal"] & 1, anyway)


def test_a_window_is_shown_again_and_a_layer_when_it_is_asked_for(shown) -> None:
    visit, _, _, _ = shown
    visit.say(type="seek", window=1)
    head, arrays = visit.hear()
    assert (head.window, head.live) == (1, False)
    assert set(arrays) == {
        "refusal",
        "band",
        "wrong",
        "bands",
        "bins",
        "sums",
        "persons",
        "group_people",
    }
    visit.say(type="watch", layers=["held_back"])
    head, arrays = visit.hear()
    assert head.window == 4
    assert arrays["held_back"].shape == (SMALL["people"],)
    visit.say(type="seek", window=99)
    assert "not lived yet" in visit.hear()["what"]


def test_again_is_the_same_year_to_the_digit(shown) -> None:
    visit, _, _, _ = shown
    before = _digest(visit)
    visit.say(type="again", pace=0)
    visit.until("ended")
    assert _digest(visit) == before


def test_a_run_can_be_stepped_and_its_levers_are_a_file_that_lives_the_same(served, tmp_path) -> None:
    with served.visit() as visit:
        visit.say(type="start", choice=SMALL, pace=0, paused=True)
        visit.until("paused")
        visit.say(type="step", windows=2)
        paused, frames = visit.until("paused")
        assert (paused["window"], [head.window for head, _ in frames][-1]) == (2, 2)
        visit.say(type="lever", lever="errors", value=0)
        moved, _ = visit.until("levers")
        assert moved["log"] == [{"lever": "errors", "value": 0.0, "window": 2, "day": 14, "date": "2020-01-15"}]
        visit.say(type="resume")
        visit.until("ended")
        file = visit.ask({"ask": "save", "what": "reform"})
    path = tmp_path / file["name"]
    path.write_text(file["text"], encoding="utf-8")
    assert cr.run("reported-2020", **SMALL, reform=path).manifest.digest == file["digest"]


@pytest.mark.parametrize(("choice", "words"), [
    ({"people": 200_001}, "200,000 at most"),
    ({"days": 401}, "400 at most"),
    ({"scenario": "reported-2021"}, "did you mean 'reported-2020'"),
    ({"scenario": "mine.yaml"}, "no scenario is called"),
    ({"people": 1}, "greater than"),
    ({"levers": [{"lever": "errors", "value": 1, "day": 9999}]}, "after the last"),
])  # fmt: skip
def test_what_is_beyond_the_caps_is_refused_in_words(served, choice, words: str) -> None:
    with served.visit() as visit:
        visit.say(type="start", choice={**SMALL, **choice})
        heard = visit.hear()
        assert heard["type"] == "problem"
        assert words in f"{heard['what']} {heard['mend']}"


def test_whatever_is_no_message_is_answered_in_words_and_the_next_is_heard(served) -> None:
    with served.visit() as visit:
        for text in ("", "{}", "[1]", '{"type":"start","events":[]}', "\0", '{"type":"step","windows":1e9}'):
            visit.socket.send(text)
            assert visit.hear()["what"].startswith("this is no message"), text
        visit.say(type="pause")
        assert visit.hear()["what"] == "no run is going on"


def test_a_worker_that_dies_is_reported_and_freed_and_the_visitor_goes_on(served) -> None:
    held, mine = served.runs(), _spare(served)
    with served.visit() as visit:
        visit.say(type="start", choice={**SMALL, "days": 364}, pace=1)
        visit.until("started")
        os.kill(mine, signal.SIGKILL)
        heard = visit.until("problem")[0]
        assert heard["fatal"]
        assert "ended" in heard["what"]
        assert _gone(mine, served)
        assert served.runs() == held
        assert visit.live()[0]["type"] == "ended"


def test_closing_the_tab_frees_its_worker_at_once(served) -> None:
    held, mine = served.runs(), _spare(served)
    with served.visit() as visit:
        visit.say(type="start", choice={"people": 100_000, "days": 364}, pace=0)
        visit.until("started")
        assert served.runs() == held + 1
    assert _gone(mine, served)
    assert served.runs() == held


def test_a_full_house_queues_and_then_refuses_and_ctrl_c_leaves_nothing_behind() -> None:
    with serving("--runs", "1", "--queue", "1") as server:
        with server.visit() as first, server.visit() as second, server.visit() as third:
            first.live()
            second.say(type="start", choice=SMALL, pace=0)
            assert second.hear() == {"type": "queued", "before": 0}
            third.say(type="start", choice=SMALL)
            refused = third.hear()
            assert "so is every place in the queue (1)" in refused["what"]
            first.socket.close()
            assert second.until("ended")[0]["type"] == "ended"
            left = server.workers()
            assert left
            assert server.end() == 0
        assert not [pid for pid in left if _alive(pid)]


def test_three_tabs_at_once_live_each_their_own_year(served) -> None:
    with served.visit() as one, served.visit() as two, served.visit() as three:
        for seed, visit in enumerate((one, two, three)):
            visit.say(type="start", choice={**SMALL, "seed": 7 + seed % 2}, pace=0)
        for visit in (one, two, three):
            visit.until("ended")
        ended = [_digest(visit) for visit in (one, two, three)]
    assert ended[0] == ended[2] != ended[1]


def test_sixteen_visitors_stay_for_a_minute_without_an_error_and_with_bounded_memory(heavy: bool) -> None:
    """In a run of all tests three visitors who come once stand for them."""
    many, seconds, at_once = (16, 60, 4) if heavy else (3, 0, 1)
    with serving("--runs", str(at_once), "--queue", str(many)) as server, ThreadPoolExecutor(many) as visitors:
        until = time.monotonic() + seconds
        lived = list(visitors.map(lambda number: _visiting(server, number, until), range(many)))
        assert min(lived) >= 1
        assert len(server.workers()) <= at_once + 1 + 4
        assert server.memory() < 400 << 20


def _visiting(server, number: int, until: float) -> int:
    lived = 0
    while time.monotonic() < until or not lived:
        with server.visit() as visit:
            assert visit.live(seed=number)[0]["type"] == "ended"
        lived += 1
    return lived


def _digest(visit) -> str:
    """Give the digest of the tables of a run that is over."""
    digest: str = visit.ask({"ask": "save", "what": "reform"})["digest"]
    assert digest
    return digest


def _spare(server) -> int:
    """Wait until there is a worker that nobody holds, and give its number: it was spawned last."""
    until = time.monotonic() + PATIENCE
    while len(found := server.workers()) != server.runs() + 1 and time.monotonic() < until:
        time.sleep(0.05)
    return max(found, key=_born)  # not the highest number: numbers begin again at their end


def _born(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[19])


def _gone(pid: int, server) -> bool:
    until = time.monotonic() + PATIENCE
    while pid in server.workers() and time.monotonic() < until:
        time.sleep(0.05)
    return pid not in server.workers()


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
