"""What runs mean: comparisons, tests and the audit, above the results and below the views."""
