"""The errors that a user can meet, each one plain sentence that says what to do."""


class AnalysisError(Exception):
    """Something that the user can put right; the message says what, where and how."""


class ParameterError(AnalysisError):
    """A parameter is unknown, missing, mistyped or out of range."""


class DataError(AnalysisError):
    """A file of figures is missing, changed or breaks the contract of its columns."""


class UnknownAreaError(AnalysisError):
    """No area answers to this code or name; the message suggests the nearest ones."""


class RunError(AnalysisError):
    """A chapter could not be executed; the message names the chapter, cell and cause."""
