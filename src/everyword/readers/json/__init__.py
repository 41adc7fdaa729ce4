"""JSON of any size, one record at a time."""
