"""The reference model R0, written for several tools, and what runs them side by side; see README.md."""
