"""Parts of the reader of address books."""
