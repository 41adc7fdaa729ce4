"""Parts of the readers of Telegram."""
