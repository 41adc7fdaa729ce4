"""Parts of the reader of Signal."""
