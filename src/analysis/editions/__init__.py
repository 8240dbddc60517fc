"""What a reviewer needs: chapters that run again to the same, and editions that can be compared.

An edition is everything that a book was made from and what was made: figures, parameters,
templates, code, hand-written pages and executed chapters (`edition` opens one as a folder and says
whose code it carries). `verify` asks three questions. Are these the files? `seal` holds them
against lists of sums. Is each chapter whole? `chapter` sees that without running anything. Does it
come out the same? Chapters, and the built book, are made again in a folder of their own, and
`compare` and `shown` name each number, sentence and mark that differs. A review is the same
comparison with another edition: `changes` lists what differs, `causes` finds by trial what made it
so, and `page` shows both, and who has checked. Whatever is found is said as a `report.Finding`.
"""
