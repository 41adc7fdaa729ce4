"""A file and the one beside it that it cannot be read without."""
