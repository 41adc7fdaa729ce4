"""Parts of the reader of PDF, and of reports that come as PDF."""
