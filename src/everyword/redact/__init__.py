"""Redaction: taken out of a copy of a PDF, and checked to be gone by a reader of its own."""
