"""The table, the picture and the sentences of docs/benchmarks/peers.md, from what was measured."""

from __future__ import annotations

from pathlib import Path
from statistics import median
from typing import Any

from bench.plan import ARRAYS, FRAMEWORK, KERNEL, PRODUCT, TABLE, Peer

ERRORS = 3.0
"""How many standard errors of the difference two mean scores may lie apart."""
BUSY = 1.0
WANTED = {FRAMEWORK: ("50, aim 100", 50.0), ARRAYS: ("10", 10.0), KERNEL: ("1/1.5", 1 / 1.5)}
"""What was wanted of Creditarium, in times the fastest of each sort."""
EVERY = {28: "every day", 1: "every 28 days"}
COLOURS = {PRODUCT: "#b5402f", FRAMEWORK: "#7d8ca3", ARRAYS: "#4a6fa5", KERNEL: "#2f3e52"}
Measured = dict[str, Any]


def paces(found: Measured) -> dict[str, dict[str, float]]:
    """Give for each size, as text, each peer's median million agent-days a second; failed peers have none.

    >>> answers = [{"agents": 10, "days": 2, "seconds": s, "processor_seconds": s} for s in (1.0, 2.0, 9.0)]
    >>> paces({"rounds": {"10": {"x": answers, "y": [{"problem": "not installed"}]}}})
    {'10': {'x': 1e-05}}
    """
    return {size: _medians(peers, "seconds") for size, peers in found["rounds"].items()}


def _medians(peers: dict[str, list[Measured]], of: str) -> dict[str, float]:
    made = {}
    for key, answers in peers.items():
        good = [answer for answer in answers if "problem" not in answer]
        if good:
            made[key] = median(a["agents"] * a["days"] / max(a[of], 1e-9) for a in good) / 1e6
    return made


def apart(one: Measured, other: Measured) -> float:
    """Give how far two mean scores lie apart, in standard errors of their difference.

    >>> apart({"mean": 1038.0, "error": 0.3}, {"mean": 1036.0, "error": 0.4})
    4.0
    """
    return float(abs(one["mean"] - other["mean"]) / (one["error"] ** 2 + other["error"] ** 2) ** 0.5)


def verdicts(found: Measured, reference: str = "numpy_plain") -> dict[str, str]:
    """Say of each peer whether its mean score agrees with the reference's, or why that is not known."""
    said, agreed = {}, found["agreement"]
    for key, answer in agreed.items():
        if "problem" in answer or "problem" in agreed[reference]:
            said[key] = answer.get("problem", "no reference")
            continue
        far = apart(answer, agreed[reference])
        verdict = "the reference" if key == reference else "agrees" if far <= ERRORS else f"{far:.1f} errors apart"
        said[key] = f"{answer['mean']:.2f} ± {answer['error']:.2f}, {verdict}"
    return said


def ratios(found: Measured) -> dict[str, list[Measured]]:
    """Give for each size how Creditarium, at each calendar of records, stands to the fastest of each other sort.

    The best number of threads counts; `of_processor` compares by processor-second. A sort that nobody ran is left out.
    """
    made: dict[str, list[Measured]] = {}
    for size, peers in found["rounds"].items():
        pace, of_processor = _medians(peers, "seconds"), _medians(peers, "processor_seconds")
        made[size] = []
        for slices in EVERY:
            ours = _best(pace, [peer for peer in TABLE if dict(peer.options).get("slices") == slices])
            for sort in (FRAMEWORK, ARRAYS, KERNEL):
                other = _best(pace, [peer for peer in TABLE if peer.sort == sort])
                if ours is None or other is None:
                    continue
                made[size].append(
                    {
                        "records": EVERY[slices],
                        "sort": sort,
                        "fastest": other.title,
                        "times": pace[ours.key] / pace[other.key],
                        "of_processor": of_processor[ours.key] / of_processor[other.key],
                    }
                )
    return made


def _best(pace: dict[str, float], peers: list[Peer]) -> Peer | None:
    return max((peer for peer in peers if peer.key in pace), key=lambda peer: pace[peer.key], default=None)


def _row(peer: Peer, found: Measured, said: dict[str, str]) -> str:
    cells = [peer.title, str(peer.threads)]
    for peers in found["rounds"].values():
        answers = [a for a in peers.get(peer.key, []) if "problem" not in a]
        if not answers:
            cells += ["–", "–", "–"]
            continue
        one = {peer.key: answers}
        pace, of_processor = _medians(one, "seconds")[peer.key], _medians(one, "processor_seconds")[peer.key]
        cells += [_figure(pace), _figure(of_processor), f"{answers[0]['agents']:,} × {answers[0]['days']}"]
    last = list(found["rounds"].values())[-1].get(peer.key, [])
    held = [answer["peak_bytes"] / 2**20 for answer in last if "problem" not in answer]
    each = [answer["bytes_an_agent"] for answer in last if "problem" not in answer]
    cells += [f"{max(held):,.0f} MiB" if held else "–", f"{max(each):,.0f}" if each else "–"]
    cells.append(said.get(peer.key, "–"))
    return "| " + " | ".join(cells) + " |"


def _figure(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def table(found: Measured) -> str:
    """Write the table of speeds, memory and agreement."""
    head, rule = ["who", "threads"], ["---", "---:"]
    for size in found["rounds"]:
        head += [f"million agent-days/s at {int(size):,}", "a processor-second", "agents × days of a turn"]
        rule += ["---:"] * 3
    head += ["peak memory", "bytes an agent", f"mean score after {found['agreement_days']} days"]
    rule += ["---:", "---:", "---"]
    said = verdicts(found)
    rows = [_row(peer, found, said) for peer in TABLE if peer.key in said or _seen(peer, found)]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in (head, rule)) + "\n" + "\n".join(rows)


def _seen(peer: Peer, found: Measured) -> bool:
    return any(peer.key in peers for peers in found["rounds"].values())


def targets(found: Measured) -> str:
    """Write what was wanted beside what was measured, at the largest size."""
    size = list(found["rounds"])[-1]
    head = (f"Creditarium at {int(size):,} agents against", "times", "by processor-second", "wanted", "")
    lines = [" | ".join(head), " | ".join(("---", "---:", "---:", "---:", "---"))]
    for one in ratios(found)[size]:
        wanted, least = WANTED[one["sort"]]
        what = f"the fastest {one['sort']}, {one['fastest']}; records {one['records']}"
        verdict = "met" if one["times"] >= least else "missed"
        lines.append(f"{what} | {one['times']:.3g} | {one['of_processor']:.3g} | {wanted} | {verdict}")
    lines += [_memory(found, size, *which) for which in (("bytes_an_agent", 1, "bytes"), ("peak_bytes", 2**20, "MiB"))]
    return "\n".join(f"| {line} |" for line in lines)


def _memory(found: Measured, size: str, what: str, unit: int, called: str) -> str:
    held = {}
    for peer in TABLE:
        good = [answer[what] / unit for answer in found["rounds"][size].get(peer.key, []) if "problem" not in answer]
        if good:
            held[peer] = max(good)
    said = {"bytes_an_agent": "memory an agent", "peak_bytes": "memory of the whole process"}[what]
    ours = min((value for peer, value in held.items() if peer.sort == PRODUCT), default=None)
    least = min(((value, peer.title) for peer, value in held.items() if peer.sort != PRODUCT), default=None)
    if ours is None or least is None:
        return f"{said} | – | – | the least | not measured"
    verdict = "met" if ours <= least[0] else "missed"
    return f"{said}: {ours:,.0f} {called}; {least[1]} {least[0]:,.0f} | – | – | the least | {verdict}"


def further(found: Measured) -> str:
    """Write the costs of a second world, of one decision and of import."""
    lines = ["| what | measured |", "| --- | ---: |"]
    for what, answer in found["further"].items():
        lines.append(f"| {what} | {_said(answer)} |")
    return "\n".join(lines)


def _said(answer: Measured) -> str:
    if "problem" in answer:
        return str(answer["problem"])
    value, unit = answer["value"], answer["unit"]
    if unit != "s":
        return f"{value:,} {unit}" if isinstance(value, int) else f"{value:.2f} {unit}"
    return f"{value * 1e6:,.1f} µs" if value < 1e-3 else f"{value * 1e3:,.1f} ms" if value < 1 else f"{value:.2f} s"


def page(found: Measured) -> str:
    """Write the whole page."""
    parts = [
        "# R0 side by side",
        f"Written by `make bench-peers` on {found['date']}. `bench/README.md` tells the model, and how fair this is.",
        f"Measured on {found['machine']}. {_load(found)}",
        f"Medians of {found['count']} rounds in which each took its turn; building, loading and compiling are left "
        f"out. A processor-second is one that the process was given, on all its threads together.{_bounded(found)}",
        table(found),
        targets(found),
        "![Million agent-days a second](peers.png)",
        *([further(found)] if found["further"] else []),
        f"Versions: {found['versions']}.",
        *(f"bench/{environment} could not be set up: {text}" for environment, text in found["problems"].items()),
    ]
    return "\n\n".join(parts) + "\n"


def _load(found: Measured) -> str:
    if found["load"] <= BUSY:
        return f"The machine's load was {found['load']:.1f} before it began."
    return (
        f"**The machine was busy with other work** (a load of {found['load']:.1f} on {found['cores']} cores before it "
        "began): all took turns, so the ratios tell more than the speeds, and two threads gain less than they would "
        "alone."
    )


def _bounded(found: Measured) -> str:
    bounded = [peer for peer in TABLE if peer.most < max(found["sizes"]) and _seen(peer, found)]
    said = " and ".join(f"{peer.title} ({peer.most:,})" for peer in bounded)
    return f" Given fewer agents, because building them takes long: {said}." if bounded else ""


def draw(found: Measured, path: Path) -> None:
    """Draw the speeds at every size, on a logarithmic scale."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    speeds = paces(found)
    rows = [peer for peer in TABLE if any(peer.key in pace for pace in speeds.values())]
    figure, axes = plt.subplots(1, len(speeds), figsize=(5.2 * len(speeds) + 2.5, 0.34 * len(rows) + 1.2), sharey=True)
    for axis, (size, pace) in zip([axes] if len(speeds) == 1 else axes, speeds.items(), strict=True):
        for j, peer in enumerate(rows):
            if peer.key in pace:
                axis.barh(j, pace[peer.key], color=COLOURS[peer.sort], height=0.7)
                axis.text(pace[peer.key] * 1.1, j, _figure(pace[peer.key]), va="center", fontsize=8)
        axis.set_xscale("log")
        axis.set_xlim(0.03, max(pace.values(), default=1) * 6)
        axis.set_title(f"{int(size):,} agents", fontsize=10, loc="left")
        axis.set_xlabel("million agent-days a second")
        axis.spines[["top", "right"]].set_visible(False)
        axis.set_yticks(range(len(rows)), [f"{peer.title} ({peer.threads})" for peer in rows], fontsize=8)
        axis.invert_yaxis() if axis is (axes if len(speeds) == 1 else axes[0]) else None
    figure.tight_layout()
    figure.savefig(path, dpi=140)
    plt.close(figure)
