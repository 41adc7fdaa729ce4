"""Parts of the reader of photos."""
