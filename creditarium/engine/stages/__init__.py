"""The stages of the loop as pure compiled functions on plain arrays."""
