"""What `creditarium check` says of files that ask a world something: validation cases, tests of a scheme, targets."""

from __future__ import annotations

from typing import Any

from creditarium.cli.presets import Found

ASKING = ("cases", "tests", "targets")


def report_of(found: Found, on: str | None) -> dict[str, Any]:
    """Compile what a file asks of, check that it can be asked, and live nothing."""
    made = {"cases": _case, "tests": _tests, "targets": _targets}[found.kind]
    return {"name": found.name, "kind": found.kind} | made(found, on)


def lines_of(report: dict[str, Any]) -> list[tuple[str, str]]:
    """Say the report in words."""
    if report["kind"] == "tests":
        return [("scheme", ", ".join(report["schemes"])), ("tests", f"{report['tests']}: creditarium test tries them")]
    if report["kind"] == "cases":
        numbers = f"{report['expected']}: creditarium validate lives through them"
        return [("worlds", ", ".join(report["worlds"]) or "none"), ("numbers expected", numbers)]
    asked = f"of {report['on']}" if report["on"] else "--on SCENARIO says whether a scenario answers them"
    return [("fitted", str(report["fit"])), ("kept to test", str(report["test"])), ("asked", asked)]


def _tests(found: Found, on: str | None) -> dict[str, Any]:
    from creditarium.analysis.rules.judging import check_tests

    tests = check_tests(str(found.path))
    return {"title": tests.title, "schemes": [tests.scheme], "tests": len(tests.tests)}


def _case(found: Found, on: str | None) -> dict[str, Any]:
    from creditarium.analysis.observables import check_observable
    from creditarium.analysis.validation.worlds import scenario_of
    from creditarium.model.validation import CaseFile
    from creditarium.results.compiling import check_compiles

    case = CaseFile.read(str(found.path)).case
    made = {name: scenario_of(world, found.path) for name, world in case.worlds.items()}
    for world in made.values():
        check_compiles(world)
    for one in case.expect:
        if one.observable is not None:
            check_observable(one.observable, made[case.world_of(one) or ""])
    return {
        "title": case.title,
        "worlds": [*case.worlds],
        "expected": sum(len(one.values) or 1 for one in case.expect),
    }


def _targets(found: Found, on: str | None) -> dict[str, Any]:
    from creditarium.model.target import read_targets

    targets = read_targets(found.path)
    if on is not None:
        from creditarium.analysis.calibration.calibrate import over_the_days_of
        from creditarium.analysis.observables import check_observable

        scenario = over_the_days_of(targets, on)
        for one in targets.targets.values():
            check_observable(one.observable, scenario)
    return {
        "title": targets.title,
        "on": on,
        "fit": len(targets.used("fit")),
        "test": len(targets.used("test")),
    }
