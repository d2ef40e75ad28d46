"""Validation: cases with a published or exact answer, lived or computed, and held to their tolerance."""
