"""Readers fed with bytes nobody wrote: what all of them promise, and who is asked."""
