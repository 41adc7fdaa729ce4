"""Parts of the reader of calendars."""
