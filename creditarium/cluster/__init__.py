"""More than one machine, by Ray: the only package that names it, and loads it only where a command asks for workers."""
