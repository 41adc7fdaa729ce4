"""Parts of the readers of e-mail."""
