"""The local page: what crosses between it and the engine, the server, and a worker process for each run."""
