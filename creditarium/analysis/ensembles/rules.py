"""Which numbers are a scheme's rules: what its owner or an institution decides, and no optimiser may move."""

from __future__ import annotations

RULED = ("scoring", "sharing", "consequences")
"""The stages in which somebody decides over people. What stands there is a rule, unless it is named below."""

NO_RULES = (
    ("scoring", "*", "appeal"),
    ("scoring", "*", "stock"),
    ("scoring", "*", "consent", "start"),
    ("consequences", "rules", "*", "chance"),
    ("consequences", "rules", "*", "attempts"),
    ("consequences", "rules", "*", "then"),
)
"""What stands in those stages and is a fact about people or offices: how many notice, appeal and are upheld, how many
were in it already, how often a rule was in fact applied, how often the refused try, what happens to them next."""


def is_rule(path: str) -> bool:
    """Say whether a dotted path leads to a scheme's own rule: points, bands, terms, coverage, refusals, prices.

    >>> is_rule("scoring.rongcheng-2018.bands.B.least"), is_rule("scoring.rongcheng-2018.appeal.notice")
    (True, False)
    >>> is_rule("observation.sensors.police.sees.speeding")
    False
    """
    parts = path.split(".")
    if parts[0] not in RULED:
        return False
    return not any(_begins(parts, pattern) for pattern in NO_RULES)


def _begins(parts: list[str], pattern: tuple[str, ...]) -> bool:
    return len(parts) >= len(pattern) and all(
        wanted in ("*", part) for part, wanted in zip(parts, pattern, strict=False)
    )
