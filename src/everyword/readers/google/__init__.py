"""Parts of the reader of Google Chat and Hangouts."""
