"""Inequality statistics: pure numbers in, numbers out; knows no area, file or plot."""
