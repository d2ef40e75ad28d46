"""Calibration: which values of a scenario's assumptions agree with what was published."""
