"""What a server allows."""

from __future__ import annotations

from creditarium.model.catalogue import preset_names
from creditarium.model.problem import Problem, suggestion
from creditarium.views.web.asking import AnyWorld, Choice, FinishedRun
from creditarium.views.web.finished import run_card
from creditarium.views.web.reading import Caps


def check_world(world: AnyWorld, caps: Caps) -> None:
    """Refuse what is beyond the caps, no shipped scenario or no finished run; the line says what is allowed."""
    if isinstance(world, FinishedRun):
        card = run_card(world.run)
        check_size(card.people, card.days, caps)
    else:
        check_choice(world, caps)


def check_choice(choice: Choice, caps: Caps) -> None:
    """Refuse what is beyond the caps, or no shipped scenario; the line says what is allowed."""
    check_size(choice.people, choice.days, caps)
    shipped = preset_names("scenarios")
    if choice.scenario not in shipped:
        what = f"no scenario is called '{choice.scenario}'"
        raise Problem(what, place="scenario", mend=suggestion(choice.scenario, shipped))


def check_size(people: int, days: int, caps: Caps) -> None:
    """Refuse more people or days than a server allows."""
    if people > caps.people:
        what = f"{people:,} people are more than this server allows"
        raise Problem(
            what, place="people", mend=f"give {caps.people:,} at most; whoever starts the page may allow more"
        )
    if days > caps.days:
        what = f"{days:,} days are more than this server allows"
        raise Problem(what, place="days", mend=f"give {caps.days:,} at most; whoever starts the page may allow more")
