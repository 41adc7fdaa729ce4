"""Parts of the reader of SMS Backup & Restore."""
