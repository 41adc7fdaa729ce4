"""everyword turns what a person has into a case file a court can rely on."""

__version__ = "0.3.0"
