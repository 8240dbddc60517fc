"""What a reviewer needs: chapters that run again to the same, and editions that can be compared.

An edition is everything that a book was made from and what was made: figures, parameters,
templates, code, hand-written pages and executed chapters (`edition` opens one as a folder from
an archive or a revision). It is checked by three questions, each asked in one place. Are these
the files? `seal` holds them against lists of sums, and `origin` says whose code they are. Is each
chapter whole? `structure` sees that without running anything. Does it come out the same?
`verify` runs the project's templates again, `reproduce` an archive or the built book in a folder
of its own, and `contents`, `compare` and `shown` name each number, sentence and mark that
differs. A review is the same comparison with another edition: `changes` lists what differs,
`causes` finds by trial what made it so, `page` shows both, and `sign_off` says who has checked.
Whatever is found is said as a `report.Finding`.
"""
