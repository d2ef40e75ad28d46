"""R0 once for each tool: every file has `build(agents, days, seed)`, which gives a model with `run()`."""
