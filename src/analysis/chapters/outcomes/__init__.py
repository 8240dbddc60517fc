"""An outcomes framework, and what is measured of it."""
