"""Frames and types: what is packed is unpacked to the digit, and the page's types are those of the models."""

from __future__ import annotations

import json
import struct
from pathlib import Path

import numpy as np
import pytest
from pydantic import ValidationError

from creditarium.views.web.asking import MESSAGE, Choice, Start
from creditarium.views.web.frames import packed, unpacked
from creditarium.views.web.reel import WHOLE_EVERY, Reel
from creditarium.views.web.replies import Frame, Tally
from creditarium.views.web.typescript import types

ROOT = Path(__file__).resolve().parents[3]
TALLY = Tally(adults=9, only=1, both=2, anyway=3, blameless=4, blameless_only=1, blameless_both=0, per_thousand=250.0)
HEAD = Frame(
    run="å", window=3, day=21, date="2020-01-22", live=True, paused=False, ended=False, tally=TALLY, arrays=()
)  # fmt: skip


def test_a_frame_comes_back_to_the_digit() -> None:
    arrays = {
        "refusal": np.array([0, 1, 2, 3, 255], dtype=np.uint8),
        "bins": np.arange(6, dtype=np.uint32).reshape(2, 3),
        "sums": np.array([[-(2**40), 7]], dtype=np.int64),
        "shares": np.array([0.1, 1 / 3]),
        "none": np.zeros((0, 4), dtype=np.int32),
    }
    head, back = unpacked(packed(HEAD, arrays))
    assert head.tally == TALLY
    assert [one.name for one in head.arrays] == list(arrays)
    for name, array in arrays.items():
        assert back[name].dtype == array.dtype
        assert np.array_equal(back[name], array), name


def test_every_array_of_a_frame_begins_at_a_multiple_of_eight() -> None:
    data = packed(HEAD, {"a": np.ones(3, dtype=np.uint8), "b": np.array([-5], dtype=np.int64)})
    (length,) = struct.unpack_from("<I", data)
    assert (length + 4) % 8 == 0
    assert json.loads(data[4 : 4 + length])["window"] == 3
    assert data[4 + length : 12 + length] == b"\1\1\1" + b"\0" * 5
    assert struct.unpack_from("<q", data, 12 + length) == (-5,)
    assert len(data) == length + 20


@pytest.mark.parametrize("text", [
    '{"type":"start","choice":{"people":10}}',
    '{"type":"start","choice":{"scenario":"../../etc/passwd"}}',
    '{"type":"start","events":[]}',
    '{"type":"lever","lever":"errors","value":1e999}',
    '{"type":"fly"}',
    "[]",
    "",
])  # fmt: skip
def test_what_is_no_message_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        MESSAGE.validate_json(text)


def test_a_message_needs_no_more_than_its_type() -> None:
    assert MESSAGE.validate_json('{"type":"start"}') == Start(type="start", choice=Choice())


def test_the_pages_types_are_those_of_the_models() -> None:
    """`make page-types` writes them again."""
    assert (ROOT / "web" / "src" / "types.ts").read_text(encoding="utf-8") == types()


def test_a_frame_is_shown_again_as_it_was_whatever_was_kept_between() -> None:
    """Layers are kept as what changed, whole every so often, and one may come in late."""
    luck = np.random.default_rng(5)
    count = WHOLE_EVERY + 9
    layers = [(luck.random(200) < nth / count).astype(np.uint8) * 3 for nth in range(count)]
    reel = Reel()
    for nth, layer in enumerate(layers):
        late = {"band": layer + 1} if nth >= WHOLE_EVERY + 3 else {}
        reel.keep(HEAD.model_copy(update={"window": nth}), {}, {"refusal": layer, **late})
        if nth == WHOLE_EVERY + 2:
            reel.add({"band": layer + 1, "refusal": layer})
    for nth in (0, 1, 7, WHOLE_EVERY - 1, WHOLE_EVERY, WHOLE_EVERY + 1, count - 1):
        head, arrays = unpacked(reel.packed(nth, ("refusal", "band"), live=False))
        assert (head.window, head.live) == (nth, False)
        assert np.array_equal(arrays["refusal"], layers[nth])
        assert set(arrays) == {"refusal"} | ({"band"} if nth >= WHOLE_EVERY + 2 else set())
    assert np.array_equal(reel.layer(WHOLE_EVERY + 2, "band"), layers[WHOLE_EVERY + 2] + 1)
    assert np.array_equal(reel.layer(count - 2, "band"), layers[count - 2] + 1)
