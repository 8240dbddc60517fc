"""A Word document of the book coming back: commentary is taken in, changed figures are refused."""
