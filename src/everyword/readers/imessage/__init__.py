"""Parts of the readers of Messages."""
