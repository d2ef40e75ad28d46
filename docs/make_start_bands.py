"""Live the ensembles behind the Start page's bands, and ship what they counted.

Usage: python docs/make_start_bands.py (some half an hour on two processors)
"""

from __future__ import annotations

from dataclasses import astuple

from creditarium.analysis.ensembles.blameless import Members, counted, counted_members
from creditarium.model.resolve import resolve
from creditarium.results.living import processors
from creditarium.results.scenario_file import yaml_text
from creditarium.views.web.bands import digest_of
from creditarium.views.web.page_data import FOLDER

SCENARIOS = ("reported-2020", "documented-2020")
DAYS, SEED, COUNT = 365, 1, 56
PEOPLE = {False: 100_000, True: 20_000}
"""By whether the rules move too: the page's own city, and fewer where members differ more than luck does."""
HEAD = (
    "# What an ensemble counted; written by docs/make_start_bands.py. Each list: adults, of them refused something by\n"
    "# a scheme, who did nothing listed, of these refused something.\n"
)


def main() -> None:
    """Write one file for each scenario, and for whether its rules move."""
    for rules in (True, False):
        for name in SCENARIOS:
            members = Members(resolve(name, people=PEOPLE[rules], days=DAYS, seed=SEED), COUNT, rules)
            write(name, members)


def write(name: str, members: Members) -> None:
    """Live an ensemble, and write what it counted."""
    written = astuple(counted(members.scenario, processors()))
    found, refused = counted_members(members, processors())
    each = {number: astuple(one) for number, one in found.items()}
    content = {
        "scenario": name, "rules": members.rules, "people": members.scenario.people, "days": DAYS, "seed": SEED,
        "count": COUNT, "written": written, "members": each, "refused": refused, "digest": digest_of(written, each),
    }  # fmt: skip
    path = FOLDER / "bands" / f"{name}{'-rules' if members.rules else ''}.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(HEAD + yaml_text(content), encoding="utf-8")
    print(path, flush=True)


if __name__ == "__main__":
    main()
