"""Parts of the reader of call lists."""
