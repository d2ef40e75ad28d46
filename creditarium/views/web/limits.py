"""What a server allows."""

from __future__ import annotations

from creditarium.model.catalogue import preset_names
from creditarium.model.problem import Problem, suggestion
from creditarium.views.web.asking import Choice
from creditarium.views.web.reading import Caps


def check_choice(choice: Choice, caps: Caps) -> None:
    """Refuse what is beyond the caps, or no shipped scenario; the line says what is allowed."""
    if choice.people > caps.people:
        what = f"{choice.people:,} people are more than this server allows"
        raise Problem(what, place="people", mend=f"give {caps.people:,} at most, or start it with --people")
    if choice.days > caps.days:
        what = f"{choice.days:,} days are more than this server allows"
        raise Problem(what, place="days", mend=f"give {caps.days:,} at most, or start it with --days")
    shipped = preset_names("scenarios")
    if choice.scenario not in shipped:
        what = f"no scenario is called '{choice.scenario}'"
        raise Problem(what, place="scenario", mend=suggestion(choice.scenario, shipped))
