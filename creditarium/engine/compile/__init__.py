"""From a scenario to the arrays of a world, one file a stage."""
