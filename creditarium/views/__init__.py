"""What is shown: figures, texts, reports and the local page."""
