"""A scenario described by the ODD protocol (Grimm et al. 2020, JASSS 23(2) 7), from the model itself."""
