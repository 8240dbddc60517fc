"""An analyst's own figures: a template, a checker that explains each row, and their adding."""
