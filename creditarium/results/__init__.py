"""What a run leaves: tidy tables, the run folder, the summary's numbers and the replay of a life."""
