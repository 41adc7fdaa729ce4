"""PDFs as given, joined, numbered and looked at."""
