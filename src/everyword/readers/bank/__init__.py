"""Parts of the readers of bank statements."""
