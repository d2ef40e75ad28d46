"""A testbed for estimators: panel data as an economist would see them, with the true effect kept apart."""
