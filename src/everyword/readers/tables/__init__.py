"""Tables (CSV): their columns proposed in plain words, and read only after a yes."""
