"""Another seed of a compiled scenario: only what the seed changes is settled and compiled anew."""

from __future__ import annotations

from dataclasses import replace

from creditarium.engine.compile import scoring as scoring_stage
from creditarium.engine.compile.context import Context
from creditarium.engine.compile.world import large_share
from creditarium.engine.run import Engine
from creditarium.engine.society import Settled, pilot_draws, settle


def reseeded(engine: Engine, seed: int, settled: Settled | None = None) -> Engine:
    """Give the engine of the same scenario and number of people under another seed.

    Its people are settled, unless they are given: another world of that seed has the same.
    """
    scenario = engine.scenario.model_copy(update={"seed": seed})
    settled = settled if settled is not None else settle(scenario)
    context, compiled = Context(scenario), engine.compiled
    draws = pilot_draws(scenario, context.schemes, settled.communities)
    schemes_of, since = scoring_stage.coverage(context, settled.regions, draws, settled.society.region)
    world = compiled.world._replace(
        schemes_of=schemes_of,
        since_day=since,
        large_firms=settled.large_firms,
        large_share=large_share(scenario, settled),
    )
    return Engine(scenario, settled, replace(compiled, world=world))
