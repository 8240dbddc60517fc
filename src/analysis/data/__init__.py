"""From raw files to checked tables: areas, indicators, parameters and documents."""
