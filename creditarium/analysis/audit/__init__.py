"""The audit: every question of the checklist, answered from a run and from a smaller people lived eight times."""
