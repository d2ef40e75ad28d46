"""The search for a less discriminatory alternative: less harm at equal declared utility, and nothing else."""
